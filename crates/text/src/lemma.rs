//! Lemmas by the longest known ending of a form under its part of speech. A whole form counts as
//! an ending, so known forms are exact and unknown ones follow their likes.
//! Left out: how the endings are learnt (see `training/`).

use crate::tables::{Bytes, Lookup, ModelError, hash_bytes};

/// Longest ending that is looked up when the whole form is unknown, in characters.
pub const LONGEST: usize = 9;

/// Endings and what each does to a form.
#[derive(Clone, Debug)]
pub struct Lemmas {
    endings: Lookup<4>,
    rules: Vec<Rule>,
}

/// Cut some characters off the end, then add some.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Rule {
    /// Characters to cut.
    pub cut: usize,
    /// What to add.
    pub add: String,
}

impl Rule {
    /// The rule that leads from a form to a lemma.
    pub fn between(form: &str, lemma: &str) -> Rule {
        let mut shared = 0;
        for (a, b) in form.char_indices().zip(lemma.char_indices()) {
            if a.1 != b.1 {
                break;
            }
            shared = a.0 + a.1.len_utf8();
        }
        Rule {
            cut: form[shared..].chars().count(),
            add: lemma[shared..].to_owned(),
        }
    }

    /// Applies the rule; a form shorter than the cut is left as it is.
    pub fn apply(&self, form: &str, out: &mut String) {
        out.clear();
        let mut end = form.len();
        for _ in 0..self.cut {
            match form[..end].chars().next_back() {
                Some(c) => end -= c.len_utf8(),
                None => {
                    out.push_str(form);
                    return;
                }
            }
        }
        out.push_str(&form[..end]);
        out.push_str(&self.add);
        if out.is_empty() {
            out.push_str(form);
        }
    }
}

/// Key of an ending under a part of speech; `whole` marks a complete form.
#[inline]
pub fn key(upos: u8, ending: &str, whole: bool) -> u32 {
    hash_bytes(ending.as_bytes())
        ^ (u32::from(upos) * 2 + u32::from(whole) + 1).wrapping_mul(0x9E37_79B1)
}

impl Lemmas {
    /// Reads the endings and the rules, one a line: characters to cut, a tab, what to add.
    pub fn open(endings: Bytes, rules: &[String]) -> Result<Lemmas, ModelError> {
        let rules = rules
            .iter()
            .map(|line| {
                let (cut, add) = line.split_once('\t')?;
                Some(Rule {
                    cut: cut.parse().ok()?,
                    add: add.to_owned(),
                })
            })
            .collect::<Option<Vec<_>>>()
            .ok_or_else(|| ModelError::new("a lemma rule of the model file is damaged"))?;
        Ok(Lemmas {
            endings: Lookup::open(endings)?.roomy(),
            rules,
        })
    }

    /// Writes the lemma of a lower-case form (of the form as written, for proper nouns).
    pub fn lemma(&self, upos: u8, form: &str, out: &mut String) {
        let mut rule = self.endings.get(key(upos, form, true));
        if rule.is_none() {
            let mut starts = [0usize; LONGEST + 1];
            let mut count = 1;
            starts[0] = form.len();
            for (at, _) in form.char_indices().rev().take(LONGEST) {
                starts[count] = at;
                count += 1;
            }
            for start in starts[..count].iter().rev() {
                rule = self.endings.get(key(upos, &form[*start..], false));
                if rule.is_some() {
                    break;
                }
            }
        }
        match rule.and_then(|r| self.rules.get(r as usize)) {
            Some(rule) => rule.apply(form, out),
            None => {
                out.clear();
                out.push_str(form);
            }
        }
    }
}
