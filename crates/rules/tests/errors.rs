//! What authors are told: a pack with many different mistakes, and every message it earns.

use selon_rules::{PackFiles, compile};

const RULES: &str = r#"
class take : verb
  seize, grab /of

class take : nown
  taking

construction active : verb
  subject = >nsubj | >nsubjj
  object = >obj[upos=NOON]

rule capture/seize
  on @taek
  agent: Farce = subject
  place!: Place = objet
  emit captured
  yes "They seized the town."
  no  "They seized the day."

rule capture/mood
  on @take
  agnet: Force = subject
  emit capture state=wholly
  set state=full with @take
  yes "They took it." { place="town" }
  heat hot

rule capture/bare
  on @take
"#;

/// Line and column, message and help of every mistake, in order.
const TOLD: &str = "\
5:14 `nown` is no kind of word (kinds are verb, noun, adjective, any)
9:23 `nsubjj` is no relation (did you mean `nsubj`?)
10:22 `NOON` is no part of speech (use the tags of Universal Dependencies: NOUN, PROPN, VERB, ADJ, …)
13:7 no class is called `taek` (did you mean @take?)
14:10 nothing is labelled `Farce` (labels are Force, Place, People, Civilians, Any, Count)
15:19 no construction defines `objet` (functions are object, subject; steps are >relation, <relation, left, right, self)
16:8 `captured` is no claim type (did you mean `capture`?)
12:1 rule `capture/seize` has no trigger (say what sets it off: `on @class`)
12:1 rule `capture/seize` has no claim type (say what it yields: `emit capture`)
22:3 `agnet` is neither a keyword nor a role (did you mean `agent`?)
23:22 `wholly` is no state (the values are listed in docs/glossary.md)
24:23 expected `=` after `with`, found `@` (write state=full or means=air)
25:31 these words do not stand in the sentence (copy them from the sentence as they are)
26:8 `hot` is no whole number (write 3 or -3)
20:1 rule `capture/mood` has no sentence that must match (add a line `yes \"…\"` before you go on)
20:1 rule `capture/mood` has no sentence that must not match (add a line `no \"…\"` with a close neighbour of what it should match)
28:1 rule `capture/bare` has no claim type (say what it yields: `emit capture`)
28:1 rule `capture/bare` has no sentence that must match (add a line `yes \"…\"` before you go on)
28:1 rule `capture/bare` has no sentence that must not match (add a line `no \"…\"` with a close neighbour of what it should match)
";

#[test]
fn every_mistake_is_told_at_once_and_where_it_stands() {
    let (_, errors) = compile(&PackFiles::new([("rules/bad.rules", RULES)]));
    let mut told: Vec<String> = errors
        .iter()
        .map(|error| {
            assert_eq!(error.file, "rules/bad.rules");
            let help = error.help.as_deref().unwrap_or_default();
            format!("{}:{} {} ({help})", error.line, error.column, error.message)
        })
        .collect();
    let mut expected: Vec<&str> = TOLD.lines().collect();
    told.sort();
    expected.sort_unstable();
    assert_eq!(told.join("\n"), expected.join("\n"));
}

#[test]
fn an_unclosed_sentence_is_pointed_at() {
    let (_, errors) = compile(&PackFiles::new([(
        "rules/bad.rules",
        "rule a\n  yes \"open\n",
    )]));
    assert_eq!((errors[1].line, errors[1].column), (1, 1));
    assert!(
        errors
            .iter()
            .any(|error| error.message == "this quotation is not closed")
    );
}

#[test]
fn a_known_miss_stands_for_no_sentence_that_must_match() {
    let (_, errors) = compile(&PackFiles::new([(
        "rules/bad.rules",
        "class take : verb\n  seize\n\nrule capture/seize\n  on @take\n  emit capture\n  miss \"They seized it.\"\n  no \"They left it.\"\n",
    )]));
    let told: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
    assert_eq!(
        told,
        ["rule `capture/seize` has no sentence that must match"]
    );
}
