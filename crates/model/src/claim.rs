//! A claim: what a text says happened or holds, to whom, where, when, and according to whom.

use crate::{ClaimTime, Evidence, Span};

/// Declares a fieldless enum with its public spelling, so that names are said once.
macro_rules! vocabulary {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name { $($(#[$doc])* $variant,)+ }
        impl $name {
            /// Every value, in declaration order.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];
            /// The public spelling.
            pub fn as_str(self) -> &'static str { match self { $($name::$variant => $text,)+ } }
            /// The value with this public spelling.
            pub fn parse(text: &str) -> Option<$name> { match text { $($text => Some($name::$variant),)+ _ => None } }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.as_str()) }
        }
    };
}

vocabulary! {
    /// What kind of thing is claimed.
    ClaimType {
        /// A takes a place.
        Capture = "capture",
        /// A drives B out of a place.
        Expulsion = "expulsion",
        /// B leaves a place.
        Withdrawal = "withdrawal",
        /// A surrounds a place or B; `state: broken` when a siege is broken.
        Siege = "siege",
        /// A enters a place without yet holding it.
        Entry = "entry",
        /// A launches or leads an attack on a place or on B.
        Offensive = "offensive",
        /// A progresses towards or in a place.
        Advance = "advance",
        /// A repels an attack by B.
        Repulse = "repulse",
        /// A holds a place.
        Control = "control",
        /// A is present, active or entrenched in a place; no claim of control.
        Presence = "presence",
        /// A hands a place to B.
        Handover = "handover",
        /// A and B fight.
        Clash = "clash",
        /// A hits B or a place by air, artillery, drone or missile.
        Strike = "strike",
        /// An explosive device, car bomb or suicide attack.
        Bombing = "bombing",
        /// An armed attack on civilians or individuals.
        Attack = "attack",
        /// People killed or wounded.
        Casualties = "casualties",
        /// People taken.
        Abduction = "abduction",
        /// People arrested.
        Arrest = "arrest",
        /// People freed.
        Release = "release",
        /// Civilians move, flee or are evacuated.
        Displacement = "displacement",
        /// A crosses a border or a river.
        Crossing = "crossing",
        /// A sends or moves forces.
        Deployment = "deployment",
        /// A supports B.
        Support = "support",
        /// A and B ally, merge or coordinate; `state: broken` when they part.
        Alliance = "alliance",
        /// A ceasefire or a deal.
        Agreement = "agreement",
        /// A claims responsibility for an event.
        Claim = "claim",
        /// Any other sourced statement about the conflict.
        Statement = "statement",
    }
}

vocabulary! {
    /// A refinement of the type. Which states a type may take is fixed in `docs/glossary.md`.
    State {
        /// Control now.
        Holds = "holds",
        /// Control in the past, no longer.
        HeldBefore = "held-before",
        /// Control disputed by arms.
        Contests = "contests",
        /// A siege or an alliance that ended by force or choice.
        Broken = "broken",
        /// Begun and not complete.
        Begun = "begun",
        /// Completed wholly.
        Full = "full",
        /// Partly done.
        Partial = "partial",
        /// Signed or agreed.
        Signed = "signed",
        /// Refused.
        Refused = "refused",
        /// Over, suspended or expired.
        Ended = "ended",
    }
}

vocabulary! {
    /// The weapon or vehicle of a strike or a bombing.
    Means {
        /// Aircraft.
        Air = "air",
        /// Guns, mortars, rockets.
        Artillery = "artillery",
        /// Unmanned aircraft.
        Drone = "drone",
        /// Missiles.
        Missile = "missile",
        /// A vehicle packed with explosives.
        CarBomb = "car-bomb",
        /// A person who dies in the act.
        Suicide = "suicide",
        /// A placed device or mine.
        Ied = "ied",
        /// Not said.
        Unspecified = "unspecified",
    }
}

vocabulary! {
    /// How surely it is said.
    Modality {
        /// Plainly.
        Asserted = "asserted",
        /// Evidential conditional, "présumé", "probable".
        Hedged = "hedged",
        /// Negated, or denied by its speaker.
        Denied = "denied",
        /// Announced, intended, imminent, hypothetical.
        Planned = "planned",
        /// Demanded or asked.
        Asked = "asked",
    }
}

