//! Holdings: the state of a place over time, as run-length intervals, through one lens; and the
//! questions asked of a [`Case`].

use super::case::{Case, Standing, date, day_number};
use super::fold::{Core, Fold, Verdict, on_day};
use super::sentence::Sentences;
use super::{Around, Flags, Holding, Judged, Overlay, PRESSURE_DAYS, Rule, STALE_DAYS};
use crate::account::{Override, Says};
use selon_model::{ContentId, Date};
use std::collections::{BTreeMap, BTreeSet};

/// Through whose eyes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Lens {
    /// The ladder.
    Reconciled,
    /// What a camp's own voices say.
    Camp(String),
    /// What one source says.
    Source(String),
}

/// One interval of a holding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Segment {
    /// First day.
    pub from: Date,
    /// Last day, inclusive; `None` for the last segment, which lasts until something is said.
    pub to: Option<Date>,
    /// The state.
    pub holding: Holding,
    /// The rule that decided; through a camp's or a source's eyes, `R4`.
    pub rule: Rule,
    /// What to show beside it.
    pub flags: Flags,
    /// The claims that carry it.
    pub basis: Vec<ContentId>,
}

/// What one camp or source says of a place on a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// The state as it tells it.
    pub holding: Holding,
    /// The day its newest account counts from.
    pub since: Date,
    /// The day of its last word in print.
    pub silent_since: Date,
    /// Its newest account.
    pub claim: ContentId,
}

impl Case {
    /// What can be said on the day `valid`, as known on the day `known`, with its sentences.
    pub fn state(&self, valid: Date, known: Date) -> Judged {
        let (day, limit) = (day_number(valid), day_number(known));
        let mut fold = Fold::new(self, limit);
        let turn = fold.turn(day);
        let mut verdict = None;
        fold.tell(|at, fold| {
            if Some(at) == turn {
                verdict = Some(fold.verdict());
            }
        });
        let considered: Vec<usize> = fold
            .order
            .iter()
            .filter(|(from, _)| *from <= day)
            .map(|(_, ix)| *ix)
            .collect();
        let verdict = verdict.map(|verdict| on_day(verdict, &fold.gaps, day));
        let mut judged = self.judged_on(verdict, valid, known, &considered);
        let sentences = Sentences::of(self, &judged, valid, limit);
        judged.sentence_fr = sentences.french;
        judged.sentence_en = sentences.english;
        judged
    }

    /// The claims that carry a state of some day, or are laid over one, as known on a day.
    pub fn carrying(&self, known: Date) -> Vec<ContentId> {
        let mut basis: BTreeSet<usize> = BTreeSet::new();
        let mut fold = Fold::new(self, day_number(known));
        fold.tell(|_, fold| {
            let verdict = fold.verdict();
            basis.extend(verdict.basis);
            basis.extend(verdict.overlays.into_iter().flat_map(|(_, _, ix)| ix));
        });
        for gap in &fold.gaps {
            basis.extend([gap.contrary, gap.retake]);
        }
        basis
            .into_iter()
            .map(|ix| self.accounts[self.ready[ix].account].claim)
            .collect()
    }

    /// Only who holds the place, by which rule and since when: for maps of many places.
    pub fn glance(&self, valid: Date, known: Date) -> (Holding, Rule, Option<Date>) {
        if let Some(decided) = self.overriding(valid, known) {
            return (holding_of(decided), Rule::R8, decided.first);
        }
        let (day, limit) = (day_number(valid), day_number(known));
        let mut fold = Fold::new(self, limit);
        let turn = fold.turn(day);
        let Some(turn) = turn else {
            return (Holding::Unknown, Rule::R0, None);
        };
        let mut found = None;
        fold.tell(|at, fold| {
            if at == turn {
                found = Some(fold.verdict());
            }
        });
        match found.map(|verdict| on_day(verdict, &fold.gaps, day)) {
            None => (Holding::Unknown, Rule::R0, None),
            Some(verdict) => (
                self.holding(&verdict.holding),
                verdict.rule,
                verdict.since.map(date),
            ),
        }
    }

    /// The state of the place over time through a lens, as known on a day, in runs.
    pub fn holdings(&self, lens: &Lens, known: Date) -> Vec<Segment> {
        match lens {
            Lens::Reconciled => self.reconciled(known),
            Lens::Camp(_) | Lens::Source(_) => self.told(lens, known),
        }
    }

