//! A dispatch, and everything read from it.

use crate::{Anchor, Claim, Date, PlaceIx, Span, TimeRef};

/// A language selon can tell apart.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[allow(missing_docs)]
pub enum Language {
    French,
    English,
    Arabic,
    Other,
}

impl Language {
    /// ISO 639-1 code, or `und`.
    pub fn code(self) -> &'static str {
        match self {
            Language::French => "fr",
            Language::English => "en",
            Language::Arabic => "ar",
            Language::Other => "und",
        }
    }

    /// The language with this ISO 639-1 code.
    pub fn from_code(code: &str) -> Option<Language> {
        match code {
            "fr" => Some(Language::French),
            "en" => Some(Language::English),
            "ar" => Some(Language::Arabic),
            "und" => Some(Language::Other),
            _ => None,
        }
    }
}

/// How the publication date is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PublishedBasis {
    /// Given by the caller.
    Given,
    /// Read in the text itself (a dateline).
    Text,
    /// From metadata beside the text.
    Metadata,
    /// Not known; times stay symbolic.
    Unknown,
}

/// What is known of a dispatch besides its text.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Provenance {
    /// Path as the caller wrote it.
    pub path: Option<String>,
    /// Address it was published at.
    pub url: Option<String>,
    /// Headline, when it is not part of the text.
    pub title: Option<String>,
    /// Publication date, as given.
    pub published: Option<Date>,
    /// Publication date found in metadata beside the text, used when none was given and the text shows none.
    pub metadata_published: Option<Date>,
    /// Outlet, as given: a name or a world id.
    pub outlet: Option<String>,
    /// What had to be guessed when the bytes became text; the reading repeats it.
    pub received: Vec<Notice>,
}

/// Bytes as received, decoded, with their provenance.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dispatch {
    /// The text as stored. Every span of its reading indexes this.
    pub text: String,
    /// The rest.
    pub provenance: Provenance,
}

/// The outlet a dispatch was published by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outlet {
    /// World id, when it is a known outlet.
    pub id: Option<String>,
    /// Name.
    pub name: String,
}

/// An actor of a reading.
#[derive(Clone, PartialEq, Debug)]
pub struct Actor {
    /// World id, when the actor is one of the world's.
    pub id: Option<String>,
    /// Preferred name.
    pub name: String,
    /// Every name: the world's and the document's.
    pub names: Vec<String>,
    /// Kind, in the world's vocabulary (`armed-group`, `state-force`, `monitor`, …).
    pub kind: String,
    /// World id of the parent.
    pub parent: Option<String>,
    /// Where the text speaks of it.
    pub mentions: Vec<Span>,
}

/// A candidate for a place, with a score in 0..=1.
#[derive(Clone, PartialEq, Debug)]
pub struct Candidate {
    /// World id.
    pub id: String,
    /// Score; the candidates of one place sum to at most 1.
    pub score: f32,
}

/// A place of a reading.
#[derive(Clone, PartialEq, Debug)]
pub struct Place {
    /// World id, when it was found.
    pub id: Option<String>,
    /// Preferred name.
    pub name: String,
    /// Every name: the world's and the document's.
    pub names: Vec<String>,
    /// Feature: `town`, `village`, `district`, `region`, `country`, `river`, `border`, `base`, `site`, `area`.
    pub feature: String,
    /// ISO 3166-1 alpha-2 code.
    pub country: Option<String>,
    /// First-level administrative unit, by name.
    pub admin1: Option<String>,
    /// Latitude in degrees north, WGS 84.
    pub latitude: Option<f64>,
    /// Longitude in degrees east, WGS 84.
    pub longitude: Option<f64>,
    /// Other places the name could mean, best first.
    pub candidates: Vec<Candidate>,
    /// Where the text speaks of it.
    pub mentions: Vec<Span>,
}

/// What a text says about one of its sources.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourceProfile {
    /// The actor described.
    pub actor: crate::ActorIx,
    /// The description, in the text's words.
    pub span: Span,
    /// The actor who says so; `None` for the outlet.
    pub said_by: Option<crate::ActorIx>,
}

/// How much a notice matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Level {
    /// Worth knowing.
    Info,
    /// Something could not be read.
    Warning,
}

/// Something the reader wants a person to know about a reading.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notice {
    /// How much it matters.
    pub level: Level,
    /// One sentence.
    pub text: String,
    /// What it is about.
    pub span: Option<Span>,
}

/// Everything read from one dispatch.
#[derive(Clone, PartialEq, Debug)]
pub struct Reading {
    /// Language of the text.
    pub language: Language,
    /// Publication date.
    pub published: Option<Date>,
    /// How it is known.
    pub published_basis: PublishedBasis,
    /// Outlet.
    pub outlet: Option<Outlet>,
    /// Headline, when one was recognised.
    pub title: Option<Span>,
    /// Actors, in order of first mention.
    pub actors: Vec<Actor>,
    /// Places, in order of first mention.
    pub places: Vec<Place>,
    /// Times, in text order.
    pub times: Vec<TimeRef>,
    /// Claims, in text order of their evidence.
    pub claims: Vec<Claim>,
    /// What the text says about its sources.
    pub profiles: Vec<SourceProfile>,
    /// What the reader could not read.
    pub notices: Vec<Notice>,
}

impl Reading {
    /// A reading of nothing, to build on.
    pub fn empty(language: Language) -> Reading {
        Reading {
            language,
            published: None,
            published_basis: PublishedBasis::Unknown,
            outlet: None,
            title: None,
            actors: Vec::new(),
            places: Vec::new(),
            times: Vec::new(),
            claims: Vec::new(),
            profiles: Vec::new(),
            notices: Vec::new(),
        }
    }

    /// Gives every span of the reading another place, for a text that was read in another spelling
    /// than it is stored in. Keep the order of spans: evidence stays as it is sorted.
    pub fn move_spans(&mut self, to: &dyn Fn(Span) -> Span) {
        let actors = self.actors.iter_mut().map(|actor| &mut actor.mentions);
        let places = self.places.iter_mut().map(|place| &mut place.mentions);
        let mentions = actors.chain(places).flatten();
        let profiles = self.profiles.iter_mut().map(|profile| &mut profile.span);
        let notices = self.notices.iter_mut().flat_map(|n| &mut n.span);
        let title = self.title.iter_mut();
        for span in mentions.chain(profiles).chain(notices).chain(title) {
            *span = to(*span);
        }
        for time in &mut self.times {
            time.span = to(time.span);
            if let Anchor::Antecedent(span) = &mut time.anchor {
                *span = to(*span);
            }
        }
        for claim in &mut self.claims {
            claim.evidence.move_spans(to);
            for word in &mut claim.wording {
                word.span = to(word.span);
            }
            for source in claim.sources.links_mut() {
                let spans = [&mut source.span, &mut source.cue, &mut source.medium];
                for span in spans.into_iter().flatten() {
                    *span = to(*span);
                }
            }
        }
    }

    /// The place a link points to.
    pub fn place(&self, ix: PlaceIx) -> Option<&Place> {
        self.places.get(ix)
    }
}
