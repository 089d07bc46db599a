//! Hand-made readings for tests, written as short lines.
//!
//! ```text
//! say 2017-11-09 sana syrian-army capture al-boukamal gains=syrian-army loses=isis on=2017-11-09
//! ```
//! reads: published that day by the outlet `sana`, said by `syrian-army` (`-` for the outlet
//! itself, `anon:witness` for an unnamed witness), a capture at al-boukamal, and what follows for
//! who holds it. Every line is a dispatch of its own whose text is the line's words.

#![allow(dead_code, reason = "each test file uses its part")]

use selon_model::*;

/// Kinds of the actors that tests speak of; anything else is an outlet.
pub fn kind_of(actor: &str) -> &'static str {
    match actor {
        "syrian-army" | "iraqi-army" | "army" => "state-force",
        "isis" | "hezbollah" | "rebels" | "sdf" | "militia" => "armed-group",
        "osdh" | "monitor" => "monitor",
        "afp" | "wire" => "agency",
        "un" => "organisation",
        _ => "outlet",
    }
}

/// One `say` line as a dispatch and its reading.
pub fn said(line: &str) -> (Dispatch, Reading) {
    try_said(line).unwrap_or_else(|what| panic!("{what} in: {line}"))
}

fn try_said(line: &str) -> Result<(Dispatch, Reading), String> {
    let (head, words) = match line.split_once(" | ") {
        Some((head, words)) => (head, words.to_owned()),
        None => (line, line.to_owned()),
    };
    let mut parts = head.split_whitespace();
    let mut next = |what: &str| parts.next().ok_or(format!("no {what}"));
    if next("verb")? != "say" {
        return Err("a line begins with `say`".to_owned());
    }
    let published = match next("publication day")? {
        "?" => None,
        day => Some(day.parse::<Date>().map_err(|error| error.to_string())?),
    };
    let outlet = next("outlet")?.to_owned();
    let speaker = next("speaker")?.to_owned();
    let kind = next("type")?;
    let kind = ClaimType::parse(kind).ok_or(format!("`{kind}` is no type"))?;
    let place = next("place")?.to_owned();
    let mut reading = Reading::empty(Language::French);
    reading.published = published;
    reading.published_basis = match published {
        Some(_) => PublishedBasis::Given,
        None => PublishedBasis::Unknown,
    };
    reading.outlet = Some(Outlet {
        id: Some(outlet.clone()),
        name: outlet.clone(),
    });
    // Two names are two points, a hundred kilometres and more apart.
    let latitude = place.bytes().map(f64::from).sum::<f64>() % 50.0;
    reading.places.push(Place {
        id: Some(format!("test:{place}")),
        name: place.clone(),
        names: vec![place],
        feature: "town".to_owned(),
        country: None,
        admin1: None,
        latitude: Some(latitude),
        longitude: Some(40.9),
        candidates: Vec::new(),
        mentions: Vec::new(),
    });
    let mut claim = Claim {
        kind,
        state: None,
        means: None,
        agents: Vec::new(),
        targets: Vec::new(),
        places: vec![PlaceLink {
            place: 0,
            role: PlaceRole::At,
            modifier: None,
        }],
        time: match published {
            Some(day) => ClaimTime {
                first: None,
                last: Some(day),
                approximate: false,
                basis: TimeBasis::Publication,
                reference: None,
            },
            None => ClaimTime::unknown(),
        },
        numbers: Numbers::default(),
        sources: Chain::outlet(Some(outlet), None),
        speech: Speech::Own,
        modality: Modality::Asserted,
        extent: None,
        control: Vec::new(),
        wording: Vec::new(),
        evidence: Evidence::one(Span::new(0, words.len())),
        rule: "test/hand".to_owned(),
        restates: None,
    };
    let mut stance = Stance::Asserts;
    for part in parts {
        let (key, value) = part.split_once('=').ok_or(format!("`{part}` is no pair"))?;
        match key {
            "gains" | "loses" | "holds" | "contests" | "besieges" => {
                for name in value.split(',') {
                    let actor = match name {
                        "?" => None,
                        name => Some(actor(&mut reading, name)),
                    };
                    let change = Change::parse(key).ok_or("no change")?;
                    claim.control.push(Control {
                        place: 0,
                        actor,
                        change,
                    });
                    if let Some(actor) = actor {
                        match change {
                            Change::Loses if kind != ClaimType::Withdrawal => {
                                claim.targets.push(actor)
                            }
                            _ => claim.agents.push(actor),
                        }
                    }
                }
            }
            "who" => {
                for name in value.split(',') {
                    let actor = actor(&mut reading, name);
                    claim.agents.push(actor);
                }
            }
            "whom" => {
                for name in value.split(',') {
                    let actor = actor(&mut reading, name);
                    claim.targets.push(actor);
                }
            }
            "on" => {
                let (first, last) = value.split_once("..").unwrap_or((value, value));
                let day = |text: &str| -> Result<Option<Date>, String> {
                    match text {
                        "" => Ok(None),
                        text => text
                            .parse()
                            .map(Some)
                            .map_err(|_| format!("`{text}` is no day")),
                    }
                };
                claim.time.first = day(first)?;
                claim.time.last = day(last)?;
                claim.time.basis = TimeBasis::Explicit;
            }
            "modality" => claim.modality = Modality::parse(value).ok_or("no modality")?,
            "stance" => stance = Stance::parse(value).ok_or("no stance")?,
            "state" => claim.state = Some(State::parse(value).ok_or("no state")?),
            "killed" | "wounded" => {
                let (min, max) = value.split_once("..").unwrap_or((value, value));
                let count = Some(Count {
                    min: min.parse().ok(),
                    max: max.parse().ok(),
                });
                match key {
                    "killed" => claim.numbers.killed = count,
                    _ => claim.numbers.wounded = count,
                }
            }
            "share" => {
                let share: f32 = value.parse().map_err(|_| "no share")?;
                claim.extent = Some(Extent {
                    words: value.to_owned(),
                    share: (share, share),
                });
            }
            other => return Err(format!("`{other}` is no key")),
        }
    }
    if let Some(anonymity) = speaker.strip_prefix("anon:") {
        claim.sources = claim.sources.voiced(vec![Source {
            kind: SourceKind::Anonymous,
            actor: None,
            name: None,
            description: Some(format!("une source ({anonymity})")),
            anonymity: Some(Anonymity::parse(anonymity).ok_or("no anonymity")?),
            span: None,
            cue: None,
            stance,
            medium: None,
        }]);
        claim.speech = Speech::Indirect;
    } else if speaker != "-" {
        let ix = actor(&mut reading, &speaker);
        claim.sources = claim.sources.voiced(vec![Source {
            kind: SourceKind::Named,
            actor: Some(ix),
            name: Some(speaker),
            description: None,
            anonymity: None,
            span: Some(Span::new(0, 3)),
            cue: None,
            stance,
            medium: None,
        }]);
        claim.speech = Speech::Indirect;
    }
    reading.claims.push(claim);
    let dispatch = Dispatch {
        text: words,
        provenance: Provenance {
            published,
            ..Provenance::default()
        },
    };
    Ok((dispatch, reading))
}

