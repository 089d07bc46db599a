//! Judging: the accounts of a place told in order, day by day, with what each voice last said.

use super::case::{Case, Resolved, Side, Standing};
use super::{DISPUTE_DAYS, Rule, STALE_DAYS};
use crate::account::Says;

/// What a position affirms.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Prop {
    Held(Side),
    Lost(Side),
    Contested,
}

impl Prop {
    /// Both cannot be so on one day.
    pub(crate) fn contradicts(self, other: Prop) -> bool {
        match (self, other) {
            (Prop::Held(a), Prop::Held(b)) => a != b,
            (Prop::Held(a), Prop::Lost(b)) | (Prop::Lost(a), Prop::Held(b)) => a == b,
            (Prop::Lost(_), Prop::Lost(_)) | (Prop::Contested, Prop::Contested) => false,
            (Prop::Contested, _) | (_, Prop::Contested) => true,
        }
    }

    /// Among equals, a named holder says more than a loser, and a loser more than a fight.
    fn weight(self) -> u8 {
        match self {
            Prop::Held(_) => 2,
            Prop::Lost(_) => 1,
            Prop::Contested => 0,
        }
    }
}

/// How well an affirmation is supported.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(super) enum Rank {
    #[default]
    None,
    Claimed,
    Observed,
    Corroborated,
    Conceded,
}

/// The latest account of one voice.
#[derive(Clone, Debug)]
struct Position {
    group: u16,
    prop: Prop,
    /// When it last said so.
    from: i32,
    /// Since when it says so without a break of its own.
    start: i32,
    /// Index in [`Case::ready`] of its latest account.
    ix: usize,
    standing: Standing,
    /// Not overtaken by an accepted change.
    live: bool,
    /// Told as a retaking, which admits the loss.
    implied: bool,
    /// The side named as loser.
    loser: Option<Side>,
    /// The first account of another voice since `start` that contradicts it.
    contrary: Option<(i32, Prop, usize)>,
}

/// The state accepted so far.
#[derive(Clone, Copy, Debug)]
struct Accepted {
    prop: Prop,
    since: i32,
    rank: Rank,
    implied: bool,
    /// For a fight, who held the place before it.
    over: Option<Side>,
}

/// What carries an affirmation.
#[derive(Clone, Debug, Default)]
struct Support {
    rank: Rank,
    implied: bool,
    start: i32,
    latest: i32,
    basis: Vec<usize>,
}

/// A loss that a camp's later words imply: from, to (exclusive), who held it, and the two accounts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gap {
    pub from: i32,
    pub to: i32,
    pub prop: Prop,
    pub contrary: usize,
    pub retake: usize,
}

/// [`super::Holding`], in numbers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Core {
    Unknown,
    Held(Side),
    Lost(Side),
    Contested(Vec<Side>),
    Disputed(Vec<Side>),
}

/// What the accounts say on one day, in numbers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Verdict {
    pub holding: Core,
    pub rule: Rule,
    pub before: Option<Rule>,
    pub since: Option<i32>,
    /// Indices in [`Case::ready`].
    pub basis: Vec<usize>,
    pub overlays: Vec<(Side, i32, Vec<usize>)>,
    pub disputed: bool,
    pub implied: bool,
    pub stale: bool,
    /// The day of the newest account weighed.
    pub last_word: Option<i32>,
}

impl Verdict {
    fn unknown() -> Verdict {
        Verdict {
            holding: Core::Unknown,
            rule: Rule::R0,
            before: None,
            since: None,
            basis: Vec::new(),
            overlays: Vec::new(),
            disputed: false,
            implied: false,
            stale: false,
            last_word: None,
        }
    }
}

/// The telling.
pub(super) struct Fold<'a> {
    case: &'a Case,
    sides: &'a [Resolved],
    /// Day each known account counts from, and its index in [`Case::ready`], in order.
    pub order: Vec<(i32, usize)>,
    positions: Vec<Position>,
    accepted: Option<Accepted>,
    pub gaps: Vec<Gap>,
    last_word: Option<i32>,
}

