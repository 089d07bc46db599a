//! Learning parts of speech: which of them a form can have, the tagger, and the one that is asked again
//! about words of which the first is in doubt.

use crate::build::Settings;
use crate::hunspell::parts_of_speech;
use crate::learn::{Dice, Learner};
use crate::treebank::Tree;
use selon_text::Upos;
use selon_text::tables::{Lookup, Weights, hash_bytes};
use selon_text::tagger::{self, ANY, Item, Lexicon};
use std::collections::BTreeMap;

/// Sections of the parts of speech that forms can have: those of their class of the lexicon (by its
/// readings, and those seen in at least one of a hundred words of it), and any seen with the form.
pub fn allowed(trees: &[&Tree], lexicon: &Lexicon, classes: &[String]) -> [Vec<u8>; 2] {
    // By class and by form, in small letters and with a capital.
    type Counts = [[usize; 17]; 2];
    let mut by_class = vec![Counts::default(); classes.len() + 1];
    let mut by_form: BTreeMap<String, (usize, Counts)> = BTreeMap::new();
    for tree in trees {
        for (form, upos) in tree.forms.iter().zip(&tree.upos) {
            let lower = form.to_lowercase();
            let class = usize::from(lexicon.class(&lower));
            let capital = usize::from(lower != *form);
            by_class[class][capital][usize::from(*upos)] += 1;
            let form = by_form.entry(lower).or_insert((class, Counts::default()));
            form.1[capital][usize::from(*upos)] += 1;
        }
    }
    let set = |counts: &[usize; 17], often: &dyn Fn(usize) -> bool| -> u32 {
        let seen = (0..17).filter(|upos| counts[*upos] > 0 && often(counts[*upos]));
        seen.fold(0, |set, upos| set | 1 << upos)
    };
    // What a word with a capital can be beside: a name, part of one, or foreign.
    let named = [Upos::Propn, Upos::Noun, Upos::Adj, Upos::X];
    let named = named.iter().fold(0, |set, upos| set | 1 << *upos as u32);
    // Nothing is known of forms that are not in the lexicon.
    let mut sets = vec![[0, 0]];
    for (class, counts) in classes.iter().zip(&by_class[1..]) {
        let seen = |counts: &[usize; 17]| {
            let all: usize = counts.iter().sum();
            set(counts, &|n| n * 100 >= all && (n > 1 || all < 20))
        };
        let small = class.split(' ').map(parts_of_speech).fold(0, |a, b| a | b) | seen(&counts[0]);
        let known = small != 0 || counts[1].iter().any(|n| *n > 0);
        let capital = small | seen(&counts[1]) | named;
        sets.push(if known { [small, capital] } else { [0, 0] });
    }
    let mut pairs = Vec::new();
    for (form, (class, counts)) in &by_form {
        let of_class = sets[*class];
        let [small, capital] = [0, 1].map(|c| set(&counts[c], &|_| true));
        let own = [of_class[0] | small, of_class[1] | small | capital];
        if of_class[0] == 0 || own == of_class {
            continue;
        }
        let behind = classes.len() + 1;
        let at = sets[behind..].iter().position(|set| *set == own);
        let at = behind + at.unwrap_or(sets.len() - behind);
        if at == sets.len() {
            sets.push(own);
        }
        pairs.push((hash_bytes(form.as_bytes()), at as u16));
    }
    let sets = sets.iter().flatten().flat_map(|set| set.to_le_bytes());
    [sets.collect(), Lookup::<2>::pack(&pairs)]
}

/// One that sees the parts of speech before a word.
pub fn train(data: &[(&Tree, &[Item])], settings: &Settings) -> Learner {
    run(
        data,
        settings,
        settings.tag_hidden,
        |(tree, items), learner, features| {
            let (mut t1, mut t2) = (60u32, 60u32);
            for i in 0..items.len() {
                learner.tick();
                tagger::tag_features(items, i, t1, t2, features);
                let guess = learn(learner, features, tree.upos[i]);
                t2 = t1;
                t1 = u32::from(guess);
            }
        },
    )
}

/// One that sees those of all other words, as found in sentences that had not been seen.
pub fn train_again(data: &[(&Tree, &[Item], &[u8])], settings: &Settings) -> Learner {
    run(
        data,
        settings,
        settings.again_hidden,
        |(tree, items, found), learner, features| {
            let mut tags = found.to_vec();
            for i in 0..items.len() {
                learner.tick();
                tagger::again_features(items, i, &tags, features);
                tags[i] = learn(learner, features, tree.upos[i]);
            }
        },
    )
}

fn run<T: Copy>(
    data: &[T],
    settings: &Settings,
    hidden: u32,
    sentence: impl Fn(T, &mut Learner, &mut Vec<u32>),
) -> Learner {
    let mut learner = Learner::new(settings.tagger_bits, hidden);
    let mut order: Vec<usize> = (0..data.len()).collect();
    let mut dice = Dice::new(settings.seed);
    let mut features = Vec::new();
    for _ in 0..settings.tagger_rounds {
        dice.shuffle(&mut order);
        for s in &order {
            sentence(data[*s], &mut learner, &mut features);
        }
    }
    learner
}

/// Guesses among all parts of speech: those that a form cannot have teach something about their like.
fn learn(learner: &mut Learner, features: &[u32], right: u8) -> u8 {
    let (guess, _) = tagger::among(&learner.score(features), ANY);
    if guess != right {
        learner.update(features, right, 1);
        learner.update(features, guess, -1);
    }
    guess
}
