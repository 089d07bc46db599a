//! What the ladder weighs of a claim's voices, places and changes, and what joins need of its words,
//! packed beside the claim.
//!
//! The tables `claim_source`, `claim_place`, `claim_control` and `claim_actor` hold it in full, for
//! people and for SQL. To judge a place, some hundred claims are read; packed, each is one read of
//! one row instead of six. `verify` recomputes the bytes from the tables.
//!
//! Layout: unsigned LEB128 numbers. Row of the innermost source, its stance, row of the next source
//! (0: none); the places, counted, each with its row, whether the claim happens there, and its changes,
//! counted, each a kind and an actor's row (0: none); the actors who act, counted; how many runs of
//! words its trace has and, when any, their sum (8 bytes, little-endian) and marks (32); 1 and the hash
//! of its quotation (8), or 0.

use crate::trace::Trace;
use selon_model::{Change, PlaceRole, Stance, put_number};

/// The stances by stored number. Never reordered: the numbers are in files.
const STANCES: [Stance; 11] = [
    Stance::Asserts,
    Stance::Announces,
    Stance::Denies,
    Stance::Confirms,
    Stance::Unconfirmed,
    Stance::ClaimsResponsibility,
    Stance::Accuses,
    Stance::Admits,
    Stance::Threatens,
    Stance::Plans,
    Stance::Asks,
];
/// The changes by stored number. Never reordered: the numbers are in files.
const CHANGES: [Change; 5] = [
    Change::Gains,
    Change::Loses,
    Change::Holds,
    Change::Contests,
    Change::Besieges,
];

/// What is packed. Numbers are rows of this file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Packed {
    /// The innermost source.
    pub speaker: i64,
    /// What it does with the content.
    pub stance: Stance,
    /// The source after it.
    pub next: Option<i64>,
    /// The places the claim names, each once, in order of first naming.
    pub places: Vec<At>,
    /// Who acts, in order.
    pub agents: Vec<i64>,
    /// What is kept of its words.
    pub trace: Trace,
}

/// One place of a claim.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct At {
    /// The place.
    pub place: i64,
    /// The claim happens there or goes there.
    pub at: bool,
    /// What it says of who holds the place: in order, with who gains, loses or holds.
    pub control: Vec<(Change, Option<i64>)>,
}

impl Packed {
    /// Packs from the rows of the tables, each in its order. `None` when there is no source.
    pub fn new(
        sources: &[(i64, Stance)],
        places: impl Iterator<Item = (i64, PlaceRole)>,
        control: impl Iterator<Item = (i64, Option<i64>, Change)>,
        agents: Vec<i64>,
        trace: Trace,
    ) -> Option<Packed> {
        let (speaker, stance) = *sources.first()?;
        let mut all: Vec<At> = Vec::new();
        for (place, role) in places {
            let at = matches!(role, PlaceRole::At | PlaceRole::To);
            match all.iter_mut().find(|one| one.place == place) {
                Some(one) => one.at |= at,
                None => all.push(At {
                    place,
                    at,
                    control: Vec::new(),
                }),
            }
        }
        for (place, actor, change) in control {
            if let Some(one) = all.iter_mut().find(|one| one.place == place) {
                one.control.push((change, actor));
            }
        }
        Some(Packed {
            speaker,
            stance,
            next: sources.get(1).map(|(source, _)| *source),
            places: all,
            agents,
            trace,
        })
    }

    /// Every change of who holds what: the place, who, and what changes.
    pub fn changes(&self) -> impl Iterator<Item = (i64, Option<i64>, Change)> {
        self.places.iter().flat_map(|at| {
            let of = at.control.iter();
            of.map(|(change, actor)| (at.place, *actor, *change))
        })
    }