impl<'a> Fold<'a> {
    /// Begins a telling of what was published by the day `known`.
    pub fn new(case: &'a Case, known: i32) -> Fold<'a> {
        let sides = case.sides_known(known);
        Fold {
            case,
            sides,
            order: order(case, sides, known),
            positions: Vec::new(),
            accepted: None,
            gaps: Vec::new(),
            last_word: None,
        }
    }

    /// The last day up to a day on which something new is told.
    pub fn turn(&self, day: i32) -> Option<i32> {
        self.order
            .iter()
            .map(|(from, _)| *from)
            .rfind(|from| *from <= day)
    }

    /// Tells everything, and calls `each` after every day with something new.
    pub fn tell(&mut self, mut each: impl FnMut(i32, &Fold<'a>)) {
        let order = std::mem::take(&mut self.order);
        let mut at = 0;
        while let Some((day, _)) = order.get(at).copied() {
            while let Some((_, ix)) = order.get(at).copied().filter(|(other, _)| *other == day) {
                self.hear(ix, day);
                at += 1;
            }
            self.last_word = Some(day);
            self.settle();
            each(day, self);
        }
        self.order = order;
    }

    /// Takes one account as its voice's latest.
    fn hear(&mut self, ix: usize, day: i32) {
        let one = &self.case.ready[ix];
        let sides = &self.sides[ix];
        let own = match sides.standing {
            Standing::Camp(side) => Some(side),
            _ => None,
        };
        let prop = match one.says {
            Says::Takes | Says::Holds => sides.actors.first().map(|side| Prop::Held(*side)),
            Says::Leaves => sides.losers.first().map(|side| Prop::Lost(*side)),
            Says::Contests => Some(Prop::Contested),
            // To be inside a place that another holds is to contest it; where no holder is known
            // it says nothing of who holds it.
            Says::Enters => match self.accepted.map(|accepted| accepted.prop) {
                Some(Prop::Held(holder)) if !sides.actors.contains(&holder) => {
                    Some(Prop::Contested)
                }
                Some(Prop::Contested) => Some(Prop::Contested),
                _ => None,
            },
            // A camp that denies another's gain affirms that it holds still.
            Says::Denies => own
                .filter(|side| !sides.actors.contains(side))
                .map(Prop::Held),
            Says::Besieges | Says::Relieves | Says::Presses => None,
        };
        let known = self
            .positions
            .iter()
            .position(|position| position.group == sides.group);
        let Some(prop) = prop else {
            // An observer that denies what it had affirmed takes it back.
            if one.says == Says::Denies
                && let Some(known) = known
                && matches!(self.positions[known].prop, Prop::Held(side) if sides.actors.contains(&side))
            {
                self.positions[known].live = false;
            }
            return;
        };
        let before = known.map(|known| self.positions[known].clone());
        // Who says that one side came and says besides that the other left says one thing.
        let prop = match (
            before.as_ref().map(|before| (before.prop, before.live)),
            prop,
        ) {
            (Some((Prop::Held(holder), true)), Prop::Lost(loser)) if holder != loser => {
                Prop::Held(holder)
            }
            _ => prop,
        };
        let mut position = Position {
            group: sides.group,
            prop,
            from: day,
            start: day,
            ix,
            standing: sides.standing,
            live: true,
            implied: false,
            loser: sides.losers.first().copied(),
            contrary: None,
        };
        if let Some(before) = before.filter(|before| before.prop == prop) {
            let taken_again =
                one.says == Says::Takes && own.is_some_and(|side| prop == Prop::Held(side));
            match before.contrary {
                Some((from, contrary, because))
                    if taken_again && from > before.start && from < day =>
                {
                    self.gaps.push(Gap {
                        from,
                        to: day,
                        prop: contrary,
                        contrary: because,
                        retake: ix,
                    });
                    position.implied = true;
                }
                contrary => {
                    // A voice overtaken by others that goes on saying so has not changed its mind;
                    // one that tells of a taking tells of a change.
                    if before.live || one.says != Says::Takes {
                        position.start = before.start;
                    }
                    position.implied = before.implied;
                    position.contrary = contrary;
                }
            }
            position.loser = position.loser.or(before.loser);
        }
        for other in &mut self.positions {
            // Of a day's accounts the one that says who came says more than the one that says who left.
            let open = other.contrary.is_none_or(|(told, before, _)| {
                told == day && matches!((before, prop), (Prop::Lost(_), Prop::Held(_)))
            });
            if other.group != position.group
                && open
                && day > other.start
                && prop != Prop::Contested
                && matches!((other.prop, other.standing), (Prop::Held(held), Standing::Camp(side)) if held == side)
                && other.prop.contradicts(prop)
            {
                other.contrary = Some((day, prop, ix));
            }
        }
        match known {
            Some(known) => self.positions[known] = position,
            None => self.positions.push(position),
        }
    }

    /// Changes the accepted state when what was heard suffices.
    fn settle(&mut self) {
        let Some((prop, support)) = self.candidates().into_iter().next() else {
            return;
        };
        if support.rank >= Rank::Observed {
            let (against, _) = self.against(prop, support.start);
            if against.rank < support.rank {
                let over = match self.accepted.map(|accepted| (accepted.prop, accepted.over)) {
                    Some((Prop::Held(side), _)) => Some(side),
                    Some((Prop::Contested, over)) => over,
                    _ => None,
                };
                self.accepted = Some(Accepted {
                    over,
                    prop,
                    since: support.start,
                    rank: support.rank,
                    implied: support.implied,
                });
                for position in &mut self.positions {
                    if position.prop.contradicts(prop) && position.from < support.start {
                        position.live = false;
                    }
                }
            }
        } else if let Some(accepted) = self.accepted {
            // Somebody independent said later that nothing changed: the claim is overtaken.
            let since = self.support(accepted.prop, support.latest + 1);
            if since.rank >= Rank::Observed {
                for position in &mut self.positions {
                    if position.prop == prop {
                        position.live = false;
                    }
                }
            }
        }
    }

    /// Every live affirmation that contradicts the accepted state, best supported first.
    fn candidates(&self) -> Vec<(Prop, Support)> {
        let mut props: Vec<Prop> = self
            .positions
            .iter()
            .filter(|position| position.live)
            .map(|position| position.prop)
            .filter(|prop| {
                self.accepted.is_none_or(|accepted| {
                    accepted.prop != *prop
                        && (accepted.prop.contradicts(*prop) || !matches!(prop, Prop::Lost(_)))
                })
            })
            .collect();
        props.sort_unstable();
        props.dedup();
        let mut found: Vec<(Prop, Support)> = props
            .into_iter()
            .map(|prop| (prop, self.support(prop, i32::MIN)))
            .collect();
        found.sort_by(|(a, x), (b, y)| {
            (y.rank, b.weight(), y.latest, a).cmp(&(x.rank, a.weight(), x.latest, b))
        });
        found
    }

    /// The best support, since a day, of anything that contradicts an affirmation.
    fn against(&self, prop: Prop, since: i32) -> (Support, Option<Prop>) {
        let mut best = (Support::default(), None);
        for other in self
            .positions
            .iter()
            .filter(|position| position.live && position.prop.contradicts(prop))
        {
            if best.1 == Some(other.prop) {
                continue;
            }
            let support = self.support(other.prop, since);
            if support.rank > best.0.rank {
                best = (support, Some(other.prop));
            }
        }
        best
    }

    /// What supports an affirmation, counting what was said on or after a day.
    fn support(&self, prop: Prop, since: i32) -> Support {
        let mut support = Support {
            start: i32::MAX,
            latest: i32::MIN,
            ..Support::default()
        };
        let holder = self.accepted.map(|accepted| accepted.prop);
        let mut camps = Camps::default();
        let (mut conceded, mut observed, mut claimed) = (false, false, false);
        let mut implied: Option<i32> = None;
        let mut others = false;
        for position in self
            .positions
            .iter()
            .filter(|position| position.live && position.from >= since)
        {
            if position.prop == prop {
                match (prop, position.standing) {
                    // A camp's words at second hand bear out nothing that who tells of them says
                    // too, and concede nothing.
                    (_, Standing::Camp(camp)) if self.sides[position.ix].teller.is_some() => {
                        if self.told_by_its_teller(position) {
                            continue;
                        }
                        camps.add(camp);
                        claimed = true;
                    }
                    (Prop::Held(side), Standing::Camp(camp)) if camp == side => {
                        camps.add(camp);
                        claimed = true;
                        if position.implied {
                            implied = Some(position.from);
                        }
                    }
                    (Prop::Held(_), Standing::Camp(camp)) => {
                        let bystander = match position.loser {
                            Some(loser) => loser != camp,
                            None => !self.case.listed(camp) && holder != Some(Prop::Held(camp)),
                        };
                        camps.add(camp);
                        if bystander {
                            others = true;
                        } else {
                            conceded = true;
                        }
                    }
                    (Prop::Held(side), Standing::Leans(camp)) if camp == side => {
                        camps.add(camp);
                        claimed = true;
                    }
                    (Prop::Lost(side), Standing::Camp(camp)) if camp == side => conceded = true,
                    (Prop::Contested, Standing::Camp(camp)) if holder == Some(Prop::Held(camp)) => {
                        conceded = true
                    }
                    (_, Standing::Camp(camp)) => {
                        camps.add(camp);
                        claimed = true;
                    }
                    // A leaning observer speaks for its camp where that camp gains by it.
                    (Prop::Contested, Standing::Leans(camp))
                        if self.sides[position.ix].actors.contains(&camp)
                            && holder != Some(Prop::Held(camp)) =>
                    {
                        camps.add(camp);
                        claimed = true;
                    }
                    (Prop::Lost(_), Standing::Leans(camp)) if self.affirmed(Prop::Held(camp)) => {
                        camps.add(camp);
                        claimed = true;
                    }
                    (_, Standing::Leans(_) | Standing::Third) => observed = true,
                    (_, Standing::Unknown) => claimed = true,
                }
                support.start = support.start.min(position.start);
            } else if let (Prop::Held(side), Prop::Lost(loser)) = (prop, position.prop)
                && loser != side
                && (holder == Some(Prop::Held(loser))
                    || holder == Some(Prop::Lost(loser))
                    || self.names_loser(prop, loser))
            {
                // Whoever says that the other left bears out who says to have come.
                match position.standing {
                    Standing::Camp(camp) if camp == loser => conceded = true,
                    Standing::Leans(camp) if camp == side => continue,
                    Standing::Leans(_) | Standing::Third => observed = true,
                    _ => continue,
                }
            } else {
                continue;
            }
            support.latest = support.latest.max(position.from);
            support.basis.push(position.ix);
        }
        if support.start == i32::MAX {
            return Support::default();
        }
        let classes = camps.count() + usize::from(observed);
        support.rank = if conceded {
            Rank::Conceded
        } else if classes >= 2 {
            Rank::Corroborated
        } else if observed || others {
            Rank::Observed
        } else if claimed {
            Rank::Claimed
        } else {
            Rank::None
        };
        if let Some(day) = implied
            && support.rank == Rank::Claimed
            && !self.positions.iter().any(|position| {
                position.live && position.from >= day && position.prop.contradicts(prop)
            })
        {
            support.rank = Rank::Observed;
            support.implied = true;
        }
        support
    }

    /// Whether who tells of a position's words holds the same position.
    fn told_by_its_teller(&self, position: &Position) -> bool {
        let teller = self.sides[position.ix].teller;
        self.positions
            .iter()
            .any(|other| other.live && Some(other.group) == teller && other.prop == position.prop)
    }

    fn affirmed(&self, prop: Prop) -> bool {
        self.positions
            .iter()
            .any(|position| position.live && position.prop == prop)
    }

    fn names_loser(&self, prop: Prop, loser: Side) -> bool {
        self.positions
            .iter()
            .any(|position| position.live && position.prop == prop && position.loser == Some(loser))
    }

    /// What can be said after the days told so far, before silence is weighed.
    pub fn verdict(&self) -> Verdict {
        let mut verdict = Verdict::unknown();
        verdict.last_word = self.last_word;
        let mut candidates = self.candidates();
        let Some(accepted) = self.accepted else {
            // Nobody was believed yet: claims stand alone or against each other.
            let Some((first, support)) = candidates.first().cloned() else {
                return verdict;
            };
            let rivals: Vec<&(Prop, Support)> = candidates
                .iter()
                .filter(|(prop, other)| {
                    prop.contradicts(first)
                        && other.rank == support.rank
                        && (other.latest - support.latest).abs() <= DISPUTE_DAYS
                })
                .collect();
            if !rivals.is_empty() {
                let mut views: Vec<Side> = rivals
                    .iter()
                    .filter_map(|(prop, other)| self.side_of(*prop, other))
                    .collect();
                views.extend(self.side_of(first, &support));
                views.sort_unstable();
                views.dedup();
                verdict.basis = support.basis.clone();
                rivals
                    .iter()
                    .for_each(|(_, other)| verdict.basis.extend(&other.basis));
                verdict.since = Some(
                    rivals
                        .iter()
                        .map(|(_, other)| other.start)
                        .fold(support.start, i32::max),
                );
                if views.len() > 1 {
                    verdict.holding = Core::Disputed(views);
                    verdict.rule = Rule::R5e;
                    verdict.disputed = true;
                    return verdict;
                }
            }
            verdict.rule = Rule::R4;
            verdict.basis = support.basis.clone();
            self.lay_over(&mut verdict, &candidates);
            return verdict;
        };
        let support = self.support(accepted.prop, i32::MIN);
        let rank = support.rank.max(accepted.rank);
        let implied = if support.rank >= Rank::Observed {
            support.implied
        } else {
            accepted.implied
        };
        verdict.since = Some(accepted.since);
        verdict.basis = support.basis.clone();
        verdict.implied = implied;
        verdict.holding = match accepted.prop {
            Prop::Held(side) => Core::Held(side),
            Prop::Lost(side) => Core::Lost(side),
            Prop::Contested => Core::Contested(self.fighting(&support)),
        };
        let rule = match (accepted.prop, rank) {
            (Prop::Contested, _) => Rule::R5g,
            (_, Rank::Conceded) => Rule::R1,
            (_, Rank::Corroborated) => Rule::R2,
            (_, _) if implied => Rule::R1i,
            (_, _) => Rule::R3,
        };
        verdict.rule = rule;
        candidates.retain(|(prop, _)| prop.contradicts(accepted.prop));
        let mut rivals: Vec<(Prop, Support)> = Vec::new();
        for (prop, other) in &candidates {
            let contemporary = self.support(accepted.prop, other.start);
            let lately = self.support(accepted.prop, other.start - DISPUTE_DAYS);
            let near =
                (other.latest - contemporary.latest.max(accepted.since)).abs() <= DISPUTE_DAYS;
            let equal = contemporary.rank == other.rank
                && other.rank > Rank::None
                && (other.rank > Rank::Claimed || lately.rank == Rank::Claimed);
            if contemporary.rank > Rank::None {
                verdict.disputed = true;
            }
            if equal && near {
                rivals.push((*prop, other.clone()));
            }
        }
        if !rivals.is_empty() {
            let mut views: Vec<Side> = rivals
                .iter()
                .filter_map(|(prop, other)| self.side_of(*prop, other))
                .collect();
            views.extend(self.side_of(accepted.prop, &support));
            views.sort_unstable();
            views.dedup();
            if views.len() > 1 {
                verdict.before = Some(rule);
                verdict.rule = Rule::R5e;
                verdict.since = rivals.iter().map(|(_, other)| other.start).max();
                rivals
                    .iter()
                    .for_each(|(_, other)| verdict.basis.extend(&other.basis));
                verdict.holding = Core::Disputed(views);
                return verdict;
            }
        }
        let newest = candidates.iter().map(|(_, other)| other.latest).max();
        self.lay_over(&mut verdict, &candidates);
        if !verdict.overlays.is_empty() && newest > Some(support.latest) {
            verdict.before = Some(rule);
            verdict.rule = Rule::R4;
        }
        verdict
    }

    fn lay_over(&self, verdict: &mut Verdict, candidates: &[(Prop, Support)]) {
        for (prop, support) in candidates {
            if let Some(side) = self.side_of(*prop, support)
                && !matches!(prop, Prop::Lost(_))
                && support.rank > Rank::None
            {
                verdict
                    .overlays
                    .push((side, support.start, support.basis.clone()));
            }
        }
    }

    /// The side that an affirmation is about; for a fight, the side that is said to be inside
    /// besides the holder.
    fn side_of(&self, prop: Prop, support: &Support) -> Option<Side> {
        match prop {
            Prop::Held(side) | Prop::Lost(side) => Some(side),
            Prop::Contested => {
                let holder = match self.accepted.map(|accepted| accepted.prop) {
                    Some(Prop::Held(side)) => Some(side),
                    _ => None,
                };
                support
                    .basis
                    .iter()
                    .flat_map(|ix| &self.sides[*ix].actors)
                    .copied()
                    .find(|side| Some(*side) != holder)
            }
        }
    }

    /// The sides said to be inside, and the last side that held the place.
    fn fighting(&self, support: &Support) -> Vec<Side> {
        let mut sides: Vec<Side> = support
            .basis
            .iter()
            .flat_map(|ix| self.sides[*ix].actors.iter().chain(&self.sides[*ix].losers))
            .copied()
            .collect();
        if sides.len() < 2 {
            sides.extend(self.accepted.and_then(|accepted| accepted.over));
        }
        sides.sort_unstable();
        sides.dedup();
        sides
    }
}

/// The known accounts and the day each counts from. An account without a time of its own that
/// comes within a week after another voice's account of the same thing, with nothing contrary
/// between, confirms it from its day.
fn order(case: &Case, sides: &[Resolved], known: i32) -> Vec<(i32, usize)> {
    let mut order: Vec<(i32, usize)> = Vec::with_capacity(case.ready.len());
    let mut last: Option<(i32, Prop, u16)> = None;
    let mut moved = false;
    for (ix, one) in case.ready.iter().enumerate() {
        // A copy is no account of its own: its original was published before it and is known.
        if one.published > known || one.carries.is_some() {
            continue;
        }
        let mut from = one.from;
        let prop = match one.says {
            Says::Takes | Says::Holds => sides[ix].actors.first().map(|side| Prop::Held(*side)),
            Says::Leaves => sides[ix].losers.first().map(|side| Prop::Lost(*side)),
            Says::Contests | Says::Enters | Says::Denies => Some(Prop::Contested),
            Says::Besieges | Says::Relieves | Says::Presses => None,
        };
        if let Some(prop) = prop {
            if let Some((day, before, group)) = last
                && !one.timed
                && before == prop
                && prop != Prop::Contested
                && group != sides[ix].group
                && from - day <= DISPUTE_DAYS
                && from > day
            {
                from = day;
                moved = true;
            }
            last = Some((from, prop, sides[ix].group));
        }
        order.push((from, ix));
    }
    if moved {
        order.sort_by_key(|(from, ix)| (*from, *ix));
    }
    order
}

/// Applies what depends on the day itself: a loss implied later, and silence.
pub(super) fn on_day(mut verdict: Verdict, gaps: &[Gap], day: i32) -> Verdict {
    if let Some(gap) = gaps
        .iter()
        .rev()
        .find(|gap| gap.from <= day && day < gap.to)
    {
        let holding = match gap.prop {
            Prop::Held(side) => Core::Held(side),
            Prop::Lost(side) => Core::Lost(side),
            Prop::Contested => Core::Unknown,
        };
        let firm =
            verdict.holding == holding && verdict.rule <= Rule::R2 && verdict.rule != Rule::R0;
        if !matches!(verdict.holding, Core::Contested(_)) && (!firm || verdict.rule == Rule::R1i) {
            verdict.before = verdict
                .before
                .or(Some(verdict.rule))
                .filter(|rule| *rule != Rule::R0);
            verdict.holding = holding;
            verdict.rule = Rule::R1i;
            verdict.since = Some(gap.from);
            verdict.basis = vec![gap.contrary, gap.retake];
        }
        verdict.implied = true;
    }
    if let Some(last) = verdict.last_word
        && day - last > STALE_DAYS
        && verdict.rule != Rule::R0
    {
        verdict.before = Some(verdict.rule);
        verdict.rule = Rule::R6;
        verdict.stale = true;
    }
    verdict
}

/// Different camps met, as far as it matters how many: none, one, or several.
#[derive(Default)]
struct Camps {
    first: Option<Side>,
    several: bool,
}

impl Camps {
    fn add(&mut self, side: Side) {
        match self.first {
            None => self.first = Some(side),
            Some(first) => self.several |= first != side,
        }
    }

    fn count(&self) -> usize {
        usize::from(self.first.is_some()) + usize::from(self.several)
    }
}