vocabulary! {
    /// In whose words the claim stands.
    Speech {
        /// The outlet's own voice.
        Own = "own",
        /// Inside quotation marks.
        Direct = "direct",
        /// Reported without quotation marks.
        Indirect = "indirect",
        /// Partly quoted.
        Mixed = "mixed",
    }
}

vocabulary! {
    /// How a place takes part in a claim.
    PlaceRole {
        /// Where it happens, or what it is about.
        At = "at",
        /// Origin.
        From = "from",
        /// Destination.
        To = "to",
        /// Route.
        Via = "via",
        /// Nearby.
        Near = "near",
        /// Direction.
        Direction = "direction",
    }
}

vocabulary! {
    /// What a claim says of who holds a place.
    Change {
        /// Comes to hold it.
        Gains = "gains",
        /// No longer holds it.
        Loses = "loses",
        /// Holds it.
        Holds = "holds",
        /// Fights for it from inside.
        Contests = "contests",
        /// Surrounds it.
        Besieges = "besieges",
    }
}

vocabulary! {
    /// Which way a loaded word leans.
    Valence {
        /// Praise.
        Laudatory = "laudatory",
        /// Blame.
        Pejorative = "pejorative",
    }
}

vocabulary! {
    /// What sort of voice a link of the chain is.
    SourceKind {
        /// A named speaker or carrier.
        Named = "named",
        /// A speaker whom the text does not name.
        Anonymous = "anonymous",
        /// The publication itself; always the last link.
        Outlet = "outlet",
    }
}

vocabulary! {
    /// What a speaker does with the content.
    Stance {
        /// Says, reports, affirms.
        Asserts = "asserts",
        /// Announces officially.
        Announces = "announces",
        /// Says it is not so.
        Denies = "denies",
        /// Confirms what another said.
        Confirms = "confirms",
        /// Declines to confirm, or says nobody confirmed.
        Unconfirmed = "unconfirmed",
        /// Claims responsibility.
        ClaimsResponsibility = "claims-responsibility",
        /// Accuses another.
        Accuses = "accuses",
        /// Admits against interest.
        Admits = "admits",
        /// Threatens.
        Threatens = "threatens",
        /// Promises or plans.
        Plans = "plans",
        /// Asks or demands.
        Asks = "asks",
    }
}

vocabulary! {
    /// Who an anonymous source is, as far as the text says.
    Anonymity {
        /// Military or officer.
        Military = "military",
        /// Medical or hospital.
        Medical = "medical",
        /// Police or security service.
        Security = "security",
        /// Local people or officials.
        Local = "local",
        /// Diplomat.
        Diplomatic = "diplomatic",
        /// Member of, or close to, an armed group.
        Paramilitary = "paramilitary",
        /// Eye-witness or resident.
        Witness = "witness",
        /// Official or government.
        Official = "official",
        /// Humanitarian worker.
        Humanitarian = "humanitarian",
        /// Said only to be a source.
        Unspecified = "unspecified",
    }
}

/// Index of an actor in [`crate::Reading::actors`].
pub type ActorIx = usize;
/// Index of a place in [`crate::Reading::places`].
pub type PlaceIx = usize;

/// A place of a claim, with the part it plays and the words that narrow it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlaceLink {
    /// Which place.
    pub place: PlaceIx,
    /// Its part.
    pub role: PlaceRole,
    /// Words kept from the text: "à l’est de", "dans le sud de la province".
    pub modifier: Option<String>,
}

/// A count as said: bounds, both inclusive, open where `None`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Count {
    /// Least.
    pub min: Option<u32>,
    /// Most.
    pub max: Option<u32>,
}

/// Counts of people and things. `None` when the claim does not speak of them at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Numbers {
    /// Dead.
    pub killed: Option<Count>,
    /// Wounded.
    pub wounded: Option<Count>,
    /// Displaced, evacuated or fled.
    pub displaced: Option<Count>,
    /// Any other count.
    pub count: Option<Count>,
}

/// How much of a place or thing is meant.
#[derive(Clone, PartialEq, Debug)]
pub struct Extent {
    /// Words kept from the text: "quasi-total", "près de la moitié".
    pub words: String,
    /// Bounds of the share, 0 to 1.
    pub share: (f32, f32),
}

/// A derived statement about who holds a place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Control {
    /// Which place.
    pub place: PlaceIx,
    /// Which actor; `None` when the text names none.
    pub actor: Option<ActorIx>,
    /// What changes.
    pub change: Change,
}

