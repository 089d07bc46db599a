//! How fast the record takes claims in and answers, and how large it is on disk.
//!
//! `cargo bench -p selon-ledger --bench record -- [CLAIMS] [PLACES] [keep=X.selon | read=X.selon] [only=LABEL]`
//! (1,000,000 claims and 10,000 places, which takes about a minute). `keep=` keeps the ledger, for
//! measures of the workbench; `read=` asks a kept one and takes nothing in; `only=` asks only the
//! questions whose label begins so, for a profiler. Claims are made up, a
//! thousand dispatches a transaction, ten claims to a dispatch of some 700 bytes, each with two
//! actors, a place, a chain of two and what follows for who holds the place; every tenth is timed. Every
//! fifth dispatch is the one before it, printed again by another outlet at most two days later.
//! Reading texts is not measured.
//!
//! The wall clock says little on a machine that others use too: beside it stands the processor time
//! of this process where the system tells it (Linux, in hundredths of a second, so a mean of many),
//! and of many runs the least is shown as well.

use selon_ledger::Ledger;
use selon_ledger::camps::{Camps, Membership, Relation};
use selon_ledger::find::Filter;
use selon_ledger::incidents::incidents;
use selon_ledger::ladder::Lens;
use selon_ledger::review::QueueOptions;
use selon_ledger::simulate::Dice;
use selon_model::*;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// An instant, by the wall clock and by the processor time spent so far.
#[derive(Clone, Copy)]
struct Moment(Instant, Duration);

#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
fn now() -> Moment {
    Moment(Instant::now(), processor())
}

impl Moment {
    /// Wall-clock and processor time since then.
    fn elapsed(self) -> (Duration, Duration) {
        let worked = processor().saturating_sub(self.1);
        (self.0.elapsed(), worked)
    }
}

