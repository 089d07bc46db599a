//! What the splitter must know of a language: the file `segment.toml` of its pack.
//! Leaves out how the text is cut (see `tokens` and `sentences`).

use crate::keyed::Keyed;
use std::collections::BTreeSet;

/// Word lists that steer the splitter. All are compared in lower case with plain apostrophes.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Segmentation {
    /// Words written with a final full stop that does not end the sentence ("gén.").
    pub abbreviations: BTreeSet<String>,
    /// Abbreviations after which a capital letter does begin a sentence ("etc.").
    pub final_abbreviations: BTreeSet<String>,
    /// Prefixes cut off with their apostrophe ("qu'").
    pub elisions: BTreeSet<String>,
    /// Elisions that are part of a name when both they and what follows are capital ("N'Djamena").
    pub name_elisions: BTreeSet<String>,
    /// Endings cut off before their hyphen ("-t-il").
    pub enclitics: Vec<String>,
    /// Endings cut off as they are ("n't", "'s").
    pub suffixes: Vec<String>,
    /// Words kept whole although an elision, ending or suffix would match.
    pub whole: Keyed<()>,
    /// Words that are always two ("au": "à", "le").
    pub contractions: Keyed<Vec<String>>,
    /// Words that are one or two by context ("des": "de", "les").
    pub ambiguous: Keyed<Vec<String>>,
    /// Letters between hours and minutes ("14h30").
    pub hour_letters: BTreeSet<String>,
    /// Units cut off the number they are glued to ("15km").
    pub units: BTreeSet<String>,
    /// Words that begin a sentence after a letter or an abbreviation with its stop, unless a
    /// capital word follows them ("le groupe B. Il").
    pub starters: BTreeSet<String>,
    /// Words that begin sentences though written small: where capitals have no accents ("à").
    pub small_starters: BTreeSet<String>,
    /// Names of months, for dates that are fused before parsing.
    pub months: Keyed<()>,
    /// Names of weekdays.
    pub weekdays: Keyed<()>,
    /// Lemmas of verbs whose compound tenses look like passives ("tomber").
    pub unaccusatives: BTreeSet<String>,
    /// Prepositions of a passive's agent ("par").
    pub agent_prepositions: BTreeSet<String>,
    /// Prepositions whose phrase belongs to the clause, never to a noun ("selon").
    pub clause_prepositions: BTreeSet<String>,
    /// Prepositions that a second phrase joined to the first must say again.
    pub repeated_prepositions: BTreeSet<String>,
    /// Conjunctions that, right behind a noun and a comma, begin a clause of which it is the object.
    pub object_relatives: BTreeSet<String>,
    /// Lemmas of verbs that what follows belongs to by a preposition that a plural article can look like
    /// ("parler des").
    pub oblique_verbs: BTreeSet<String>,
    /// Lemmas of nouns that, bare behind a preposition, take no complement ("en retour").
    pub bare_adverbials: BTreeSet<String>,
}

impl Segmentation {
    /// Reads `segment.toml`. The message names the key at fault.
    pub fn parse(text: &str) -> Result<Segmentation, String> {
        let table: toml::Table = text.parse().map_err(|e| format!("segment.toml: {e}"))?;
        let list = |key: &str| -> Result<Vec<String>, String> {
            match table.get(key) {
                None => Ok(Vec::new()),
                Some(toml::Value::Array(items)) => items
                    .iter()
                    .map(|v| {
                        v.as_str().map(str::to_owned).ok_or_else(|| {
                            format!("segment.toml: every item of `{key}` must be a string")
                        })
                    })
                    .collect(),
                Some(_) => Err(format!("segment.toml: `{key}` must be a list of strings")),
            }
        };
        let set = |key: &str| -> Result<BTreeSet<String>, String> {
            Ok(list(key)?.into_iter().collect())
        };
        let words = |key: &str| -> Result<Keyed<()>, String> {
            Ok(list(key)?.into_iter().map(|word| (word, ())).collect())
        };
        let map = |key: &str| -> Result<Keyed<Vec<String>>, String> {
            let Some(value) = table.get(key) else {
                return Ok(Keyed::default());
            };
            let table = value
                .as_table()
                .ok_or_else(|| format!("segment.toml: `{key}` must be a table"))?;
            table
                .iter()
                .map(|(form, parts)| {
                    let parts = parts
                        .as_str()
                        .ok_or_else(|| format!("segment.toml: `{key}.{form}` must be a string"))?;
                    Ok((
                        form.clone(),
                        parts.split_whitespace().map(str::to_owned).collect(),
                    ))
                })
                .collect()
        };
        let mut enclitics = list("enclitics")?;
        enclitics.sort_by_key(|e| std::cmp::Reverse(e.len()));
        let mut suffixes = list("suffixes")?;
        suffixes.sort_by_key(|e| std::cmp::Reverse(e.len()));
        Ok(Segmentation {
            abbreviations: set("abbreviations")?,
            final_abbreviations: set("final_abbreviations")?,
            elisions: set("elisions")?,
            name_elisions: set("name_elisions")?,
            enclitics,
            suffixes,
            whole: words("whole")?,
            contractions: map("contractions")?,
            ambiguous: map("ambiguous")?,
            hour_letters: set("hour_letters")?,
            units: set("units")?,
            starters: set("starters")?,
            small_starters: set("small_starters")?,
            months: words("months")?,
            weekdays: words("weekdays")?,
            unaccusatives: set("unaccusatives")?,
            agent_prepositions: set("agent_prepositions")?,
            clause_prepositions: set("clause_prepositions")?,
            repeated_prepositions: set("repeated_prepositions")?,
            object_relatives: set("object_relatives")?,
            oblique_verbs: set("oblique_verbs")?,
            bare_adverbials: set("bare_adverbials")?,
        })
    }

    /// True when a word with its final full stop is a known abbreviation or looks like initials.
    pub fn is_abbreviation(&self, lower: &str) -> bool {
        self.abbreviations.contains(lower) || self.final_abbreviations.contains(lower)
    }
}
