//! What must hold whatever is said: ten thousand made-up histories.
//!
//! The law: what can be said of a place on a day, as known on a day, never changes when documents
//! published after that day are added.

mod support;

use selon_ledger::Ledger;
use selon_ledger::account::{Dossier, Says};
use selon_ledger::camps::Camps;
use selon_ledger::ladder::{Case, Flags, Holding, Lens, Rule};
use selon_ledger::measure::Measures;
use selon_ledger::simulate::{Dice, History, Manners, camps, history};
use selon_model::{Date, Dispatch, Reading};

/// How many histories: `SELON_HISTORIES` in the build's environment asks for another number.
fn histories() -> u64 {
    option_env!("SELON_HISTORIES")
        .and_then(|text| text.parse().ok())
        .unwrap_or(10_000)
}

fn cut(dossier: &Dossier, known: Date) -> Dossier {
    let mut cut = dossier.clone();
    cut.accounts
        .retain(|account| account.published.is_some_and(|day| day <= known));
    cut
}

fn some_day(dice: &mut Dice, history: &History) -> Date {
    let first = history.truth[0].0;
    let length = selon_ledger::ladder::days_between(first, history.end).max(0) as u64;
    first.saturating_add(jiff::ToSpan::days(dice.below(length + 12) as i64 - 2))
}

#[test]
fn later_documents_never_change_what_was_known_before() {
    let camps = camps();
    for seed in 0..histories() {
        let history = history(seed, &Manners::default());
        let mut dice = Dice::new(seed ^ 0xface);
        let whole = Case::new(&history.dossier, &camps);
        for _ in 0..2 {
            let (valid, known) = (some_day(&mut dice, &history), some_day(&mut dice, &history));
            let rebuilt = Case::new(&cut(&history.dossier, known), &camps);
            assert_eq!(
                whole.state(valid, known),
                rebuilt.state(valid, known),
                "seed {seed}, {valid} as known on {known}"
            );
            assert_eq!(
                whole.holdings(&Lens::Reconciled, known),
                rebuilt.holdings(&Lens::Reconciled, known),
                "seed {seed}, known {known}"
            );
            assert_eq!(whole.lenses(known), rebuilt.lenses(known), "seed {seed}");
        }
    }
}

#[test]
fn runs_say_on_every_day_what_the_question_says() {
    let camps = camps();
    for seed in 0..histories() / 20 {
        let history = history(seed, &Manners::default());
        let case = Case::new(&history.dossier, &camps);
        let mut dice = Dice::new(seed);
        let known = some_day(&mut dice, &history);
        let segments = case.holdings(&Lens::Reconciled, known);
        for pair in segments.windows(2) {
            assert_eq!(
                pair[0]
                    .to
                    .map(|to| selon_ledger::ladder::days_between(to, pair[1].from)),
                Some(1),
                "seed {seed}"
            );
        }
        for _ in 0..8 {
            let valid = some_day(&mut dice, &history);
            let judged = case.state(valid, known);
            let on = segments
                .iter()
                .find(|segment| segment.from <= valid && segment.to.is_none_or(|to| valid <= to));
            let (holding, rule, flags) = on
                .map_or((Holding::Unknown, Rule::R0, Flags::default()), |segment| {
                    (segment.holding.clone(), segment.rule, segment.flags)
                });
            assert_eq!(
                (&holding, rule),
                (&judged.holding, judged.rule),
                "seed {seed} on {valid} known {known}"
            );
            assert_eq!(flags, judged.flags, "seed {seed} on {valid} known {known}");
            assert_eq!(case.glance(valid, known).0, holding, "seed {seed}");
        }
    }
}

#[test]
fn the_order_of_arrival_and_copies_change_nothing() {
    let camps = camps();
    for seed in 0..histories() / 20 {
        let history = history(
            seed,
            &Manners {
                copies: 0,
                ..Manners::default()
            },
        );
        let mut dice = Dice::new(seed);
        let (valid, known) = (some_day(&mut dice, &history), some_day(&mut dice, &history));
        let judged = Case::new(&history.dossier, &camps).state(valid, known);
        let mut turned = history.dossier.clone();
        turned.accounts.reverse();
        assert_eq!(
            Case::new(&turned, &camps).state(valid, known),
            judged,
            "seed {seed}"
        );
        // Twenty carriers of one utterance weigh as much as the utterance.
        let mut copied = history.dossier.clone();
        for account in &history.dossier.accounts {
            let mut copy = account.clone();
            copy.claim.0[0] ^= 0xff;
            let speaker = std::sync::Arc::make_mut(&mut copy.speaker);
            speaker.key = "gazette".to_owned();
            speaker.kind = selon_model::SourceKind::Outlet;
            copied.joins.push((account.claim, copy.claim));
            copied.accounts.push(copy);
        }
        let again = Case::new(&copied, &camps).state(valid, known);
        assert_eq!(
            (again.holding, again.rule, again.since),
            (judged.holding, judged.rule, judged.since),
            "seed {seed}"
        );
    }
}