    /// The bytes as stored.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(64 + 8 * self.places.len());
        let mut put = |number: usize| put_number(&mut bytes, number as u64);
        let row = |row: i64| usize::try_from(row).unwrap_or(0);
        put(row(self.speaker));
        put(number_of(&STANCES, self.stance));
        put(self.next.map_or(0, row));
        put(self.places.len());
        for one in &self.places {
            put(row(one.place));
            put(usize::from(one.at));
            put(one.control.len());
            for (change, actor) in &one.control {
                put(number_of(&CHANGES, *change));
                put(actor.map_or(0, row));
            }
        }
        put(self.agents.len());
        for agent in &self.agents {
            put(row(*agent));
        }
        put(self.trace.runs as usize);
        if self.trace.runs > 0 {
            bytes.extend(self.trace.sum.to_le_bytes());
            self.trace
                .marks
                .iter()
                .for_each(|marks| bytes.extend(marks.to_le_bytes()));
        }
        bytes.push(u8::from(self.trace.quotation.is_some()));
        bytes.extend(
            self.trace
                .quotation
                .iter()
                .flat_map(|hash| hash.to_le_bytes()),
        );
        bytes
    }

    /// The packed column of a row.
    pub fn read(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<Packed> {
        Packed::parse(row.get_ref(at)?.as_blob()?).ok_or_else(|| crate::dossier::strange(row, at))
    }

    /// Reads stored bytes; `None` when no writer of ours put them there.
    pub fn parse(bytes: &[u8]) -> Option<Packed> {
        let mut rest = Rest(bytes);
        let row = |number: u64| i64::try_from(number).ok();
        let maybe = |number: u64| (number > 0).then_some(number as i64);
        let speaker = row(rest.number()?)?;
        let stance = *STANCES.get(rest.number()? as usize)?;
        let teller = maybe(rest.number()?);
        let mut places = Vec::new();
        for _ in 0..rest.number()? {
            let (place, at) = (row(rest.number()?)?, rest.number()? == 1);
            let mut control = Vec::new();
            for _ in 0..rest.number()? {
                control.push((
                    *CHANGES.get(rest.number()? as usize)?,
                    maybe(rest.number()?),
                ));
            }
            places.push(At { place, at, control });
        }
        let mut agents = Vec::new();
        for _ in 0..rest.number()? {
            agents.push(row(rest.number()?)?);
        }
        let mut trace = Trace {
            runs: u32::try_from(rest.number()?).ok()?,
            ..Trace::default()
        };
        if trace.runs > 0 {
            trace.sum = rest.whole()?;
            for marks in &mut trace.marks {
                *marks = rest.whole()?;
            }
        }
        trace.quotation = match rest.number()? {
            0 => None,
            1 => Some(rest.whole()?),
            _ => return None,
        };
        rest.0.is_empty().then_some(Packed {
            speaker,
            stance,
            next: teller,
            places,
            agents,
            trace,
        })
    }
}

/// Bytes that are still to be read.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    /// A number as [`put_number`] wrote it.
    fn number(&mut self) -> Option<u64> {
        let mut number = 0u64;
        for shift in (0..63).step_by(7) {
            let (byte, after) = self.0.split_first()?;
            self.0 = after;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    /// A number of eight bytes.
    fn whole(&mut self) -> Option<u64> {
        let (bytes, after) = self.0.split_first_chunk()?;
        self.0 = after;
        Some(u64::from_le_bytes(*bytes))
    }
}

fn number_of<T: PartialEq>(list: &[T], value: T) -> usize {
    list.iter()
        .position(|one| *one == value)
        .unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_of_the_vocabularies_has_a_number() {
        assert!(Stance::ALL.iter().all(|one| STANCES.contains(one)));
        assert!(Change::ALL.iter().all(|one| CHANGES.contains(one)));
    }

    #[test]
    fn bytes_come_back_as_they_were_packed_and_nothing_else_is_taken() {
        let packed = Packed::new(
            &[(300, Stance::Denies), (7, Stance::Asserts)],
            [
                (70_000, PlaceRole::From),
                (3, PlaceRole::At),
                (70_000, PlaceRole::To),
            ]
            .into_iter(),
            [
                (3, Some(129), Change::Gains),
                (3, None, Change::Loses),
                (9, Some(1), Change::Holds),
            ]
            .into_iter(),
            vec![129, 5],
            Trace {
                runs: 300,
                sum: u64::MAX,
                marks: [1, 0, 7, u64::MAX],
                quotation: Some(5),
            },
        )
        .unwrap();
        assert!(packed.places[0].at && packed.places.len() == 2);
        assert_eq!(packed.places[1].control.len(), 2);
        let bytes = packed.bytes();
        assert_eq!(Packed::parse(&bytes), Some(packed));
        for cut in 0..bytes.len() {
            assert_eq!(Packed::parse(&bytes[..cut]), None, "cut at {cut}");
        }
        assert_eq!(Packed::parse(&[&bytes[..], &[0]].concat()), None);
        assert_eq!(Packed::parse(&[0xff; 32]), None);
        assert_eq!(
            Packed::new(
                &[],
                std::iter::empty(),
                std::iter::empty(),
                vec![],
                Trace::default()
            ),
            None
        );
    }
}