    fn reconciled(&self, known: Date) -> Vec<Segment> {
        let limit = day_number(known);
        let mut fold = Fold::new(self, limit);
        let mut turns: Vec<(i32, Verdict)> = Vec::new();
        fold.tell(|turn, fold| turns.push((turn, fold.verdict())));
        let mut days: BTreeSet<i32> = BTreeSet::new();
        for (ix, (turn, verdict)) in turns.iter().enumerate() {
            days.insert(*turn);
            let next = turns.get(ix + 1).map_or(i32::MAX, |(next, _)| *next);
            let stale = turn + STALE_DAYS + 1;
            if stale < next {
                days.insert(stale);
            }
            // The day from which the deciding words were in print: before it the state is retroactive.
            if let Some(printed) = self.printed(&verdict.basis)
                && printed > *turn
                && printed < next
            {
                days.insert(printed);
            }
        }
        for gap in &fold.gaps {
            days.extend([gap.from, gap.to, self.ready[gap.retake].published]);
        }
        for decided in &self.overrides {
            days.extend(decided.first.map(day_number));
            days.extend(decided.last.map(|last| day_number(last) + 1));
        }
        if self.overrides.iter().any(|decided| decided.first.is_none()) {
            days.extend(self.ready.first().map(|one| one.from));
        }
        let mut segments: Vec<Segment> = Vec::new();
        for day in days {
            let at = turns.partition_point(|(turn, _)| *turn <= day);
            let verdict = at
                .checked_sub(1)
                .map(|at| on_day(turns[at].1.clone(), &fold.gaps, day));
            let segment = match self.overriding(date(day), known) {
                Some(decided) => Segment {
                    from: date(day),
                    to: None,
                    holding: holding_of(decided),
                    rule: Rule::R8,
                    flags: Flags::default(),
                    basis: vec![decided.decision],
                },
                None => match verdict {
                    None => continue,
                    Some(verdict) => Segment {
                        from: date(day),
                        to: None,
                        holding: self.holding(&verdict.holding),
                        rule: verdict.rule,
                        flags: self.flags(&verdict, day),
                        basis: self.claims(&verdict.basis),
                    },
                },
            };
            push(&mut segments, segment);
        }
        segments
    }

    /// What a camp's or a source's own accounts say, in runs.
    fn told(&self, lens: &Lens, known: Date) -> Vec<Segment> {
        let limit = day_number(known);
        let sides = self.sides_known(limit);
        let mut segments: Vec<Segment> = Vec::new();
        for (ix, one) in self.ready.iter().enumerate() {
            if one.published > limit || !self.through(lens, ix, sides) {
                continue;
            }
            let Some(holding) = self.as_told(ix, sides) else {
                continue;
            };
            push(
                &mut segments,
                Segment {
                    from: date(one.from),
                    to: None,
                    holding,
                    rule: Rule::R4,
                    flags: Flags {
                        hedged: one.hedged,
                        ..Flags::default()
                    },
                    basis: vec![self.accounts[one.account].claim],
                },
            );
        }
        segments
    }

    /// What a camp or a source says of the place on a day: its newest account, and since when it
    /// has been silent. `None` through the reconciled lens and for a voice that never spoke of it.
    pub fn view(&self, lens: &Lens, valid: Date, known: Date) -> Option<View> {
        let (day, limit) = (day_number(valid), day_number(known));
        let sides = self.sides_known(limit);
        let mut view = None;
        let mut last_print = None;
        for (ix, one) in self.ready.iter().enumerate() {
            if one.published > limit || one.from > day || !self.through(lens, ix, sides) {
                continue;
            }
            last_print = last_print.max(Some(one.published.min(day)));
            if let Some(holding) = self.as_told(ix, sides) {
                view = Some(View {
                    holding,
                    since: date(one.from),
                    silent_since: date(one.from),
                    claim: self.accounts[one.account].claim,
                });
            }
        }
        view.map(|view| View {
            silent_since: last_print.map_or(view.since, date),
            ..view
        })
    }

    /// The lenses that show something: reconciled, each camp and each source that spoke.
    pub fn lenses(&self, known: Date) -> Vec<Lens> {
        let limit = day_number(known);
        let sides = self.sides_known(limit);
        let mut lenses = BTreeSet::from([Lens::Reconciled]);
        for (ix, one) in self.ready.iter().enumerate() {
            if one.published <= limit && self.as_told(ix, sides).is_some() {
                if let Standing::Camp(side) = sides[ix].standing {
                    lenses.insert(Lens::Camp(self.side_name(side).to_owned()));
                }
                lenses.insert(Lens::Source(self.accounts[one.account].speaker.key.clone()));
            }
        }
        lenses.into_iter().collect()
    }

