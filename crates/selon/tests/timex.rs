//! TIMEX3 values, and the TimeML document around them: well formed whatever the text holds, and the
//! text itself once the marks are taken away.

use selon::{Options, Selon, model, timex};

fn dispatch(text: &str, published: Option<&str>) -> model::Dispatch {
    model::Dispatch {
        text: text.to_owned(),
        provenance: model::Provenance {
            published: published.map(|day| day.parse().expect("a date")),
            outlet: Some("Agence <Nord> & \"fils\"".to_owned()),
            ..model::Provenance::default()
        },
    }
}

/// The tags of a document in order and the text of its `TEXT`; panics where it is not well formed.
fn parsed(xml: &str) -> (Vec<String>, String) {
    let body = xml
        .strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        .expect("an XML declaration");
    let mut open: Vec<String> = Vec::new();
    let mut tags = Vec::new();
    let mut text = String::new();
    let mut rest = body;
    while let Some(at) = rest.find('<') {
        let words = unescaped(&rest[..at]);
        if open.iter().any(|name| name == "TEXT") {
            text.push_str(&words);
        }
        let end = at + rest[at..].find('>').expect("a tag is closed");
        let tag = &rest[at + 1..end];
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop().as_deref(), Some(name), "{xml}"),
            None => {
                let name = tag.split(' ').next().expect("a tag has a name");
                open.push(name.to_owned());
                let quoted = tag.matches('"').count();
                assert_eq!(quoted % 2, 0, "{tag}");
                assert_eq!(tag.matches("=\"").count() * 2, quoted, "{tag}");
                assert!(!tag.contains('<'), "{tag}");
                for value in tag.split('"').skip(1).step_by(2) {
                    unescaped(value);
                }
                tags.push(tag.to_owned());
            }
        }
        rest = &rest[end + 1..];
    }
    assert!(open.is_empty(), "{open:?} are left open");
    (tags, text)
}

fn unescaped(text: &str) -> String {
    for (at, _) in text.match_indices('&') {
        let known = ["&amp;", "&lt;", "&gt;", "&quot;", "&#13;"];
        assert!(
            known.iter().any(|entity| text[at..].starts_with(entity)),
            "{text}"
        );
    }
    assert!(!text.contains(['\u{0}', '\u{1}', '\u{8}', '\u{b}', '\u{1b}']));
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#13;", "\r")
        .replace("&amp;", "&")
}

/// The marked expressions of a text, as `words: type value [mod] [quant] [@anchor]`.
fn marked(selon: &Selon, text: &str, published: Option<&str>) -> Vec<String> {
    let dispatch = dispatch(text, published);
    let reading = selon.read(&dispatch);
    let (tags, _) = parsed(&timex::document(&dispatch, &reading));
    let attribute = |tag: &str, name: &str| -> Option<String> {
        let from = tag.find(&format!(" {name}=\""))? + name.len() + 3;
        Some(tag[from..from + tag[from..].find('"')?].to_owned())
    };
    tags.iter()
        .filter(|tag| tag.starts_with("TIMEX3 tid=\"t") && !tag.contains("tid=\"t0\""))
        .map(|tag| {
            let mut words = vec![
                attribute(tag, "type").expect("a type"),
                attribute(tag, "value").expect("a value"),
            ];
            words.extend(attribute(tag, "mod"));
            words.extend(attribute(tag, "quant"));
            words.extend(attribute(tag, "anchorTimeID").map(|id| format!("@{id}")));
            words.join(" ")
        })
        .collect()
}

