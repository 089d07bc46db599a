//! From a [`Document`] to a [`Reading`]: who and where is spoken of, when, what is claimed, and
//! according to whom.
//!
//! What this crate is for: joining the world's names, the pack's rules and the text's structure
//! into attributed claims. What it leaves out: words of any language (packs), storage, JSON. It is
//! a pure function of its arguments and never fails: what it could not read becomes a notice.
//!
//! The stages, each a module with one entry: [`mentions`] finds actors, places and numbers and
//! what later words refer to them; [`time`] finds time expressions; [`claims`] turns rule matches
//! into claims with their participants; [`voice`] says who speaks and how surely; [`control`]
//! derives who gains or holds what; [`answers`] what a confirmation or a denial is about; [`wording`] finds loaded words and what is said of sources.

pub mod answers;
pub mod claims;
pub mod control;
pub mod mentions;
pub mod time;
pub mod voice;
pub mod wording;

use selon_model::{Chain, Date, Outlet, Provenance, PublishedBasis, Reading, TimeRef};
use selon_rules::{Matcher, PackError, PackFiles};
use selon_text::Document;
use selon_world::World;

/// Everything a language pack holds, compiled once and shared by all readings.
#[derive(Debug)]
pub struct Reader {
    mentions: mentions::Lexicon,
    time: time::Lexicon,
    claims: claims::Lexicon,
    voice: voice::Lexicon,
    wording: wording::Lexicon,
}

impl Reader {
    /// Compiles a pack; all its errors at once.
    pub fn new(pack: &PackFiles) -> Result<Reader, Vec<PackError>> {
        let mut errors = Vec::new();
        let mut keep = |found: Vec<PackError>| errors.extend(found);
        let (mentions, found) = mentions::Lexicon::compile(pack);
        keep(found);
        let (time, found) = time::Lexicon::compile(pack);
        keep(found);
        let (claims, found) = claims::Lexicon::compile(pack);
        keep(found);
        let (voice, found) = voice::Lexicon::compile(pack);
        keep(found);
        let (wording, found) = wording::Lexicon::compile(pack);
        keep(found);
        errors.sort();
        if errors.is_empty() {
            Ok(Reader {
                mentions,
                time,
                claims,
                voice,
                wording,
            })
        } else {
            Err(errors)
        }
    }

    /// The time expressions of a document, anchored on its publication date where one is given.
    pub fn times(&self, document: &Document, published: Option<Date>) -> Vec<TimeRef> {
        time::find(document, &self.time, published)
    }

    /// The compiled rules, for listing.
    pub fn program(&self) -> &selon_rules::Program {
        &self.claims.program
    }

    /// Runs the sentences beside the rules; what fails is pointed at.
    pub fn check_rules(
        &self,
        world: &World,
        analyse: &dyn Fn(&str) -> Option<Document>,
    ) -> Vec<PackError> {
        claims::check(&self.claims, &self.mentions, world, analyse)
    }

    /// Why rules matched or did not anywhere in a document.
    pub fn explain_rules(
        &self,
        document: &Document,
        world: &World,
    ) -> Vec<selon_rules::Explanation> {
        let times = time::find(document, &self.time, None);
        let mentions = mentions::find(document, &self.mentions, world, &times, None);
        let all = 0..document.words.len();
        claims::explain(document, &self.claims, &mentions, all)
    }

    /// Reads one document.
    pub fn read(&self, document: &Document, provenance: &Provenance, world: &World) -> Reading {
        let mut readings = self.read_all(&[(document, provenance)], world);
        readings.pop().expect("a reading for the document")
    }

    /// Reads documents, each by itself, stage by stage: the code and the tables of one stage fill the
    /// memory near the processor, so all documents pass through it before the next one begins.
    pub fn read_all(&self, documents: &[(&Document, &Provenance)], world: &World) -> Vec<Reading> {
        let begun = documents.iter();
        let begun = begun.map(|(document, provenance)| self.begin(document, provenance, world));
        let mut readings: Vec<Reading> = begun.collect();
        let found = documents.iter().zip(&readings);
        let found = found.map(|((document, _), reading)| mentions::Seen {
            document,
            times: &reading.times,
            day: reading.published,
        });
        let found: Vec<mentions::Seen> = found.collect();
        let mentions = mentions::find_all(&found, &self.mentions, world);
        let given: Vec<Given> = found
            .iter()
            .zip(&mentions)
            .map(|(seen, mentions)| Given {
                document: seen.document,
                times: seen.times,
                mentions,
                published: seen.day,
            })
            .collect();
        let (voices, moods): (Vec<_>, Vec<_>) = given
            .iter()
            .zip(&readings)
            .map(|(given, reading)| {
                let outlet = reading.outlet.as_ref().map(|outlet| outlet.name.clone());
                let chain = Chain::outlet(outlet, None);
                voice::find(
                    given.document,
                    &self.voice,
                    given.mentions,
                    given.times,
                    chain,
                )
            })
            .unzip();
        let all = given.iter().map(|given| given.document);
        let matchers = Matcher::all(&self.claims.program, all);
        let drafts: Vec<Vec<claims::Draft>> = given
            .iter()
            .zip(&matchers)
            .map(|(given, matcher)| {
                claims::find(given.document, &self.claims, matcher, given.mentions)
            })
            .collect();
        let all = given
            .iter()
            .zip(&matchers)
            .zip(voices.iter().zip(&moods))
            .zip(drafts);
        let told: Vec<_> = all
            .map(|(((given, matcher), voices), drafts)| self.tell(given, matcher, voices, drafts))
            .collect();
        drop((matchers, moods));
        let all = documents.iter().zip(mentions).zip(voices.iter().zip(told));
        for (reading, (((document, _), mentions), (voices, claims))) in readings.iter_mut().zip(all)
        {
            self.finish(document, reading, mentions, voices, claims);
        }
        readings
    }

