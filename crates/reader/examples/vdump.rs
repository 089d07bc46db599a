use selon_model::*;
use selon_reader::*;
use selon_rules::PackFiles;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let mut files = vec![];
    for e in std::fs::read_dir("packs/fr/lexicon").unwrap() {
        let p = e.unwrap().path();
        files.push((
            format!("lexicon/{}", p.file_name().unwrap().to_str().unwrap()),
            std::fs::read_to_string(&p).unwrap(),
        ));
    }
    let pack = PackFiles::new(files);
    let (lex, err) = voice::Lexicon::compile(&pack);
    for e in err {
        eprintln!("{e}");
    }
    let doc = selon_text::from_conllu(&std::fs::read_to_string(&a[1]).unwrap(), Language::French)
        .unwrap();
    let m = mentions::Mentions::default();
    let v = voice::find(&doc, &lex, &m, &[], Chain::outlet(None, None));
    let mut last = u32::MAX;
    for x in &v.list {
        let s = doc.words[x.cue.start].sentence;
        if s != last {
            println!("## {}", doc.sentences[s as usize].span.of(doc.text()));
            last = s;
        }
        let sc: Vec<_> = x
            .scope
            .iter()
            .map(|r| doc.span(r.clone()).of(doc.text()))
            .collect();
        let sp: Vec<_> = x
            .speakers
            .iter()
            .map(|s| {
                format!(
                    "{}:{}{}",
                    s.kind,
                    s.name.clone().unwrap_or_default(),
                    s.description
                        .map(|d| format!("<{}>", d.of(doc.text())))
                        .unwrap_or_default()
                )
            })
            .collect();
        let ca: Vec<_> = x
            .carriers
            .iter()
            .map(|s| s.name.clone().unwrap_or_default())
            .collect();
        println!(
            "   {:?} [{}] {:?}{} {} carriers {:?}\n        {:?}",
            x.manner,
            doc.span(x.cue.clone()).of(doc.text()),
            x.stance,
            if x.negated { " NEG" } else { "" },
            sp.join(" + "),
            ca,
            sc
        );
    }
}