    fn through(&self, lens: &Lens, ix: usize, sides: &[super::case::Resolved]) -> bool {
        match lens {
            Lens::Reconciled => false,
            Lens::Camp(name) => {
                matches!(sides[ix].standing, Standing::Camp(side) if self.side_name(side) == name)
            }
            Lens::Source(key) => self.accounts[self.ready[ix].account].speaker.key == *key,
        }
    }

    fn as_told(&self, ix: usize, sides: &[super::case::Resolved]) -> Option<Holding> {
        let name = |side: &u16| self.side_name(*side).to_owned();
        match self.ready[ix].says {
            Says::Takes | Says::Holds => sides[ix]
                .actors
                .first()
                .map(|side| Holding::Held(name(side))),
            Says::Leaves => sides[ix]
                .losers
                .first()
                .map(|side| Holding::Lost(name(side))),
            Says::Contests => {
                let mut inside: Vec<String> = sides[ix].actors.iter().map(name).collect();
                inside.sort();
                inside.dedup();
                Some(Holding::Contested(inside))
            }
            _ => None,
        }
    }

    fn overriding(&self, valid: Date, known: Date) -> Option<&Override> {
        self.overrides
            .iter()
            .filter(|decided| {
                decided.decided <= known
                    && decided.undone.is_none_or(|undone| known < undone)
                    && decided.first.is_none_or(|first| first <= valid)
                    && decided.last.is_none_or(|last| valid <= last)
            })
            .max_by_key(|decided| (decided.decided, decided.decision))
    }

    pub(super) fn holding(&self, core: &Core) -> Holding {
        let name = |side: &u16| self.side_name(*side).to_owned();
        let names = |sides: &[u16]| {
            let mut names: Vec<String> = sides.iter().map(name).collect();
            names.sort();
            names
        };
        match core {
            Core::Unknown => Holding::Unknown,
            Core::Held(side) => Holding::Held(name(side)),
            Core::Lost(side) => Holding::Lost(name(side)),
            Core::Contested(sides) => Holding::Contested(names(sides)),
            Core::Disputed(sides) => Holding::Disputed(names(sides)),
        }
    }

    /// The last day on which any of some accounts was published.
    fn printed(&self, basis: &[usize]) -> Option<i32> {
        basis.iter().map(|ix| self.ready[*ix].published).max()
    }

    fn flags(&self, verdict: &Verdict, day: i32) -> Flags {
        Flags {
            retroactive: self
                .printed(&verdict.basis)
                .is_some_and(|printed| printed > day),
            stale: verdict.stale,
            disputed: verdict.disputed,
            hedged: !verdict.basis.is_empty()
                && verdict.basis.iter().all(|ix| self.ready[*ix].hedged),
            implied: verdict.implied,
        }
    }

    fn claims(&self, basis: &[usize]) -> Vec<ContentId> {
        let mut claims: Vec<ContentId> = basis
            .iter()
            .map(|ix| self.accounts[self.ready[*ix].account].claim)
            .collect();
        claims.sort_unstable();
        claims.dedup();
        claims
    }

    /// A verdict of a day in full, save its sentences; an analyst's decision comes before it.
    pub(super) fn judged_on(
        &self,
        verdict: Option<Verdict>,
        valid: Date,
        known: Date,
        considered: &[usize],
    ) -> Judged {
        let (day, limit) = (day_number(valid), day_number(known));
        let mut judged = self.judged(verdict, day, limit, considered);
        if let Some(decided) = self.overriding(valid, known) {
            apply(&mut judged, decided);
        }
        judged
    }

    fn judged(
        &self,
        verdict: Option<Verdict>,
        day: i32,
        limit: i32,
        considered: &[usize],
    ) -> Judged {
        let mut judged = Judged {
            holding: Holding::Unknown,
            rule: Rule::R0,
            before: None,
            since: None,
            basis: Vec::new(),
            claimed_by: Vec::new(),
            besieged: Vec::new(),
            pressed: Vec::new(),
            silent: Vec::new(),
            flags: Flags::default(),
            considered: self.claims(considered),
            last_word: None,
            sentence_fr: String::new(),
            sentence_en: String::new(),
        };
        let Some(verdict) = verdict else {
            return judged;
        };
        judged.holding = self.holding(&verdict.holding);
        judged.rule = verdict.rule;
        judged.before = verdict.before;
        judged.since = verdict.since.map(date);
        judged.basis = self.claims(&verdict.basis);
        judged.flags = self.flags(&verdict, day);
        judged.last_word = verdict.last_word.map(date);
        judged.claimed_by = verdict
            .overlays
            .iter()
            .map(|(side, since, basis)| Overlay {
                side: self.side_name(*side).to_owned(),
                since: date(*since),
                claims: self.claims(basis),
            })
            .collect();
        self.surroundings(&mut judged, day, limit, considered);
        judged
    }