fn actor(reading: &mut Reading, name: &str) -> usize {
    if let Some(ix) = reading.actors.iter().position(|actor| actor.name == name) {
        return ix;
    }
    reading.actors.push(Actor {
        id: Some(name.to_owned()),
        name: name.to_owned(),
        names: vec![name.to_owned()],
        kind: kind_of(name).to_owned(),
        parent: None,
        mentions: Vec::new(),
    });
    reading.actors.len() - 1
}

/// A day, for tests.
pub fn day(text: &str) -> Date {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// An instant, for tests: midnight UTC of a day.
pub fn instant(day: &str) -> jiff::Timestamp {
    format!("{day}T00:00:00Z")
        .parse()
        .unwrap_or_else(|error| panic!("{day}: {error}"))
}

/// A path in the system's temporary folder, removed when dropped.
pub struct Scratch(pub std::path::PathBuf);

impl Scratch {
    /// A path that no other test uses.
    pub fn new(name: &str) -> Scratch {
        let path = std::env::temp_dir().join(format!("selon-ledger-{}-{name}", std::process::id()));
        let scratch = Scratch(path);
        scratch.clear();
        scratch
    }

    fn clear(&self) {
        for suffix in ["", "-wal", "-shm", "-journal"] {
            let mut path = self.0.clone().into_os_string();
            path.push(suffix);
            let _ = std::fs::remove_file(path);
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        self.clear();
    }
}