#[test]
fn times_have_the_values_of_timex3() {
    let selon = Selon::new(&Options::default()).expect("the built-in knowledge loads");
    // text, day of publication, what is marked
    let rows: &[(&str, Option<&str>, &[&str])] = &[
        (
            "L'armée a pris la ville mercredi.",
            Some("2017-11-09"),
            &["DATE 2017-11-08 @t0"],
        ),
        (
            "L'armée a pris la ville mercredi.",
            None,
            &["DATE XXXX-WXX-3"],
        ),
        (
            "L'armée a pris la ville le 3 mars 2016.",
            None,
            &["DATE 2016-03-03"],
        ),
        (
            "L'armée a pris la ville le 3 mars.",
            None,
            &["DATE XXXX-03-03"],
        ),
        (
            "L'armée a pris la ville hier soir.",
            Some("2017-11-09"),
            &["TIME 2017-11-08TEV @t0"],
        ),
        (
            "L'armée a pris la ville dans la nuit de lundi à mardi.",
            Some("2017-11-09"),
            &["TIME 2017-11-06TNI @t0"],
        ),
        (
            "L'armée a pris la ville fin août.",
            Some("2017-11-09"),
            &["DATE 2017-08 END @t0"],
        ),
        (
            "L'armée a pris la ville en août 2016.",
            None,
            &["DATE 2016-08"],
        ),
        (
            "L'armée a pris la ville la semaine dernière.",
            Some("2017-11-09"),
            &["DATE 2017-W44 @t0"],
        ),
        (
            "L'armée a pris la ville à l'été 2016.",
            None,
            &["DATE 2016-SU"],
        ),
        (
            "L'armée assiège la ville depuis lundi.",
            Some("2017-11-09"),
            &["DATE 2017-11-06 ON_OR_AFTER @t0"],
        ),
        (
            "Les tirs ont duré pendant trois heures.",
            None,
            &["DURATION PT3H"],
        ),
        (
            "Les tirs ont duré pendant trois heures.",
            Some("2017-11-09"),
            &["DURATION PT3H"],
        ),
        (
            "Les obus tombent chaque vendredi.",
            Some("2017-11-09"),
            &["SET P1W EVERY"],
        ),
        (
            "L'armée a pris la ville le 3 mars 2016. Les rebelles sont revenus le lendemain.",
            Some("2017-11-09"),
            &["DATE 2016-03-03", "DATE 2016-03-04 @t1"],
        ),
        (
            "L'armée a combattu du 3 au 5 novembre 2016.",
            None,
            &["DURATION P3D", "DATE 2016-11-03", "DATE 2016-11-05"],
        ),
        // Not times: nothing is marked.
        (
            "L'armée a pris trois chars et 24 fusils.",
            Some("2017-11-09"),
            &[],
        ),
        (
            "Le colonel Mars commande la 9e brigade.",
            Some("2017-11-09"),
            &[],
        ),
    ];
    let mut wrong = Vec::new();
    for (text, published, want) in rows {
        let got = marked(&selon, text, *published);
        if got != *want {
            wrong.push(format!(
                "{text} {published:?}\n      want {want:?}\n      got  {got:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn whatever_a_text_holds_the_document_is_well_formed_and_gives_it_back() {
    let selon = Selon::new(&Options::default()).expect("the built-in knowledge loads");
    let hostile = [
        "",
        "mardi",
        "<script>alert(\"mardi\")</script> & lundi ]]> <!-- 3 mars 2016 -->",
        "</TEXT></TimeML><TIMEX3 tid=\"t1\">lundi</TIMEX3> &amp; &lt; hier",
        "L'armée a pris\r\nla ville\tlundi\u{a0}soir, « jeudi »",
        "مساء يوم الأحد 𝄞 lundi 8 novembre",
    ];
    for text in hostile {
        for published in [None, Some("2017-11-09")] {
            let dispatch = dispatch(text, published);
            let reading = selon.read(&dispatch);
            let (_, back) = parsed(&timex::document(&dispatch, &reading));
            assert_eq!(back, text);
        }
    }
    let dispatch = dispatch("lundi\u{0}\u{8}\u{1b}[31m mardi", None);
    let (_, back) = parsed(&timex::document(&dispatch, &selon.read(&dispatch)));
    assert_eq!(back, "lundi\u{fffd}\u{fffd}\u{fffd}[31m mardi");
}

#[test]
fn without_a_date_nothing_relative_has_one() {
    let selon = Selon::new(&Options::default()).expect("the built-in knowledge loads");
    let texts = [
        "Hier, les rebelles ont pris la ville ; la veille, l'armée avait fui. Demain, ils partiront.",
        "Lundi soir, dans la nuit de mardi à mercredi, depuis trois mois, fin août, ces derniers jours.",
        "La semaine dernière, le mois prochain, il y a deux ans, l'été dernier, ce week-end, à 14 h.",
        "Deux jours plus tard, le lendemain, le 3 mars, en mars, au printemps.",
    ];
    for text in texts {
        let dispatch = dispatch(text, None);
        let reading = selon.read(&dispatch);
        assert!(!reading.times.is_empty(), "{text}");
        for time in &reading.times {
            assert!(!time.is_anchored(), "{text}: {time:?}");
            assert_eq!(time.anchor, model::Anchor::None, "{text}: {time:?}");
            let value = timex::of(time).value;
            assert!(
                value.contains('X') || value == "PAST_REF" || value.starts_with('P'),
                "{text}: {value}"
            );
        }
        assert!(
            reading
                .claims
                .iter()
                .all(|claim| claim.time.edtf().is_none())
        );
    }
}
