//! What the ladder weighs of a claim's voices, places and changes, packed beside the claim.
//!
//! The tables `claim_source`, `claim_place`, `claim_control` and `claim_actor` hold it in full, for
//! people and for SQL. To judge a place, some hundred claims are read; packed, each is one read of
//! one row instead of six. `verify` recomputes the bytes from the tables.
//!
//! Layout: unsigned LEB128 numbers. Row of the innermost source, its stance, row of the next source
//! (0: none); the places, counted, each with its row, whether the claim happens there, and its changes,
//! counted, each a kind and an actor's row (0: none); the actors who act, counted.

use selon_model::{Change, PlaceRole, Stance};

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
        })
    }

    /// The bytes as stored.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(16 + 8 * self.places.len());
        let mut put = |number: usize| {
            let mut rest = number as u64;
            while rest > 0x7f {
                bytes.push(rest as u8 | 0x80);
                rest >>= 7;
            }
            bytes.push(rest as u8);
        };
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
        bytes
    }

    /// The packed column of a row.
    pub fn read(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<Packed> {
        Packed::parse(row.get_ref(at)?.as_blob()?).ok_or_else(|| crate::dossier::strange(row, at))
    }

    /// Reads stored bytes; `None` when no writer of ours put them there.
    pub fn parse(bytes: &[u8]) -> Option<Packed> {
        let mut rest = bytes;
        let mut next = || -> Option<u64> {
            let mut number = 0u64;
            for shift in (0..63).step_by(7) {
                let (byte, after) = rest.split_first()?;
                rest = after;
                number |= u64::from(byte & 0x7f) << shift;
                if byte & 0x80 == 0 {
                    return Some(number);
                }
            }
            None
        };
        let row = |number: u64| i64::try_from(number).ok();
        let maybe = |number: u64| (number > 0).then_some(number as i64);
        let speaker = row(next()?)?;
        let stance = *STANCES.get(next()? as usize)?;
        let teller = maybe(next()?);
        let mut places = Vec::new();
        for _ in 0..next()? {
            let (place, at) = (row(next()?)?, next()? == 1);
            let mut control = Vec::new();
            for _ in 0..next()? {
                control.push((*CHANGES.get(next()? as usize)?, maybe(next()?)));
            }
            places.push(At { place, at, control });
        }
        let mut agents = Vec::new();
        for _ in 0..next()? {
            agents.push(row(next()?)?);
        }
        rest.is_empty().then_some(Packed {
            speaker,
            stance,
            next: teller,
            places,
            agents,
        })
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
            Packed::new(&[], std::iter::empty(), std::iter::empty(), vec![]),
            None
        );
    }
}