    /// Sieges, pressure and silence on a day.
    fn surroundings(&self, judged: &mut Judged, day: i32, limit: i32, considered: &[usize]) {
        let sides = self.sides_known(limit);
        let mut besieged: BTreeMap<u16, i32> = BTreeMap::new();
        let mut pressed: BTreeMap<u16, i32> = BTreeMap::new();
        // The last word of each camp, and the last word of anybody else that changed something.
        let mut words: BTreeMap<u16, (i32, bool)> = BTreeMap::new();
        let mut newest = i32::MIN;
        for ix in considered {
            let one = &self.ready[*ix];
            let resolved = &sides[*ix];
            match one.says {
                Says::Besieges => {
                    for side in &resolved.actors {
                        besieged.entry(*side).or_insert(one.from);
                    }
                }
                Says::Relieves => besieged.clear(),
                Says::Presses => {
                    for side in &resolved.actors {
                        pressed.insert(*side, one.from);
                    }
                }
                Says::Takes | Says::Enters | Says::Contests | Says::Holds => {
                    for side in &resolved.actors {
                        besieged.remove(side);
                        pressed.remove(side);
                    }
                    if one.says == Says::Takes {
                        besieged.clear();
                    }
                }
                Says::Leaves => {
                    besieged.clear();
                }
                Says::Denies => {}
            }
            newest = newest.max(one.from);
            if let Standing::Camp(side) = resolved.standing {
                let word = words.entry(side).or_insert((one.from, false));
                word.0 = word.0.max(one.from);
                word.1 |= matches!(one.says, Says::Takes | Says::Holds)
                    && resolved.actors.contains(&side);
            }
        }
        let around = |side: &u16, since: i32| Around {
            side: self.side_name(*side).to_owned(),
            since: date(since),
        };
        let holder: Vec<&str> = match &judged.holding {
            Holding::Held(side) => vec![side.as_str()],
            _ => Vec::new(),
        };
        judged.besieged = besieged
            .iter()
            .filter(|(side, _)| !holder.contains(&self.side_name(**side)))
            .map(|(side, since)| around(side, *since))
            .collect();
        judged.pressed = pressed
            .iter()
            .filter(|(side, since)| {
                day - **since <= PRESSURE_DAYS && !holder.contains(&self.side_name(**side))
            })
            .map(|(side, since)| around(side, *since))
            .collect();
        // A camp is silent when it held or claimed the place and others spoke of it after its last word.
        judged.silent = words
            .iter()
            .filter(|(_, (last, claimed))| *claimed && *last < newest)
            .map(|(side, (last, _))| around(side, *last))
            .collect();
    }
}

fn holding_of(decided: &Override) -> Holding {
    let holder = || decided.holder.clone().unwrap_or_default();
    match decided.value.as_str() {
        "held" => Holding::Held(holder()),
        "lost" => Holding::Lost(holder()),
        "contested" => Holding::Contested(
            decided
                .holder
                .as_deref()
                .map(|sides| {
                    sides
                        .split(',')
                        .map(|side| side.trim().to_owned())
                        .collect()
                })
                .unwrap_or_default(),
        ),
        _ => Holding::Unknown,
    }
}

fn apply(judged: &mut Judged, decided: &Override) {
    judged.before = Some(judged.rule).filter(|rule| *rule != Rule::R0);
    judged.holding = holding_of(decided);
    judged.rule = Rule::R8;
    judged.since = decided.first;
    judged.basis = vec![decided.decision];
    judged.flags = Flags::default();
}

/// Adds a segment, or lengthens the last one when nothing changed.
fn push(segments: &mut Vec<Segment>, segment: Segment) {
    use jiff::ToSpan;
    if let Some(last) = segments.last_mut() {
        let same = last.holding == segment.holding
            && last.rule == segment.rule
            && last.flags == segment.flags
            && last.basis == segment.basis;
        if same {
            return;
        }
        last.to = Some(segment.from.saturating_sub(1.day()));
        if segment.from <= last.from {
            segments.pop();
        }
    }
    segments.push(segment);
}