#[test]
fn one_camp_alone_never_makes_itself_the_holder() {
    let camps = camps();
    for seed in 0..histories() / 20 {
        let mut history = history(seed, &Manners::default());
        history
            .dossier
            .accounts
            .retain(|account| account.speaker.key.starts_with("red"));
        history.dossier.accounts.retain(|account| {
            account.actors.iter().all(|actor| actor.key == "red-army")
                && account.says != Says::Leaves
        });
        let case = Case::new(&history.dossier, &camps);
        for segment in case.holdings(&Lens::Reconciled, history.end) {
            assert!(
                !matches!(segment.holding, Holding::Held(_)),
                "seed {seed}: {segment:?}"
            );
        }
    }
}

#[test]
fn the_record_is_close_to_the_truth_it_was_made_from() {
    let camps = camps();
    let mut measures = Measures::default();
    for seed in 0..500 {
        let history = history(seed, &Manners::default());
        let case = Case::new(&history.dossier, &camps);
        measures.add(&case, Some(&history.truth), history.end);
    }
    let f1: Vec<f64> = measures
        .changes
        .iter()
        .map(|matches| matches.f1())
        .collect();
    assert!(f1.windows(2).all(|pair| pair[0] <= pair[1]), "{f1:?}");
    assert!(f1[3] > 0.8, "within a week: {f1:?}");
    let rate = |rule: Rule| {
        let (all, reversed) = measures.reversals.get(&rule).copied().unwrap_or_default();
        reversed as f64 / all.max(1) as f64
    };
    assert!(rate(Rule::R2) < rate(Rule::R4), "{:?}", measures.reversals);
}

/// The law through the file: a ledger of everything answers as known on a day as one that was made
/// from what was published by then, whatever the order and the batches in which it came in.
#[test]
fn a_ledger_answers_as_one_cut_at_what_was_known() {
    const CAMPS: &str = "\
north\tarmy\tarmy\tbelongs
north\trebels\trebels\tbelongs
north\trebels\tmonitor\tleans
";
    let camps = Camps::new(Camps::parse_rows(CAMPS).unwrap());
    let line = |dice: &mut Dice, n: u64| {
        let day = |dice: &mut Dice| format!("2020-01-{:02}", 1 + dice.below(28));
        let one =
            |dice: &mut Dice, of: &[&str]| of[dice.below(of.len() as u64) as usize].to_owned();
        let (taker, loser) = if dice.percent(50) {
            ("army", "rebels")
        } else {
            ("rebels", "army")
        };
        let what = match dice.below(5) {
            0 => format!("capture PLACE gains={taker} loses={loser}"),
            1 => format!("control PLACE holds={taker}"),
            2 => format!("withdrawal PLACE loses={loser}"),
            3 => format!("entry PLACE who={taker}"),
            _ => format!("siege PLACE besieges={taker}"),
        };
        let what = what.replace("PLACE", &one(dice, &["arda", "belen"]));
        let on = if dice.percent(30) {
            format!(" on={}", day(dice))
        } else {
            String::new()
        };
        let voice = one(
            dice,
            &["army", "rebels", "monitor", "un", "anon:witness", "-"],
        );
        let outlet = one(dice, &["wire", "gazette", "afp"]);
        format!(
            "say {} {outlet} {voice} {what}{on} | {}",
            day(dice),
            match dice.below(3) {
                // The same words again: carriers.
                0 => "La place a changé de mains dans la nuit, disent plusieurs témoins venus de loin.".to_owned(),
                _ => format!("Dépêche {n} de ce jour-là."),
            }
        )
    };
    let filled = |lines: &[(Dispatch, Reading)], batch: usize| {
        let mut ledger = Ledger::in_memory().unwrap();
        for lines in lines.chunks(batch) {
            let batch: Vec<_> = lines.iter().map(|(d, r)| (d, r)).collect();
            ledger
                .append_batch(&batch, support::instant("2021-01-01"), "test", "test")
                .unwrap();
        }
        ledger
    };
    let mut said_something = 0;
    // 54: copies of a witness's words, and an outlet that spoke for itself only later.
    for seed in (0..histories() / 200).chain([54]) {
        let mut dice = Dice::new(seed);
        let lines: Vec<_> = (0..24)
            .map(|n| support::said(&line(&mut dice, n)))
            .collect();
        let whole = filled(&lines, 1 + dice.below(9) as usize);
        for _ in 0..3 {
            let day = |dice: &mut Dice| jiff::civil::date(2020, 1, 1 + dice.below(28) as i8);
            let (valid, known) = (day(&mut dice), day(&mut dice));
            let mut cut: Vec<_> = lines
                .iter()
                .filter(|(_, reading)| reading.published.is_some_and(|day| day <= known))
                .cloned()
                .collect();
            cut.reverse();
            let cut = filled(&cut, 7);
            for place in ["test:arda", "test:belen"] {
                let (one, other) = (
                    whole.state(place, &camps, valid, known).unwrap(),
                    cut.state(place, &camps, valid, known).unwrap(),
                );
                said_something += u32::from(one.rule != Rule::R0);
                // A place nobody spoke of by then has no name in the cut ledger.
                if !other.considered.is_empty() {
                    assert_eq!(
                        one, other,
                        "seed {seed}, {place} on {valid} as known on {known}"
                    );
                }
                assert_eq!(
                    (one.holding, one.rule, one.considered),
                    (other.holding, other.rule, other.considered)
                );
            }
        }
    }
    assert!(said_something > 0);
}
