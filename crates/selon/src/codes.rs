//! Codes of other projects for a claim: ACLED, PLOVER and CAMEO, from one table.
//!
//! What this module is for: a first column for people who must deliver data in those ontologies.
//! What it leaves out: their judgement. A code says what kind of event the words speak of; it
//! says neither that the event happened nor that the project in question would have coded it.
//! Sources: ACLED Codebook (2024), event and sub-event types; PLOVER reference (Open Event Data
//! Alliance); CAMEO codebook 1.1b3.

use schemars::JsonSchema;
use selon_model::{Claim, ClaimType, Means, State};
use serde::{Deserialize, Serialize};

/// Codes of other projects; `null` where the project has none for such a claim.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Codes {
    /// ACLED event type and sub-event type.
    pub acled: Option<[String; 2]>,
    /// PLOVER event type and mode; the mode is empty where PLOVER has none.
    pub plover: Option<[String; 2]>,
    /// CAMEO code.
    pub cameo: Option<String>,
}

/// What a row of the table asks of a claim besides its type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum When {
    /// Nothing.
    Always,
    /// A state force, a government or a state is among the agents.
    StateAgent,
    /// Its state.
    Is(State),
    /// Its means.
    By(Means),
}

/// One row: the first row whose condition holds gives the codes.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The claim's type.
    pub kind: ClaimType,
    /// What else is asked.
    pub when: When,
    /// ACLED event type and sub-event type.
    pub acled: Option<(&'static str, &'static str)>,
    /// PLOVER event type and mode.
    pub plover: Option<(&'static str, &'static str)>,
    /// CAMEO code.
    pub cameo: Option<&'static str>,
}

const fn row(
    kind: ClaimType,
    when: When,
    acled: Option<(&'static str, &'static str)>,
    plover: Option<(&'static str, &'static str)>,
    cameo: Option<&'static str>,
) -> Row {
    Row {
        kind,
        when,
        acled,
        plover,
        cameo,
    }
}

const REGAINS: Option<(&str, &str)> = Some(("Battles", "Government regains territory"));
const OVERTAKES: Option<(&str, &str)> = Some(("Battles", "Non-state actor overtakes territory"));
const CLASH: Option<(&str, &str)> = Some(("Battles", "Armed clash"));
const AIR: Option<(&str, &str)> = Some(("Explosions/Remote violence", "Air/drone strike"));
const SHELLING: Option<(&str, &str)> = Some((
    "Explosions/Remote violence",
    "Shelling/artillery/missile attack",
));
const DEVICE: Option<(&str, &str)> = Some((
    "Explosions/Remote violence",
    "Remote explosive/landmine/IED",
));
const SUICIDE: Option<(&str, &str)> = Some(("Explosions/Remote violence", "Suicide bomb"));
const TRANSFER: Option<(&str, &str)> = Some((
    "Strategic developments",
    "Non-violent transfer of territory",
));
const AGREEMENT: Option<(&str, &str)> = Some(("Strategic developments", "Agreement"));