/// User and system time of this process; zero where the system does not tell.
fn processor() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks: u64 = after_name
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<u64>().ok())
        .sum();
    Duration::from_millis(ticks * 10)
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let mut numbers = words.iter().filter_map(|word| word.parse::<usize>().ok());
    let claims = numbers.next().unwrap_or(1_000_000);
    let places = numbers.next().unwrap_or(10_000);
    let named = |key: &str| words.iter().find_map(|word| word.strip_prefix(key));
    let only = named("only=").unwrap_or_default();
    if let Some(path) = named("read=") {
        return ask(Path::new(path), places, only);
    }
    let folder = std::env::temp_dir().join(format!("selon-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("the temporary folder is writable");
    let path = named("keep=").map_or_else(|| folder.join("record.selon"), PathBuf::from);
    take_in(&path, claims, places);
    ask(&path, places, only);
    let _ = std::fs::remove_dir_all(&folder);
}

fn take_in(path: &Path, claims: usize, places: usize) {
    let mut ledger = Ledger::create(path).expect("a new ledger where none is");
    let mut dice = Dice::new(7);
    let recorded = "2020-12-31T00:00:00Z".parse().expect("an instant");
    let mut batches: Vec<(Duration, Duration)> = Vec::new();
    let mut made = 0;
    let mut before = (0, 0);
    while made < claims {
        let batch: Vec<(Dispatch, Reading)> = (0..1000)
            .map(|_| {
                before = if dice.percent(20) {
                    (before.0, before.1 + dice.below(3))
                } else {
                    (dice.roll(), dice.below(700))
                };
                telling(&mut dice, before, places)
            })
            .collect();
        let pairs: Vec<(&Dispatch, &Reading)> = batch
            .iter()
            .map(|(dispatch, reading)| (dispatch, reading))
            .collect();
        let begun = now();
        ledger
            .append_batch(&pairs, recorded, "bench", "bench")
            .expect("an append");
        batches.push(begun.elapsed());
        made += pairs.len() * 10;
    }
    let (spent, worked): (Duration, Duration) = (
        batches.iter().map(|(wall, _)| wall).sum(),
        batches.iter().map(|(_, work)| work).sum(),
    );
    println!("{made} claims on {places} places");
    println!(
        "ingest                     {:>9.0} claims/s by processor time ({:.1} s), {:.0} by the wall ({:.1} s)",
        made as f64 / worked.as_secs_f64(),
        worked.as_secs_f64(),
        made as f64 / spent.as_secs_f64(),
        spent.as_secs_f64(),
    );
    // The last ones are put into the largest tables; the fastest of them was least disturbed.
    let last = &batches[batches.len() * 3 / 4..];
    let fastest = |of: &dyn Fn(&(Duration, Duration)) -> Duration| {
        last.iter()
            .map(of)
            .filter(|time| !time.is_zero())
            .min()
            .map_or(0.0, |time| 10_000.0 / time.as_secs_f64())
    };
    println!(
        "  fastest of the last quarter {:>7.0} claims/s by processor time, {:.0} by the wall",
        fastest(&|(_, work)| *work),
        fastest(&|(wall, _)| *wall)
    );
    drop(ledger);
    let size = std::fs::metadata(path).map_or(0, |data| data.len());
    println!(
        "on disk                    {:>9.1} MB ({:.0} bytes a claim)",
        size as f64 / 1e6,
        size as f64 / made as f64
    );
}

fn ask(path: &Path, places: usize, only: &str) {
    let ledger = Ledger::open(path).expect("a ledger");
    let camps = camps();
    let mut dice = Dice::new(11);
    let mut some = |label: &str, times: usize, work: &mut dyn FnMut(&str, Date, Date)| {
        if !label.starts_with(only) {
            return;
        }
        let whole = now();
        let mut all: Vec<Duration> = (0..times)
            .map(|_| {
                let place = format!("bench:{}", dice.below(places as u64));
                let (valid, known) = (date(dice.below(700)), date(dice.below(700)));
                let begun = now();
                work(&place, valid, known);
                begun.elapsed().0
            })
            .collect();
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        let worked = ms(whole.elapsed().1) / times as f64;
        all.sort_unstable();
        println!(
            "{label:<26} {worked:>9.3} ms mean by processor time; by the wall {:.3} at least, {:.3} middle, {:.3} at most of {times}",
            ms(all[0]),
            ms(all[times / 2]),
            ms(all[times - 1]),
        );
    };
    some("state, from the file", 500, &mut |place, valid, known| {
        ledger.state(place, &camps, valid, known).expect("a state");
    });
    some("timeline, from the file", 300, &mut |place, _, known| {
        ledger.timeline(place, Some(known)).expect("a timeline");
    });
    some("whole timeline", 100, &mut |place, _, _| {
        ledger.timeline(place, None).expect("a timeline");
    });
    let mut atlas = selon_ledger::Atlas::default();
    some("all places made ready", 1, &mut |_, _, _| {
        atlas = ledger.atlas(&camps).expect("an atlas");
    });
    some("state, made ready", 1000, &mut |place, valid, known| {
        if let Some(case) = atlas.case(place) {
            case.state(valid, known);
        }
    });
    some("history, made ready", 300, &mut |place, _, known| {
        if let Some(case) = atlas.case(place) {
            case.holdings(&Lens::Reconciled, known);
        }
    });
    some("map of all as known", 15, &mut |_, valid, known| {
        assert!(atlas.map(valid, known).len() <= places);
    });
    let options = QueueOptions::default();
    some("queue of all, first 50", 1, &mut |_, _, _| {
        let ranked = ledger
            .ranked_among(atlas.cases(), &options)
            .expect("a queue");
        let first = ranked.get(..50).unwrap_or(&ranked);
        ledger.waiting(first, &options).expect("its words");
    });
    // The newest claims: as many to a place and a day whatever the number, so what is asked is how
    // the cost grows.
    for size in [5_000, 10_000, 20_000, 40_000] {
        if !"incidents".starts_with(only) && !only.starts_with("incidents") {
            break;
        }
        let (_, claims) = ledger.find(&Filter::default(), 0, size).expect("claims");
        let mut claims = Some(claims);
        some(&format!("incidents of {size} claims"), 1, &mut |_, _, _| {
            let claims = claims.take().unwrap_or_default();
            assert!(!incidents(claims, &camps, &[]).is_empty());
        });
    }
}

fn date(day: u64) -> Date {
    jiff::civil::date(2019, 1, 1).saturating_add(jiff::ToSpan::days(day as i64))
}

/// Adds a sentence of twelve words that mean nothing, some seventy bytes.
fn sentence(dice: &mut Dice, text: &mut String) {
    const SYLLABLES: &[u8] = b"balacoduferogimipelasotuvazene";
    for word in 0..12 {
        text.push_str(if word == 0 { "" } else { " " });
        for _ in 0..2 + dice.below(2) {
            let at = 2 * dice.below(SYLLABLES.len() as u64 / 2) as usize;
            text.extend(
                SYLLABLES[at..at + 2]
                    .iter()
                    .map(|letter| char::from(*letter)),
            );
        }
    }
    text.push_str(". ");
}

const ACTORS: [(&str, &str); 6] = [
    ("red-army", "state-force"),
    ("blue-front", "armed-group"),
    ("green-guard", "armed-group"),
    ("observer-one", "monitor"),
    ("observer-two", "monitor"),
    ("wire", "agency"),
];

fn camps() -> Camps {
    Camps::new(
        [("red", 0), ("blue", 1), ("green", 2)]
            .into_iter()
            .map(|(camp, ix)| Membership {
                conflict: "bench".to_owned(),
                camp: camp.to_owned(),
                member: ACTORS[ix].0.to_owned(),
                relation: Relation::Belongs,
                from: None,
                to: None,
            })
            .collect(),
    )
}

/// A dispatch of some day, whose sentences and claims follow from a seed.
fn telling(outer: &mut Dice, (seed, day): (u64, u64), places: usize) -> (Dispatch, Reading) {
    let published = date(day);
    let mut reading = Reading::empty(Language::French);
    reading.published = Some(published);
    reading.published_basis = PublishedBasis::Given;
    let outlet = format!("outlet-{}", outer.below(40));
    reading.outlet = Some(Outlet {
        id: Some(outlet.clone()),
        name: outlet.clone(),
    });
    reading.actors = ACTORS
        .iter()
        .map(|(id, kind)| Actor {
            id: Some((*id).to_owned()),
            name: (*id).to_owned(),
            names: vec![(*id).to_owned()],
            kind: (*kind).to_owned(),
            parent: None,
            mentions: Vec::new(),
        })
        .collect();
    let mut text = format!("{:016x}.\n", outer.roll());
    let dice = &mut Dice::new(seed);
    for n in 0..10 {
        let place = dice.below(places as u64);
        reading.places.push(Place {
            id: Some(format!("bench:{place}")),
            name: format!("Place {place}"),
            names: vec![format!("Place {place}")],
            feature: "town".to_owned(),
            country: None,
            admin1: None,
            latitude: Some(31.0 + (place * 37 % 601) as f64 / 100.0),
            longitude: Some(36.0 + (place * 53 % 1009) as f64 / 100.0),
            candidates: Vec::new(),
            mentions: Vec::new(),
        });
        let start = text.len();
        sentence(dice, &mut text);
        let agent = dice.below(3) as usize;
        let target = (agent + 1 + dice.below(2) as usize) % 3;
        let speaker = dice.below(6) as usize;
        let gains = dice.percent(50);
        reading.claims.push(Claim {
            kind: if gains {
                ClaimType::Capture
            } else {
                ClaimType::Control
            },
            state: (!gains).then_some(State::Holds),
            means: None,
            agents: vec![agent],
            targets: if gains { vec![target] } else { Vec::new() },
            places: vec![PlaceLink {
                place: n,
                role: PlaceRole::At,
                modifier: None,
            }],
            time: ClaimTime {
                first: None,
                last: Some(published),
                approximate: false,
                basis: if dice.percent(10) {
                    TimeBasis::Explicit
                } else {
                    TimeBasis::Publication
                },
                reference: None,
            },
            numbers: Numbers::default(),
            sources: Chain::outlet(Some(outlet.clone()), None).voiced(vec![Source {
                kind: SourceKind::Named,
                actor: Some(speaker),
                name: Some(ACTORS[speaker].0.to_owned()),
                description: None,
                anonymity: None,
                span: Some(Span::new(start, start + 8)),
                cue: None,
                stance: Stance::Asserts,
                medium: None,
            }]),
            speech: Speech::Indirect,
            modality: Modality::Asserted,
            extent: None,
            control: if gains {
                vec![
                    Control {
                        place: n,
                        actor: Some(agent),
                        change: Change::Gains,
                    },
                    Control {
                        place: n,
                        actor: Some(target),
                        change: Change::Loses,
                    },
                ]
            } else {
                vec![Control {
                    place: n,
                    actor: Some(agent),
                    change: Change::Holds,
                }]
            },
            wording: Vec::new(),
            evidence: Evidence::one(Span::new(start, text.len() - 1)),
            rule: "bench/rule".to_owned(),
            restates: None,
        });
    }
    let dispatch = Dispatch {
        text,
        provenance: Provenance::default(),
    };
    (dispatch, reading)
}