/// A loaded word and what it is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wording {
    /// Where it stands.
    pub span: Span,
    /// The actor it bears on, where known.
    pub about: Option<ActorIx>,
    /// Praise or blame.
    pub valence: Valence,
}

/// One link of the chain of voices.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Source {
    /// Named, anonymous, or the outlet.
    pub kind: SourceKind,
    /// The actor it is, when it is one of the reading's.
    pub actor: Option<ActorIx>,
    /// Name as a person would write it; `None` for anonymous sources.
    pub name: Option<String>,
    /// The text's own description: "le directeur de l’OSDH".
    pub description: Option<String>,
    /// For anonymous sources, what the description says of them.
    pub anonymity: Option<Anonymity>,
    /// The words that name it.
    pub span: Option<Span>,
    /// The words that make it a source: "a indiqué", "selon".
    pub cue: Option<Span>,
    /// What the speaker does with the content.
    pub stance: Stance,
    /// Where it was said: "un communiqué", "Twitter".
    pub medium: Option<Span>,
}

/// The chain of voices: innermost speaker first, the outlet always last. Never empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chain {
    inner: Vec<Source>,
    outlet: Source,
}

impl Chain {
    /// The outlet speaking in its own voice, with its name when it is known.
    pub fn outlet(name: Option<String>, actor: Option<ActorIx>) -> Chain {
        Chain {
            inner: Vec::new(),
            outlet: Source {
                kind: SourceKind::Outlet,
                actor,
                name,
                description: None,
                anonymity: None,
                span: None,
                cue: None,
                stance: Stance::Asserts,
                medium: None,
            },
        }
    }

    /// The same chain with speakers before the outlet, innermost first.
    pub fn voiced(mut self, inner: Vec<Source>) -> Chain {
        self.inner = inner;
        self
    }

    /// The same chain, whose outlet says that nobody vouches for it, in the words at `cue`.
    pub fn uncertain(mut self, cue: Span) -> Chain {
        self.outlet.stance = Stance::Unconfirmed;
        self.outlet.cue = Some(cue);
        self
    }

    /// The same chain with another last link, for chains read back from storage. A link that is
    /// no outlet leaves the chain as it was.
    pub fn ended(mut self, outlet: Source) -> Chain {
        if outlet.kind == SourceKind::Outlet {
            self.outlet = outlet;
        }
        self
    }

    /// The speakers before the outlet, innermost first; empty when the outlet speaks itself.
    pub fn speakers(&self) -> &[Source] {
        &self.inner
    }

    /// Every link, the outlet last.
    pub fn links(&self) -> impl Iterator<Item = &Source> {
        self.inner.iter().chain(std::iter::once(&self.outlet))
    }

    /// Every link, to be changed in place.
    pub(crate) fn links_mut(&mut self) -> impl Iterator<Item = &mut Source> {
        self.inner
            .iter_mut()
            .chain(std::iter::once(&mut self.outlet))
    }

    /// The innermost link.
    pub fn innermost(&self) -> &Source {
        self.inner.first().unwrap_or(&self.outlet)
    }
}

/// What a text says, with who says it and the words it rests on.
#[derive(Clone, PartialEq, Debug)]
pub struct Claim {
    /// Its type.
    pub kind: ClaimType,
    /// Its state, where the type has one.
    pub state: Option<State>,
    /// Means, for strikes and bombings.
    pub means: Option<Means>,
    /// Who does it, holds, is present, or withdraws.
    pub agents: Vec<ActorIx>,
    /// To whom it is done.
    pub targets: Vec<ActorIx>,
    /// Where.
    pub places: Vec<PlaceLink>,
    /// When.
    pub time: ClaimTime,
    /// How many.
    pub numbers: Numbers,
    /// According to whom.
    pub sources: Chain,
    /// In whose words.
    pub speech: Speech,
    /// How surely.
    pub modality: Modality,
    /// How much of it.
    pub extent: Option<Extent>,
    /// What follows for who holds what.
    pub control: Vec<Control>,
    /// Loaded words within the evidence.
    pub wording: Vec<Wording>,
    /// The words it rests on.
    pub evidence: Evidence,
    /// The name of the rule that made it, e.g. `fr/siege/encercler`.
    pub rule: String,
    /// The earlier claim of the same reading that it tells again.
    pub restates: Option<usize>,
}
