//! How surely a claim is made: negation and mood of its predicate, then of what governs it.

use super::cues::Voice;
use super::lexicon::{Marks, Place, Sureness};
use super::view::{Group, View};
use crate::claims::{Draft, Site};
use selon_model::{ClaimType, Modality, Stance};
use selon_text::{Upos, WordIx};
use std::ops::Range;

/// How far up governors are followed.
const STEPS: usize = 6;

/// How surely a document's words tell what they tell. Few words carry a claim, so each is looked at
/// when a claim asks for it.
pub struct Moods<'a> {
    view: View<'a>,
    /// Words under a voice of the past, outside quotations.
    past_voice: Vec<bool>,
    /// Words in the first clause under a verb of wishing.
    under: Vec<bool>,
    /// Words of voices that withhold: what is withheld is neither so nor not so, however the verb is
    /// negated.
    withheld: Vec<bool>,
}

impl<'a> Moods<'a> {
    /// Marks what the voices cover.
    pub(super) fn new(view: View<'a>, voices: &[Voice]) -> Moods<'a> {
        let words = view.document.words.len();
        let mut past_voice = vec![false; words];
        let mut under = vec![false; words];
        let mut withheld = vec![false; words];
        for voice in voices {
            if voice.stance == Stance::Unconfirmed {
                for w in voice.cue.clone().chain(voice.verb) {
                    if let Some(slot) = withheld.get_mut(w) {
                        *slot = true;
                    }
                }
            }
            for range in &voice.scope {
                for w in range.clone() {
                    if let Some(slot) = past_voice.get_mut(w) {
                        *slot |= voice.past
                            && voice.manner == super::cues::Manner::Before
                            && view.quote(w).is_none();
                    }
                }
            }
            if matches!(
                voice.stance,
                Stance::Asks | Stance::Plans | Stance::Threatens | Stance::Announces
            ) {
                for range in &voice.scope {
                    // Up to the first clause of its own.
                    for w in range.clone() {
                        if w >= under.len()
                            || view.is(w, Marks::RELATIVE)
                            || (view.cuts(w) && !view.quotation_mark(w))
                        {
                            break;
                        }
                        under[w] = true;
                    }
                }
            }
        }
        Moods {
            view,
            past_voice,
            under,
            withheld,
        }
    }

    /// Whether a word can carry a claim and is not withheld.
    fn carries(&self, w: WordIx) -> bool {
        let view = &self.view;
        w < self.withheld.len()
            && !self.withheld[w]
            && (view.verbal(w)
                || view.nounish(w)
                || matches!(view.upos(w), Upos::Adj | Upos::Adp | Upos::Adv))
    }

    /// What a word and everything above it give to a claim of a kind.
    fn at(&self, w: WordIx, kind: ClaimType) -> Option<Modality> {
        if !self.carries(w) {
            return None;
        }
        let view = &self.view;
        let condition = condition(view, view.sentence(w));
        climb(view, w, &self.past_voice, &condition, &self.withheld)
            // What serves a purpose goes on beside it when it is support ("des frappes pour appuyer").
            .filter(|_| !(kind == ClaimType::Support && purpose(view, w)))
    }

    /// The modality of a claim made at a site.
    pub(super) fn of(&self, site: &Site, kind: ClaimType) -> Modality {
        if let Some(found) = self.at(site.predicate, kind) {
            return found;
        }
        if site.trigger != site.predicate
            && let Some(found) = self.at(site.trigger, kind)
        {
            return found;
        }
        // Hedging words beside any of its words: "seize djihadistes présumés".
        let hedged = |w: &WordIx| self.carries(*w) && beside(&self.view, *w);
        if kind != ClaimType::Statement && (site.words.iter().any(hedged) || hedged(&site.trigger))
        {
            return Modality::Hedged;
        }
        Modality::Asserted
    }

    /// What a draft tells is only supposed, in a condition that is not held to be met: it claims
    /// nothing.
    pub fn supposes(&self, draft: &Draft) -> bool {
        let view = &self.view;
        let at = |w: WordIx| {
            self.carries(w) && view.verbal(w) && view.group(w).finite && {
                let sentence = view.sentence(w);
                condition(view, sentence.clone())
                    .clause
                    .is_some_and(|clause| clause.contains(&w) && supposes(view, &clause, &sentence))
            }
        };
        at(draft.site.predicate) || at(draft.site.trigger)
    }

    /// A word stands in the first clause under a verb of wishing. What only describes a thing that is
    /// asked for is so already.
    pub(super) fn wished(&self, w: WordIx) -> bool {
        self.carries(w)
            && self.under[w]
            && (self.view.infinitive(w)
                || !matches!(self.view.document.relation(w), "amod" | "acl"))
    }
}

/// Words of a sentence that stand in a clause begun by "si", and whether there is one.
#[derive(Debug, Default)]
struct Condition {
    clause: Option<std::ops::Range<WordIx>>,
}

fn condition(view: &View<'_>, sentence: std::ops::Range<WordIx>) -> Condition {
    for w in sentence.clone() {
        if view.is(w, Marks::CONDITION) && view.upos(w) == Upos::Sconj {
            // "a demandé si": a question, not a hypothesis.
            if w > sentence.start && view.verb(w - 1).is_some() {
                continue;
            }
            // "si" as a concession ("même si") asserts its clause.
            if w > sentence.start && view.upos(w - 1) == Upos::Adv {
                continue;
            }
            let end = (w + 1..sentence.end)
                .find(|x| view.comma(*x) || view.punctuation(*x) == Some(';'))
                .unwrap_or(sentence.end);
            if concedes(view, w + 1..end, end..sentence.end) {
                continue;
            }
            return Condition {
                clause: Some(w..end),
            };
        }
    }
    Condition::default()
}

/// "Si l'armée reprenait la ville, la route serait ouverte": an imperfect under a conditional tells of
/// nothing that happened or is meant to.
fn supposes(view: &View<'_>, clause: &Range<WordIx>, sentence: &Range<WordIx>) -> bool {
    let tense = |w: WordIx| view.feat(w, "Tense") == Some("Imp");
    let unreal = |w: WordIx| view.verbal(w) && view.group(w).conditional;
    clause.clone().any(|w| view.finite(w) && tense(w))
        && sentence.clone().any(|w| !clause.contains(&w) && unreal(w))
}

/// "Si l'accord prévoit un retrait, il ne disait rien des armes", "si l'armée a repris le centre, les
/// rebelles gardent l'aéroport": a present beside a past, or what has happened beside a present, grants
/// a point and supposes nothing.
fn concedes(view: &View<'_>, clause: Range<WordIx>, main: Range<WordIx>) -> bool {
    let Some(condition) = clause.into_iter().find(|w| view.finite(*w)) else {
        return false;
    };
    let Some(result) = main.into_iter().find(|w| view.finite(*w)) else {
        return false;
    };
    let group = view.group(result);
    view.feat(condition, "Tense") == Some("Pres")
        && !view.group(condition).conditional
        && (matches!(view.feat(result, "Tense"), Some("Imp" | "Past"))
            || view.group(condition).past
                && view.feat(result, "Tense") == Some("Pres")
                && view.feat(result, "Mood") == Some("Ind"))
        && !group.conditional
}

/// A hedging adjective right beside a noun.
fn beside(view: &View<'_>, w: WordIx) -> bool {
    let near = |x: WordIx| {
        x < view.document.words.len()
            && view
                .lexicon
                .sureness
                .get(view.lemma(x))
                .or_else(|| view.lexicon.sureness.get(view.form(x)))
                .is_some_and(|list| {
                    list.iter().any(|(place, sureness)| {
                        *place == Place::Beside && *sureness == Sureness::Sets(Modality::Hedged)
                    })
                })
            && matches!(view.upos(x), Upos::Adj | Upos::Verb | Upos::Adv)
            && !view.finite(x)
            || x < view.document.words.len()
                && view.past_participle(x)
                && governing(view, x) == Some(Sureness::Sets(Modality::Hedged))
    };
    if !view.nounish(w) {
        return false;
    }
    let sentence = view.sentence(w);
    (w + 1 < sentence.end && near(w + 1)) || (w > sentence.start && near(w - 1))
}

/// An infinitive right behind the preposition of purpose.
fn purpose(view: &View<'_>, w: WordIx) -> bool {
    if !view.infinitive(w) {
        return false;
    }
    let start = view.group(w).words.start;
    start > view.sentence(w).start
        && expression_ending(view, start - 1, view.sentence(w).start)
            .is_some_and(|(sureness, _)| sureness == Sureness::Purpose)
}

/// The modality that a word and its governors give, `None` when nothing marks it.
fn climb(
    view: &View<'_>,
    from: WordIx,
    past_voice: &[bool],
    condition: &Condition,
    withheld: &[bool],
) -> Option<Modality> {
    let mut at = from;
    for step in 0..STEPS {
        if let Some(found) = own(view, at, step, past_voice, condition) {
            return Some(found);
        }
        match governor(view, at) {
            Governor::Sets(modality) => return Some(modality),
            Governor::Word(next, sureness) => {
                if next == at || withheld[next] {
                    break;
                }
                if let Some(sureness) = sureness
                    && let Some(found) = governed(view, next, sureness, past_voice, condition)
                {
                    return found;
                }
                at = next;
            }
            Governor::None => break,
        }
    }
    adverb(view, from)
}

/// What a word's own verb group says.
fn own(
    view: &View<'_>,
    at: WordIx,
    step: usize,
    past_voice: &[bool],
    condition: &Condition,
) -> Option<Modality> {
    // A noun is negated by its own determiner ("aucune revendication", "sans combats").
    if view.nounish(at) {
        let sentence = view.sentence(at);
        let mut w = at;
        while w > sentence.start && w + 4 > at {
            w -= 1;
            if view.is(w, Marks::NOBODY) && !view.nounish(w) {
                return Some(Modality::Denied);
            }
            if view.is(w, Marks::WITHOUT) {
                return Some(Modality::Denied);
            }
            if !matches!(view.upos(w), Upos::Det | Upos::Adj | Upos::Num) {
                break;
            }
        }
        // A copula or auxiliary may hang on it.
        let copula = view
            .document
            .children(at)
            .find(|child| view.document.relation(*child) == "cop");
        return copula.and_then(|copula| finite_mark(view, copula, past_voice, condition));
    } else if !view.verbal(at) && !matches!(view.upos(at), Upos::Adj | Upos::Adv) {
        return None;
    }
    if at > 0
        && (matches!(view.upos(at), Upos::Adj) || view.past_participle(at))
        && view.is(at - 1, Marks::NEGATION_BESIDE)
    {
        return Some(Modality::Denied);
    }
    // "ni que": the clause is denied with what stands before it.
    if view.finite(at) || view.past_participle(at) {
        let low = at.saturating_sub(7).max(view.sentence(at).start + 1);
        if let Some(w) = (low..at)
            .rev()
            .find(|w| view.is(*w, Marks::CONTENT) && view.upos(*w) == Upos::Sconj)
            && view.is(w - 1, Marks::NEITHER)
        {
            return Some(Modality::Denied);
        }
    }
    let copula = (!view.verbal(at))
        .then(|| {
            view.document
                .children(at)
                .find(|child| view.document.relation(*child) == "cop")
        })
        .flatten();
    if let Some(copula) = copula
        && let Some(found) = finite_mark(view, copula, past_voice, condition)
    {
        return Some(found);
    }
    let group = view.group(at);
    let word = carried(view, at);
    let sureness = word.and_then(|w| governing(view, w));
    if group.negated {
        return match sureness {
            Some(Sureness::Failed | Sureness::ThroughNegated) => None,
            _ => Some(Modality::Denied),
        };
    }
    if sureness == Some(Sureness::Failed) && step > 0 {
        return Some(Modality::Denied);
    }
    // A verb that itself says how surely, as the predicate: "semblait être", "tente de".
    if step == 0
        && view.verbal(at)
        && let Some(Sureness::Sets(modality)) = sureness
        && governs_infinitive(view, group.words.end)
        && !(group.conditional && modality == Modality::Hedged)
    {
        return Some(modality);
    }
    if group.conditional
        && step > 0
        && let Some(Sureness::Sets(modality @ (Modality::Planned | Modality::Asked))) = sureness
    {
        return Some(modality);
    }
    if group.conditional && step > 0 && sureness == Some(Sureness::Obliged) {
        return Some(Modality::Planned);
    }
    marked(view, at, &group, past_voice, condition)
}

/// An infinitive stands behind a word, with nothing but "de", "à", clitics and adverbs between.
fn governs_infinitive(view: &View<'_>, from: WordIx) -> bool {
    for w in from..from + 5 {
        if view.infinitive(w) {
            return true;
        }
        let small = view.is(
            w,
            Marks::OF
                .or(Marks::TO)
                .or(Marks::CLITIC)
                .or(Marks::NEGATION_SECOND),
        ) || view.upos(w) == Upos::Adv;
        if !small {
            return false;
        }
    }
    false
}

/// What the group of a copula says for its predicate.
fn finite_mark(
    view: &View<'_>,
    verb: WordIx,
    past_voice: &[bool],
    condition: &Condition,
) -> Option<Modality> {
    let group = view.group(verb);
    if group.negated {
        return Some(Modality::Denied);
    }
    marked(view, verb, &group, past_voice, condition)
}

/// What the mood of a verb group says.
fn marked(
    view: &View<'_>,
    at: WordIx,
    group: &Group,
    past_voice: &[bool],
    condition: &Condition,
) -> Option<Modality> {
    let in_condition = condition
        .clause
        .as_ref()
        .is_some_and(|clause| clause.contains(&at));
    if in_condition && group.finite {
        return Some(Modality::Hedged);
    }
    if group.conditional {
        let future_in_past = past_voice.get(at).copied().unwrap_or(false) && !perfect(view, at);
        return Some(if future_in_past {
            Modality::Planned
        } else {
            Modality::Hedged
        });
    }
    if group.future && !perfect(view, at) {
        return Some(Modality::Planned);
    }
    None
}

/// A compound tense: a participle after its auxiliary.
fn perfect(view: &View<'_>, at: WordIx) -> bool {
    view.past_participle(at) && !view.group(at).passive
}

/// The lexical verb at a word.
fn carried(view: &View<'_>, at: WordIx) -> Option<WordIx> {
    (view.verbal(at) || view.upos(at) == Upos::Adj).then_some(at)
}

/// What a word does as a governor.
fn governing(view: &View<'_>, w: WordIx) -> Option<Sureness> {
    let list = view.lexicon.sureness.get(view.lemma(w))?;
    let wanted: &[Place] = if view.verbal(w) {
        &[Place::Verb, Place::Infinitive, Place::Adjective]
    } else if view.nounish(w) {
        &[Place::Noun]
    } else {
        &[Place::Adjective]
    };
    list.iter()
        .find(|(place, _)| wanted.contains(place))
        .map(|(_, sureness)| *sureness)
}

/// False for a verb that means something else with a noun ("compter des morts").
fn governs_nouns(view: &View<'_>, verb: WordIx) -> bool {
    view.lexicon
        .sureness
        .get(view.lemma(verb))
        .is_none_or(|list| list.iter().all(|(place, _)| *place != Place::Infinitive))
}

/// What is found above a word.
enum Governor {
    /// It settles the matter.
    Sets(Modality),
    /// A word, with what it does.
    Word(WordIx, Option<Sureness>),
    /// Nothing.
    None,
}

/// The governor of a word: what stands before an infinitive, else its head.
fn governor(view: &View<'_>, at: WordIx) -> Governor {
    let sentence = view.sentence(at);
    let infinitive = view.infinitive(at);
    if infinitive || view.present_participle(at) || view.past_participle(at) {
        let group = view.group(at);
        if !group.finite {
            let mut w = group.words.start;
            // Adverbs between the governor and the preposition.
            let mut steps = 0;
            while w > sentence.start && steps < 8 {
                let before = w - 1;
                // An expression that ends right before the infinitive ("en passe de").
                if let Some((sureness, start)) = expression_ending(view, before, sentence.start) {
                    match sureness {
                        Sureness::Sets(modality) => return Governor::Sets(modality),
                        Sureness::Purpose => {
                            if perfect_infinitive(view, at) {
                                return Governor::None;
                            }
                            return Governor::Sets(Modality::Planned);
                        }
                        _ => {
                            let _ = start;
                            return Governor::None;
                        }
                    }
                }
                if !infinitive {
                    break;
                }
                let upos = view.upos(before);
                if view.is(before, Marks::OF.or(Marks::TO))
                    || upos == Upos::Adv
                    || view.is(before, Marks::CLITIC) && upos == Upos::Pron
                {
                    w = before;
                    steps += 1;
                    continue;
                }
                // An adjective governs ("prêt à"), unless it only describes ("l'armée russe à …").
                let describes = upos == Upos::Adj
                    && view.document.relation(before) == "amod"
                    && governing(view, before).is_none();
                if view.verbal(before) || upos == Upos::Adj && !describes {
                    if view.is(before, Marks::AND) {
                        break;
                    }
                    return Governor::Word(before, governing(view, before));
                }
                if matches!(upos, Upos::Noun) && w < group.words.start {
                    if let Some(sureness) = governing(view, before) {
                        return Governor::Word(before, Some(sureness));
                    }
                    break;
                }
                if view.is(before, Marks::NEGATION_SECOND) {
                    w = before;
                    steps += 1;
                    continue;
                }
                break;
            }
        }
    }
    let document = view.document;
    // A noun under "tentative de", "menace de", "projet de": by words.
    if view.nounish(at) {
        let mut w = at;
        while w > sentence.start && matches!(view.upos(w - 1), Upos::Det | Upos::Adj | Upos::Num) {
            w -= 1;
        }
        if w > sentence.start {
            if let Some((sureness, _)) = expression_ending(view, w - 1, sentence.start)
                && let Sureness::Sets(modality) = sureness
            {
                return Governor::Sets(modality);
            }
            if view.is(w - 1, Marks::OF.or(Marks::TO)) && w >= 2 && w - 2 >= sentence.start {
                let before = w - 2;
                if (view.nounish(before) || view.verbal(before))
                    && let Some(sureness) = governing(view, before)
                {
                    return Governor::Word(before, Some(sureness));
                }
            }
            if view.verbal(w - 1)
                && governs_nouns(view, w - 1)
                && let Some(sureness) = governing(view, w - 1)
            {
                return Governor::Word(w - 1, Some(sureness));
            }
        }
    }
    let Some(head) = document.head(at) else {
        return Governor::None;
    };
    let relation = document.relation(at);
    match relation {
        "xcomp" | "csubj" => Governor::Word(head, governing(view, head)),
        "ccomp" => {
            // A verb of saying leaves the matter to its voice; others count.
            let saying = view.verb(head).is_some();
            let sureness = governing(view, head);
            if saying && !matches!(sureness, Some(Sureness::Sets(Modality::Hedged))) {
                Governor::None
            } else {
                Governor::Word(head, sureness)
            }
        }
        "obj" | "iobj" | "nsubj" if view.nounish(at) => {
            let sureness = governing(view, head).filter(|_| governs_nouns(view, head));
            if view.verb(head).is_some()
                && !matches!(sureness, Some(Sureness::Sets(_) | Sureness::Failed))
            {
                return Governor::None;
            }
            // A subject shares its verb's negation and mood, not its object's fate.
            if relation == "nsubj"
                && matches!(
                    sureness,
                    Some(
                        Sureness::Sets(Modality::Planned)
                            | Sureness::Obliged
                            | Sureness::Failed
                            | Sureness::Future
                    )
                )
            {
                return Governor::None;
            }
            Governor::Word(head, sureness)
        }
        // "n'ont pas participé à l'offensive", "il s'agirait d'un attentat"
        "obl"
            if view.nounish(at)
                && document.deprel(at) == "obl:arg"
                && governing(view, head) == Some(Sureness::Through) =>
        {
            Governor::Word(head, Some(Sureness::Through))
        }
        "conj" => {
            let own_finite = view.verbal(at) && view.group(at).finite;
            if own_finite {
                Governor::None
            } else if view.nounish(at) && view.nounish(head) {
                match governor(view, head) {
                    Governor::Word(next, sureness) => Governor::Word(next, sureness),
                    other => other,
                }
            } else if view.verbal(at) && view.verbal(head) {
                Governor::Word(head, None)
            } else {
                Governor::None
            }
        }
        "nmod" | "acl" if view.nounish(head) => match governing(view, head) {
            Some(sureness) if !view.finite(at) => Governor::Word(head, Some(sureness)),
            // "ont empêché une patrouille d'entrer": hung on the verb's object.
            None if infinitive && relation == "acl" && document.relation(head) == "obj" => {
                match document.head(head).filter(|verb| *verb < head) {
                    Some(verb) if governing(view, verb).is_some() => {
                        Governor::Word(verb, governing(view, verb))
                    }
                    _ => Governor::None,
                }
            }
            _ => Governor::None,
        },
        // "a conduit l'organisation à dégarnir", "n'ont pas permis aux civils d'évacuer"
        "advcl" | "acl" | "obl" | "obj"
            if infinitive
                && view.verbal(head)
                && head < at
                && view.is(
                    view.group(at).words.start.wrapping_sub(1),
                    Marks::TO.or(Marks::OF),
                ) =>
        {
            Governor::Word(head, governing(view, head))
        }
        _ => Governor::None,
    }
}

fn perfect_infinitive(view: &View<'_>, at: WordIx) -> bool {
    view.past_participle(at)
        || (view.is(at, Marks::BE_HAVE) && view.past_participle(at + 1))
        || (view.infinitive(at) && view.upos(at) == Upos::Aux)
}

/// A modality expression of the kind that stands right before what it governs, ending at a word.
fn expression_ending(view: &View<'_>, last: WordIx, low: WordIx) -> Option<(Sureness, WordIx)> {
    let from = last.saturating_sub(4).max(low);
    for start in from..=last {
        if let Some((Place::Before, sureness, end)) = view.sure_expression(start)
            && end == last + 1
        {
            return Some((sureness, start));
        }
    }
    None
}

/// What a governor does to what it governs: `Some(None)` ends the climb without a mark.
fn governed(
    view: &View<'_>,
    governor: WordIx,
    sureness: Sureness,
    past_voice: &[bool],
    condition: &Condition,
) -> Option<Option<Modality>> {
    let group = view.group(governor);
    match sureness {
        Sureness::Sets(modality) => {
            if group.negated && view.verbal(governor)
                || view.nounish(governor)
                    && own(view, governor, 1, past_voice, condition) == Some(Modality::Denied)
            {
                return Some(Some(Modality::Denied));
            }
            Some(Some(modality))
        }
        Sureness::Obliged => {
            if group.negated {
                Some(Some(Modality::Denied))
            } else if perfect(view, governor) && !group.conditional {
                None
            } else if view.infinitive(governor)
                && (governor.saturating_sub(2)..governor)
                    .any(|w| view.is(w, Marks::BEFORE.or(Marks::AFTER)))
            {
                // "avant de devoir l'évacuer": it was left.
                None
            } else {
                Some(Some(Modality::Planned))
            }
        }
        Sureness::Future => {
            // "va prendre", "allait prendre"; "est allé prendre" has happened.
            if group.negated {
                Some(Some(Modality::Denied))
            } else if perfect(view, governor) {
                None
            } else {
                Some(Some(Modality::Planned))
            }
        }
        Sureness::Possible => {
            if group.negated {
                Some(Some(Modality::Denied))
            } else if group.infinitive && !group.finite {
                None
            } else if group.conditional || !group.past {
                Some(Some(Modality::Hedged))
            } else {
                None
            }
        }
        Sureness::Failed => {
            if group.negated {
                Some(None)
            } else {
                Some(Some(Modality::Denied))
            }
        }
        Sureness::Through => own(view, governor, 1, past_voice, condition).map(Some),
        Sureness::ThroughNegated => Some(None),
        Sureness::Purpose => Some(Some(Modality::Planned)),
    }
}

/// A hedging adverb in the same clause as a verb.
fn adverb(view: &View<'_>, at: WordIx) -> Option<Modality> {
    if !view.verbal(at) && !view.nounish(at) {
        return None;
    }
    let sentence = view.sentence(at);
    let low = at.saturating_sub(7).max(sentence.start);
    let high = (at + 4).min(sentence.end);
    let mut w = low;
    while w < high {
        if let Some((Place::Adverb, Sureness::Sets(modality), end)) = view.sure_expression(w) {
            // Between the two no clause boundary and no other verb.
            let (a, b) = if w < at { (end, at) } else { (at + 1, w) };
            let clear =
                (a..b).all(|x| !(view.cuts(x) || view.finite(x) && view.upos(x) == Upos::Verb));
            if clear && (view.verbal(at) || a == b || w < at && b - a <= 2) {
                return Some(modality);
            }
        }
        w += 1;
    }
    None
}