    /// What can be said of a document before anything in it is read: its day, outlet, title and times.
    fn begin(&self, document: &Document, provenance: &Provenance, world: &World) -> Reading {
        let mut reading = Reading::empty(document.language);
        let pieces = self.time.pieces(document);
        let dateline = time::dateline(document, &self.time, &pieces);
        (reading.published, reading.published_basis) = match (
            provenance.published,
            dateline,
            provenance.metadata_published,
        ) {
            (Some(date), _, _) => (Some(date), PublishedBasis::Given),
            (None, Some(date), _) => (Some(date), PublishedBasis::Text),
            (None, None, Some(date)) => (Some(date), PublishedBasis::Metadata),
            (None, None, None) => (None, PublishedBasis::Unknown),
        };
        reading.outlet = provenance.outlet.as_ref().map(|given| outlet(given, world));
        reading.title = document
            .sentences
            .first()
            .filter(|sentence| sentence.heading)
            .map(|sentence| sentence.span);
        reading.times = time::find_in(document, &self.time, &pieces, reading.published);
        reading
    }

    /// Claims with their voices and times.
    fn tell(
        &self,
        given: &Given<'_>,
        matcher: &Matcher<'_>,
        (voices, moods): (&voice::Voices, &voice::Moods<'_>),
        mut claims: Vec<claims::Draft>,
    ) -> Vec<selon_model::Claim> {
        let Given {
            document, mentions, ..
        } = *given;
        claims.retain(|draft| !moods.supposes(draft));
        claims.extend(claims::statements(
            document,
            &self.claims,
            matcher,
            mentions,
            voices,
            &claims,
        ));
        claims.sort_by_key(|draft| (draft.claim.evidence.first(), draft.site.trigger));
        let narration = time::Narration::new(document, given.times, voices, given.published);
        claims.retain_mut(|draft| {
            voices.attribute(document, moods, draft);
            let told = claims::name_speaker(mentions, draft);
            draft.claim.time = narration.time_of(draft);
            claims::widen_long_tolls(document, mentions, draft);
            told
        });
        let mut claims: Vec<_> = claims.into_iter().map(|draft| draft.claim).collect();
        claims::link_restatements(&mut claims);
        claims
    }

    /// Fills a reading with what was found.
    fn finish(
        &self,
        document: &Document,
        reading: &mut Reading,
        mut mentions: mentions::Mentions,
        voices: &voice::Voices,
        mut claims: Vec<selon_model::Claim>,
    ) {
        mentions.name_attackers(&self.mentions, document.text(), &claims);
        time::share(&mut claims);
        for claim in &mut claims {
            claim.control = control::derive(claim, &mentions.actors);
        }
        reading.profiles = wording::profiles(document, &self.wording, &mentions, voices);
        wording::mark(document, &self.wording, &mentions, &mut claims);
        reading.actors = mentions.actors;
        reading.places = mentions.places;
        reading.claims = claims;
    }
}

/// A document with what is known of it before its claims.
struct Given<'a> {
    document: &'a Document,
    times: &'a [TimeRef],
    mentions: &'a mentions::Mentions,
    published: Option<Date>,
}

/// The outlet a caller named, by world id or by any of its names.
fn outlet(given: &str, world: &World) -> Outlet {
    match world.actors.by_id(given) {
        Some(record) => Outlet {
            id: Some(record.id.clone()),
            name: record.name.clone(),
        },
        None => {
            let folded = selon_world::fold(given);
            let words: Vec<&str> = folded.split(' ').collect();
            let named = world
                .actors
                .longest(&words)
                .filter(|(length, _)| *length == words.len());
            let id =
                named.and_then(|(_, ids)| ids.first().map(|ix| world.actors.get(*ix).id.clone()));
            Outlet {
                id,
                name: given.to_owned(),
            }
        }
    }
}