/// The whole table, in order.
pub const TABLE: &[Row] = {
    use ClaimType as T;
    use When::*;
    &[
        row(
            T::Capture,
            StateAgent,
            REGAINS,
            Some(("COERCE", "seize")),
            Some("192"),
        ),
        row(
            T::Capture,
            Always,
            OVERTAKES,
            Some(("COERCE", "seize")),
            Some("192"),
        ),
        row(
            T::Expulsion,
            StateAgent,
            REGAINS,
            Some(("ASSAULT", "")),
            Some("190"),
        ),
        row(
            T::Expulsion,
            Always,
            OVERTAKES,
            Some(("ASSAULT", "")),
            Some("190"),
        ),
        row(
            T::Withdrawal,
            Always,
            TRANSFER,
            Some(("RETREAT", "withdraw")),
            Some("0874"),
        ),
        row(
            T::Siege,
            Is(State::Broken),
            CLASH,
            Some(("ASSAULT", "")),
            Some("190"),
        ),
        row(
            T::Siege,
            Always,
            CLASH,
            Some(("COERCE", "restrict")),
            Some("191"),
        ),
        row(T::Entry, Always, CLASH, Some(("ASSAULT", "")), Some("190")),
        row(
            T::Offensive,
            Always,
            CLASH,
            Some(("ASSAULT", "")),
            Some("190"),
        ),
        row(
            T::Advance,
            Always,
            CLASH,
            Some(("ASSAULT", "")),
            Some("190"),
        ),
        row(
            T::Repulse,
            Always,
            CLASH,
            Some(("ASSAULT", "")),
            Some("190"),
        ),
        row(T::Control, Is(State::Contests), CLASH, None, None),
        row(T::Handover, Always, TRANSFER, Some(("CONCEDE", "")), None),
        row(T::Clash, Always, CLASH, Some(("ASSAULT", "")), Some("190")),
        row(
            T::Strike,
            By(Means::Air),
            AIR,
            Some(("ASSAULT", "heavy-weapons")),
            Some("195"),
        ),
        row(
            T::Strike,
            By(Means::Drone),
            AIR,
            Some(("ASSAULT", "heavy-weapons")),
            Some("1952"),
        ),
        row(
            T::Strike,
            By(Means::Artillery),
            SHELLING,
            Some(("ASSAULT", "heavy-weapons")),
            Some("194"),
        ),
        row(
            T::Strike,
            By(Means::Missile),
            SHELLING,
            Some(("ASSAULT", "heavy-weapons")),
            Some("194"),
        ),
        row(
            T::Strike,
            Always,
            SHELLING,
            Some(("ASSAULT", "heavy-weapons")),
            Some("190"),
        ),
        row(
            T::Bombing,
            By(Means::Suicide),
            SUICIDE,
            Some(("ASSAULT", "suicide-attack")),
            Some("1831"),
        ),
        row(
            T::Bombing,
            By(Means::CarBomb),
            DEVICE,
            Some(("ASSAULT", "explosives")),
            Some("1832"),
        ),
        row(
            T::Bombing,
            By(Means::Ied),
            DEVICE,
            Some(("ASSAULT", "explosives")),
            Some("1833"),
        ),
        row(
            T::Bombing,
            Always,
            DEVICE,
            Some(("ASSAULT", "explosives")),
            Some("183"),
        ),
        row(
            T::Attack,
            Always,
            Some(("Violence against civilians", "Attack")),
            Some(("ASSAULT", "")),
            Some("180"),
        ),
        row(
            T::Abduction,
            Always,
            Some((
                "Violence against civilians",
                "Abduction/forced disappearance",
            )),
            Some(("ASSAULT", "abduct")),
            Some("181"),
        ),
        row(
            T::Arrest,
            Always,
            Some(("Strategic developments", "Arrests")),
            Some(("COERCE", "arrest")),
            Some("173"),
        ),
        row(
            T::Release,
            Always,
            Some(("Strategic developments", "Other")),
            Some(("RETREAT", "release")),
            Some("0841"),
        ),
        row(
            T::Crossing,
            Always,
            Some(("Strategic developments", "Other")),
            None,
            None,
        ),
        row(
            T::Deployment,
            Always,
            Some(("Strategic developments", "Other")),
            Some(("MOBILIZE", "troops")),
            Some("154"),
        ),
        row(
            T::Support,
            Always,
            None,
            Some(("AID", "military")),
            Some("072"),
        ),
        row(
            T::Alliance,
            Is(State::Broken),
            Some(("Strategic developments", "Change to group/activity")),
            None,
            None,
        ),
        row(
            T::Alliance,
            Always,
            Some(("Strategic developments", "Change to group/activity")),
            Some(("COOPERATE", "military")),
            Some("062"),
        ),
        row(
            T::Agreement,
            Is(State::Refused),
            None,
            Some(("REJECT", "")),
            Some("120"),
        ),
        row(T::Agreement, Is(State::Broken), None, None, Some("196")),
        row(
            T::Agreement,
            Always,
            AGREEMENT,
            Some(("AGREE", "")),
            Some("057"),
        ),
        row(T::Statement, Always, None, None, Some("010")),
    ]
};

/// The codes of a claim. `kinds` are the kinds of the reading's actors, by index.
pub fn of(claim: &Claim, kinds: &[&str]) -> Codes {
    let state_agent = claim.agents.iter().any(|ix| {
        matches!(
            kinds.get(*ix),
            Some(&"state-force" | &"state" | &"government")
        )
    });
    let found = TABLE.iter().find(|row| {
        row.kind == claim.kind
            && match row.when {
                When::Always => true,
                When::StateAgent => state_agent,
                When::Is(state) => claim.state == Some(state),
                When::By(means) => claim.means == Some(means),
            }
    });
    let pair = |(a, b): (&str, &str)| [a.to_owned(), b.to_owned()];
    match found {
        Some(row) => Codes {
            acled: row.acled.map(pair),
            plover: row.plover.map(pair),
            cameo: row.cameo.map(str::to_owned),
        },
        None => Codes::default(),
    }
}

/// The table as a page, for `docs/reference/codes.md`.
pub fn page() -> String {
    let mut out = String::from(
        "# Codes of other projects\n\n\
         Generated by `cargo xtask schema` from `crates/selon/src/codes.rs`. The first row of a type whose\n\
         condition holds gives the codes. A code says what kind of event the words speak of; it says neither\n\
         that it happened nor that the project would have coded it. Types without a row have no code.\n\n\
         Sources: ACLED Codebook (2024); PLOVER reference, Open Event Data Alliance; CAMEO codebook 1.1b3.\n\n\
         | type | when | ACLED | PLOVER | CAMEO |\n|---|---|---|---|---|\n",
    );
    let pair = |codes: Option<(&str, &str)>| match codes {
        None => "–".to_owned(),
        Some((a, "")) => a.to_owned(),
        Some((a, b)) => format!("{a} / {b}"),
    };
    for row in TABLE {
        let when = match row.when {
            When::Always => String::new(),
            When::StateAgent => "a state or its force acts".to_owned(),
            When::Is(state) => format!("state `{state}`"),
            When::By(means) => format!("means `{means}`"),
        };
        out.push_str(&format!(
            "| {} | {when} | {} | {} | {} |\n",
            row.kind,
            pair(row.acled),
            pair(row.plover),
            row.cameo.unwrap_or("–")
        ));
    }
    out
}
