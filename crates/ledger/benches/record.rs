//! How fast the record takes claims in and answers, and how large it is on disk.
//!
//! `cargo bench -p selon-ledger --bench record -- [CLAIMS] [PLACES] [X.selon]` (1,000,000 and 10,000;
//! a ledger to keep, for measures of the workbench). Claims are made up, a thousand dispatches a
//! transaction, ten claims to a dispatch of some 700 bytes, each with two actors, a place, a chain of two
//! and what follows for who holds the place; every tenth is timed. Reading is not measured.
//!
//! Wall-clock time says little on a machine that others use too: beside it stands the processor
//! time of this process, where the system tells it (Linux, in hundredths of a second).

use selon_ledger::Ledger;
use selon_ledger::camps::{Camps, Membership, Relation};
use selon_ledger::ladder::Case;
use selon_ledger::simulate::Dice;
use selon_model::*;

use std::time::{Duration, Instant};

/// An instant, by the wall clock and by the processor time spent so far.
#[derive(Clone, Copy)]
struct Moment(Instant, Duration);

#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
fn now() -> Moment {
    Moment(Instant::now(), processor())
}

impl Moment {
    fn elapsed(self) -> Duration {
        self.0.elapsed()
    }

    /// Processor time since then.
    fn worked(self) -> Duration {
        processor().saturating_sub(self.1)
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
    let mut numbers = std::env::args()
        .skip(1)
        .filter_map(|word| word.parse::<usize>().ok());
    let claims = numbers.next().unwrap_or(1_000_000);
    let places = numbers.next().unwrap_or(10_000);
    let folder = std::env::temp_dir().join(format!("selon-bench-{}", std::process::id()));
    let path = folder.join("record.selon");
    std::fs::create_dir_all(&folder).expect("the temporary folder is writable");
    let mut ledger = Ledger::create(&path).expect("a new ledger in a new folder");

    let mut dice = Dice::new(7);
    let recorded = "2020-12-31T00:00:00Z".parse().expect("an instant");
    let (mut spent, mut worked) = (Duration::ZERO, Duration::ZERO);
    let mut made = 0;
    while made < claims {
        let batch: Vec<(Dispatch, Reading)> =
            (0..1000).map(|_| telling(&mut dice, places)).collect();
        let pairs: Vec<(&Dispatch, &Reading)> = batch
            .iter()
            .map(|(dispatch, reading)| (dispatch, reading))
            .collect();
        let begun = now();
        ledger
            .append_batch(&pairs, recorded, "bench", "bench")
            .expect("an append");
        spent += begun.elapsed();
        worked += begun.worked();
        made += pairs.len() * 10;
    }
    println!("{made} claims on {places} places");
    println!(
        "ingest                     {:>10.0} claims/s ({:.1} s), {:.0} by processor time ({:.1} s)",
        made as f64 / spent.as_secs_f64(),
        spent.as_secs_f64(),
        made as f64 / worked.as_secs_f64(),
        worked.as_secs_f64()
    );
    drop(ledger);
    let size = std::fs::metadata(&path).map_or(0, |data| data.len());
    println!(
        "on disk                    {:>10.1} MB ({:.0} bytes a claim)",
        size as f64 / 1e6,
        size as f64 / made as f64
    );

    let ledger = Ledger::open(&path).expect("the ledger just written");
    let camps = camps();
    let keys: Vec<String> = (0..places).map(|n| format!("bench:{n}")).collect();
    let day = |dice: &mut Dice| date(dice.below(700));

    let mut some = |label: &str, times: usize, work: &mut dyn FnMut(&str, Date, Date)| {
        let whole = now();
        let mut all: Vec<Duration> = (0..times)
            .map(|_| {
                let place = &keys[dice.below(places as u64) as usize];
                let (valid, known) = (day(&mut dice), day(&mut dice));
                let begun = now();
                work(place, valid, known);
                begun.elapsed()
            })
            .collect();
        all.sort_unstable();
        println!(
            "{label:<26} {:>10.3} ms middle, {:.3} ms at worst of {times}, {:.3} ms mean by processor time",
            all[times / 2].as_secs_f64() * 1e3,
            all[times - 1].as_secs_f64() * 1e3,
            whole.worked().as_secs_f64() * 1e3 / times as f64
        );
    };
    some("state, from the file", 300, &mut |place, valid, known| {
        ledger.state(place, &camps, valid, known).expect("a state");
    });
    some("timeline, from the file", 300, &mut |place, _, known| {
        ledger.timeline(place, Some(known)).expect("a timeline");
    });
    let begun = now();
    let atlas = ledger.atlas(&camps).expect("an atlas");
    println!(
        "all places made ready      {:>10.1} s, {:.1} s by processor time",
        begun.elapsed().as_secs_f64(),
        begun.worked().as_secs_f64()
    );
    some("state, made ready", 1000, &mut |place, valid, known| {
        if let Some(case) = atlas.case(place) {
            case.state(valid, known);
        }
    });
    some("history, made ready", 300, &mut |place, _, known| {
        if let Some(case) = atlas.case(place) {
            case.holdings(&selon_ledger::ladder::Lens::Reconciled, known);
        }
    });
    let whole = now();
    let mut all: Vec<Duration> = (0..9u64)
        .map(|n| {
            let (valid, known) = (date(80 * n), date(80 * n));
            let begun = now();
            let map = atlas.map(valid, known);
            assert!(map.len() <= places);
            begun.elapsed()
        })
        .collect();
    all.sort_unstable();
    println!(
        "map of all as known        {:>10.1} ms middle, {:.1} ms at worst of 9, {:.1} ms mean by processor time",
        all[4].as_secs_f64() * 1e3,
        all[8].as_secs_f64() * 1e3,
        whole.worked().as_secs_f64() * 1e3 / 9.0
    );
    let _ = Case::default();
    drop(ledger);
    if let Some(kept) = std::env::args().find(|word| word.ends_with(".selon")) {
        std::fs::copy(&path, &kept).expect("the file to keep can be written");
    }
    let _ = std::fs::remove_dir_all(&folder);
}

fn date(day: u64) -> Date {
    jiff::civil::date(2019, 1, 1).saturating_add(jiff::ToSpan::days(day as i64))
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

fn telling(dice: &mut Dice, places: usize) -> (Dispatch, Reading) {
    let published = date(dice.below(700));
    let mut reading = Reading::empty(Language::French);
    reading.published = Some(published);
    reading.published_basis = PublishedBasis::Given;
    let outlet = format!("outlet-{}", dice.below(40));
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
    let mut text = format!("{:016x} ", dice.roll());
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
        text.push_str("quelques mots qui disent que la place a été prise par les uns aux autres. ");
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
