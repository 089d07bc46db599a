//! The pack's part: nouns for groups and places, demonyms, pronouns, numbers, small words.
//! Every table is a tab-separated file under `lexicon/`; what is wrong in one is reported with
//! its line, never skipped in silence.

use super::surface::{Beginnings, Phrases, Surface, plain};
use selon_model::PlaceRole;
use selon_rules::{PackError, PackFiles};
use selon_text::{Document, WordIx};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// What the pack says about how things are named and described.
#[derive(Debug, Default)]
pub struct Lexicon {
    pub(super) classes: Vec<Class>,
    pub(super) groups: Phrases<Group>,
    pub(super) adjectives: Phrases<Effect>,
    pub(super) polities: Vec<Polity>,
    pub(super) demonyms: Phrases<Demonym>,
    pub(super) countries: Phrases<usize>,
    pub(super) seats: Phrases<usize>,
    pub(super) prefixes: BTreeMap<String, usize>,
    pub(super) place_nouns: Phrases<PlaceNoun>,
    pub(super) directions: Phrases<Direction>,
    pub(super) direction_adjectives: Phrases<String>,
    pub(super) pronouns: Phrases<Pronoun>,
    pub(super) prepositions: Phrases<Preposition>,
    pub(super) numbers: Phrases<Number>,
    pub(super) small: BTreeMap<Small, Phrases<()>>,
    pub(super) not_places: BTreeSet<String>,
    pub(super) not_actors: BTreeSet<String>,
    pub(super) name_heads: BTreeMap<String, String>,
    pub(super) jihadists: BTreeSet<String>,
    pub(super) templates: BTreeMap<String, String>,
    pub(super) compass: Vec<String>,
    pub(super) beginnings: Beginnings,
}

/// Grammatical gender, where known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Gender {
    /// Masculine.
    M,
    /// Feminine.
    F,
}

/// Whom a bare noun of a class stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Bare {
    /// The one of the country spoken of.
    Country,
    /// The last such actor mentioned.
    Antecedent,
    /// People of no group.
    Generic,
    /// Nobody.
    None,
}

/// A class of groups.
#[derive(Clone, Debug)]
pub(super) struct Class {
    pub name: String,
    pub kind: String,
    pub templates: Vec<String>,
    /// The nouns that its full names begin with, folded.
    pub nouns: Vec<String>,
    pub bare: Bare,
    pub refers: Vec<String>,
    pub armed: bool,
}

/// A noun for a group.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub class: usize,
    pub gender: Gender,
    pub plural: bool,
    pub weak: bool,
    pub through: bool,
    /// A part of a force that says not of which: "une unité".
    pub unit: bool,
    /// Means the one of the country that the text is about, whoever else was named.
    pub home: bool,
    /// What several of them are called, where the noun means one.
    pub called: Option<String>,
}

impl Group {
    /// Several of a class, told of by no noun of the tables.
    pub fn several(class: usize) -> Group {
        Group {
            class,
            gender: Gender::M,
            plural: true,
            weak: false,
            through: false,
            unit: false,
            home: false,
            called: None,
        }
    }
}

/// What an adjective does to a group.
#[derive(Clone, Debug)]
pub(super) enum Effect {
    Class { class: usize, owner: bool },
    Local,
    Ally,
    Skip,
}

/// A country or a people.
#[derive(Clone, Debug)]
pub(super) struct Polity {
    /// ISO code, or the id of a people.
    pub code: String,
    pub country: bool,
    pub names: Vec<String>,
    pub seats: Vec<String>,
    /// ms, fs, mp, fp.
    pub forms: [Vec<String>; 4],
    pub prefix: String,
    pub fighters: BTreeMap<String, String>,
    /// What its state is called, once it is asked for; see [`Lexicon::state_names`].
    state: OnceLock<Vec<StateName>>,
}

/// A name of a state.
#[derive(Clone, Debug)]
pub(super) struct StateName {
    /// As written.
    pub name: String,
    /// Its words, folded.
    pub words: Vec<String>,
}

/// The words of a name, folded, for look-up in the world.
pub(super) fn folded_words(name: &str) -> Vec<String> {
    let folded = selon_world::fold(&plain(name));
    folded.split(' ').map(str::to_owned).collect()
}

/// An adjective of a country or a people.
#[derive(Clone, Debug)]
pub(super) struct Demonym {
    pub polity: usize,
    pub plural: bool,
}

/// How a place noun builds a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum PlaceMode {
    Type,
    Part,
    Near,
    Site,
    Seat,
    Area,
    Land,
    Line,
    Border,
}

/// What a bare place noun can point back to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Back {
    Yes,
    No,
    Capital,
    Country,
}

/// A noun for a kind of place.
#[derive(Clone, Debug)]
pub(super) struct PlaceNoun {
    pub noun: String,
    pub feature: &'static str,
    pub mode: PlaceMode,
    pub back: Back,
    pub gender: Gender,
    pub plural: bool,
}

/// A point of the compass.
#[derive(Clone, Debug)]
pub(super) struct Direction {
    pub canonical: String,
    pub middle: bool,
}

/// What a pronoun does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum PronounUse {
    Subject,
    Object,
    Dative,
    Relative,
    Demonstrative,
    Possessive,
    Place,
    Genitive,
}

/// A pronoun.
#[derive(Clone, Debug)]
pub(super) struct Pronoun {
    pub usage: PronounUse,
    pub gender: Option<Gender>,
    pub plural: Option<bool>,
}

/// Whether what follows a preposition can be an actor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ActorHint {
    /// A place only, whatever the name looks like.
    Never,
    No,
    Yes,
    Either,
}

/// A preposition of place.
#[derive(Clone, Debug)]
pub(super) struct Preposition {
    pub role: PlaceRole,
    /// "de" and its like: origin or plain attachment.
    pub of: bool,
    pub actor: ActorHint,
}

/// A number word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Number {
    Value(u32),
    Hundred(u32),
    Thousand(u32),
    Group(u32),
    Many(u32),
    About,
    Least,
    Most,
    Range,
    RangeAnd,
    None,
    /// One thing made of several people: how many, 0 where there is no telling.
    Several(u32),
}

/// Uses of small words.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Small {
    Of,
    Definite,
    Indefinite,
    Demonstrative,
    Join,
    And,
    Between,
    With,
    Sponsor,
    /// Verbs for being the sponsor of a group.
    Sponsoring,
    Pro,
    Anti,
    Linking,
    LinkingTo,
    Share,
    Contracted,
    PluralArticle,
    Treaty,
    Whose,
    Ours,
    Giving,
    /// Verbs and nouns for what is done to ground: what they name is a place.
    Taking,
    /// Words for being for or against somebody.
    Loyal,
    /// Nouns for the power that ground falls into: what falls there is a place.
    Hands,
    /// Verbs for what a state does with its own forces.
    Sending,
    /// What stands between a group and another name of it ("connus sous le nom de").
    Called,
    /// What says of men whose they are ("membres présumés" de, "appartenant" à).
    Belonging,
    /// Nouns for the dead and wounded: an adjective says whose they are.
    Losses,
    /// What opens the name of a speaker ("selon").
    According,
    /// Nouns for fire and attacks: what they fall on is a place.
    Striking,
    /// How a speaker was met ("joint par téléphone"): where, is where he is.
    Met,
    /// Words for undergoing war, and what it is undergone by follows: what undergoes it is where it is.
    Undergoing,
    /// Where a body has its seat ("basé à"): where, is where it speaks.
    Seated,
    /// What opens the name of a vehicle ("à bord de").
    Aboard,
    /// Words for being taken elsewhere after what happened.
    Moved,
    /// Words for having come from somewhere.
    Coming,
    /// Words for what is done again and again.
    Habit,
    /// Small words inside a name ("Ammar ben Yasser").
    Particle,
    /// What stands before a person's name alone ("M.").
    Title,
}

const SMALL: [(&str, Small); 39] = [
    ("of", Small::Of),
    ("definite", Small::Definite),
    ("indefinite", Small::Indefinite),
    ("demonstrative", Small::Demonstrative),
    ("join", Small::Join),
    ("and", Small::And),
    ("between", Small::Between),
    ("with", Small::With),
    ("sponsor", Small::Sponsor),
    ("sponsoring", Small::Sponsoring),
    ("pro", Small::Pro),
    ("anti", Small::Anti),
    ("linking", Small::Linking),
    ("linking-to", Small::LinkingTo),
    ("share", Small::Share),
    ("contracted", Small::Contracted),
    ("plural-article", Small::PluralArticle),
    ("treaty", Small::Treaty),
    ("whose", Small::Whose),
    ("ours", Small::Ours),
    ("giving", Small::Giving),
    ("taking", Small::Taking),
    ("hands", Small::Hands),
    ("loyal", Small::Loyal),
    ("sending", Small::Sending),
    ("called", Small::Called),
    ("belonging", Small::Belonging),
    ("losses", Small::Losses),
    ("according", Small::According),
    ("striking", Small::Striking),
    ("met", Small::Met),
    ("undergoing", Small::Undergoing),
    ("seated", Small::Seated),
    ("aboard", Small::Aboard),
    ("moved", Small::Moved),
    ("coming", Small::Coming),
    ("habit", Small::Habit),
    ("particle", Small::Particle),
    ("title", Small::Title),
];

const FEATURES: [&str; 10] = [
    "town", "village", "district", "region", "country", "river", "border", "base", "site", "area",
];

/// A file being read: rows of a fixed least width, with errors gathered.
struct Table<'a> {
    file: &'static str,
    pack: &'a PackFiles,
    errors: &'a mut Vec<PackError>,
}

impl<'a> Table<'a> {
    fn rows(&mut self, width: usize) -> Vec<(usize, Vec<&'a str>)> {
        let mut good = Vec::new();
        for (line, mut cells) in self.pack.rows(self.file) {
            if cells.len() < width {
                // Trailing cells may be empty and trimmed away by editors; the leading two may not.
                if cells.len() < 2.min(width) {
                    self.wrong(
                        line,
                        format!("expected {width} columns, found {}", cells.len()),
                    );
                    continue;
                }
                cells.resize(width, "");
            }
            good.push((line, cells));
        }
        good
    }

    fn wrong(&mut self, line: usize, message: String) {
        self.errors.push(PackError {
            file: self.file.to_owned(),
            line,
            column: 1,
            length: 1,
            message,
            help: None,
        });
    }
}

fn each(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('|')
        .map(str::trim)
        .filter(|form| !form.is_empty())
}

impl Lexicon {
    /// Compiles the pack's part.
    pub fn compile(pack: &PackFiles) -> (Lexicon, Vec<PackError>) {
        let mut errors = Vec::new();
        let mut lexicon = Lexicon {
            pronouns: Phrases::exact(),
            prepositions: Phrases::exact(),
            numbers: Phrases::exact(),
            ..Lexicon::default()
        };
        lexicon.read_groups(pack, &mut errors);
        lexicon.read_polities(pack, &mut errors);
        lexicon.read_places(pack, &mut errors);
        lexicon.read_words(pack, &mut errors);
        lexicon.mark_beginnings();
        (lexicon, errors)
    }

    fn mark_beginnings(&mut self) {
        let beginnings = &mut self.beginnings;
        beginnings.take(&mut self.groups);
        beginnings.take(&mut self.adjectives);
        beginnings.take(&mut self.demonyms);
        beginnings.take(&mut self.countries);
        beginnings.take(&mut self.seats);
        beginnings.take(&mut self.place_nouns);
        beginnings.take(&mut self.directions);
        beginnings.take(&mut self.direction_adjectives);
        beginnings.take(&mut self.pronouns);
        beginnings.take(&mut self.prepositions);
        beginnings.take(&mut self.numbers);
        self.small
            .values_mut()
            .for_each(|phrases| beginnings.take(phrases));
    }

    fn read_groups(&mut self, pack: &PackFiles, errors: &mut Vec<PackError>) {
        let mut table = Table {
            file: "lexicon/classes.tsv",
            pack,
            errors,
        };
        for (line, cells) in table.rows(6) {
            let bare = match cells[3] {
                "country" => Bare::Country,
                "antecedent" => Bare::Antecedent,
                "generic" => Bare::Generic,
                "none" => Bare::None,
                other => {
                    table.wrong(line, format!("\"{other}\" is no way for a bare noun to refer: country, antecedent, generic or none"));
                    continue;
                }
            };
            self.classes.push(Class {
                name: cells[0].to_owned(),
                kind: cells[1].to_owned(),
                templates: each(cells[2]).map(str::to_owned).collect(),
                nouns: each(cells[2])
                    .filter_map(|full| full.split(" {").next())
                    .map(selon_world::fold)
                    .collect(),
                bare,
                refers: each(cells[4]).map(str::to_owned).collect(),
                armed: cells[5] == "yes",
            });
        }
        let mut table = Table {
            file: "lexicon/groups.tsv",
            pack,
            errors,
        };
        for (line, cells) in table.rows(5) {
            let Some(class) = self.class(cells[3]) else {
                table.wrong(
                    line,
                    format!("\"{}\" is no class of lexicon/classes.tsv", cells[3]),
                );
                continue;
            };
            let gender = if cells[2] == "f" {
                Gender::F
            } else {
                Gender::M
            };
            let flag = |name: &str| cells[4].split(' ').any(|flag| flag == name);
            let several = each(cells[1]).next();
            for (cell, plural) in [(cells[0], false), (cells[1], true)] {
                for form in each(cell) {
                    self.groups.add(
                        form,
                        Group {
                            class,
                            gender,
                            plural,
                            weak: flag("weak"),
                            through: flag("through"),
                            unit: flag("unit"),
                            home: flag("home"),
                            called: several.filter(|_| !plural).map(str::to_owned),
                        },
                    );
                }
            }
        }
        let mut table = Table {
            file: "lexicon/group-adjectives.tsv",
            pack,
            errors,
        };
        for (line, cells) in table.rows(2) {
            let effect = match cells[1] {
                "local" => Effect::Local,
                "ally" => Effect::Ally,
                "skip" => Effect::Skip,
                other => match other
                    .strip_prefix("class:")
                    .and_then(|name| self.class(name))
                {
                    Some(class) => Effect::Class {
                        class,
                        owner: cells.get(2) == Some(&"yes"),
                    },
                    None => {
                        table.wrong(
                            line,
                            format!("\"{other}\" is no effect: class:NAME, local, ally or skip"),
                        );
                        continue;
                    }
                },
            };
            for form in each(cells[0]) {
                self.adjectives.add(form, effect.clone());
            }
        }
        let mut table = Table {
            file: "lexicon/traits.tsv",
            pack,
            errors,
        };
        for (_, cells) in table.rows(2) {
            if cells[0] == "jihadists" {
                self.jihadists
                    .extend(cells[1].split(' ').map(str::to_owned));
            }
        }
    }

    fn read_polities(&mut self, pack: &PackFiles, errors: &mut Vec<PackError>) {
        let mut table = Table {
            file: "lexicon/demonyms.tsv",
            pack,
            errors,
        };
        for (_, cells) in table.rows(8) {
            let own = |cell: &str| each(cell).map(str::to_owned).collect::<Vec<_>>();
            self.add_polity(Polity {
                code: cells[0].to_owned(),
                country: true,
                names: own(cells[1]),
                seats: own(cells[2]),
                forms: [own(cells[3]), own(cells[4]), own(cells[5]), own(cells[6])],
                prefix: cells[7].to_owned(),
                fighters: BTreeMap::new(),
                state: OnceLock::new(),
            });
        }
        let mut table = Table {
            file: "lexicon/peoples.tsv",
            pack,
            errors,
        };
        for (line, cells) in table.rows(6) {
            let own = |cell: &str| each(cell).map(str::to_owned).collect::<Vec<_>>();
            let mut fighters = BTreeMap::new();
            for pair in cells[5].split(' ').filter(|pair| !pair.is_empty()) {
                match pair.split_once('=') {
                    Some((country, id)) => {
                        fighters.insert(country.to_owned(), id.to_owned());
                    }
                    None => table.wrong(line, format!("\"{pair}\" should be COUNTRY=actor")),
                }
            }
            self.add_polity(Polity {
                state: OnceLock::new(),
                code: cells[0].to_owned(),
                country: false,
                names: Vec::new(),
                seats: Vec::new(),
                forms: [own(cells[1]), own(cells[2]), own(cells[3]), own(cells[4])],
                prefix: String::new(),
                fighters,
            });
        }
    }

    fn add_polity(&mut self, polity: Polity) {
        let ix = self.polities.len();
        for (slot, forms) in polity.forms.iter().enumerate() {
            for form in forms {
                self.demonyms.add(
                    form,
                    Demonym {
                        polity: ix,
                        plural: slot >= 2,
                    },
                );
            }
        }
        for name in &polity.names {
            self.countries.add(name, ix);
        }
        for seat in &polity.seats {
            self.seats.add(seat, ix);
        }
        for prefix in each(&polity.prefix) {
            self.prefixes.insert(selon_world::fold(prefix), ix);
        }
        self.polities.push(polity);
    }

    fn read_places(&mut self, pack: &PackFiles, errors: &mut Vec<PackError>) {
        let mut table = Table {
            file: "lexicon/place-nouns.tsv",
            pack,
            errors,
        };
        for (line, cells) in table.rows(6) {
            let Some(feature) = FEATURES.iter().find(|feature| **feature == cells[3]) else {
                table.wrong(line, format!("\"{}\" is no feature", cells[3]));
                continue;
            };
            let mode = match cells[4] {
                "type" => PlaceMode::Type,
                "part" => PlaceMode::Part,
                "near" => PlaceMode::Near,
                "site" => PlaceMode::Site,
                "seat" => PlaceMode::Seat,
                "area" => PlaceMode::Area,
                "land" => PlaceMode::Land,
                "line" => PlaceMode::Line,
                "border" => PlaceMode::Border,
                other => {
                    table.wrong(line, format!("\"{other}\" is no mode"));
                    continue;
                }
            };
            let back = match cells[5] {
                "yes" => Back::Yes,
                "capital" => Back::Capital,
                "country" => Back::Country,
                _ => Back::No,
            };
            let first = each(cells[0])
                .chain(each(cells[1]))
                .next()
                .unwrap_or_default();
            for (cell, plural) in [(cells[0], false), (cells[1], true)] {
                for form in each(cell) {
                    self.place_nouns.add(
                        form,
                        PlaceNoun {
                            noun: first.to_owned(),
                            feature,
                            mode,
                            back,
                            gender: if cells[2] == "f" {
                                Gender::F
                            } else {
                                Gender::M
                            },
                            plural,
                        },
                    );
                }
            }
        }
        let mut table = Table {
            file: "lexicon/directions.tsv",
            pack,
            errors,
        };
        for (_, cells) in table.rows(3) {
            if cells[2] == "compass" {
                self.compass.push(cells[1].to_owned());
            }
            for form in each(cells[0]) {
                self.directions.add(
                    form,
                    Direction {
                        canonical: cells[1].to_owned(),
                        middle: cells[2] == "middle",
                    },
                );
            }
        }
        let mut table = Table {
            file: "lexicon/direction-adjectives.tsv",
            pack,
            errors,
        };
        for (_, cells) in table.rows(2) {
            for form in each(cells[0]) {
                self.direction_adjectives.add(form, cells[1].to_owned());
            }
        }
        let mut table = Table {
            file: "lexicon/place-prepositions.tsv",
            pack,
            errors,
        };
        for (line, cells) in table.rows(3) {
            let of = cells[1] == "from-or-at";
            let Some(role) = PlaceRole::parse(if of { "at" } else { cells[1] }) else {
                table.wrong(line, format!("\"{}\" is no part a place plays", cells[1]));
                continue;
            };
            let actor = match cells[2] {
                "yes" => ActorHint::Yes,
                "no" => ActorHint::No,
                "never" => ActorHint::Never,
                _ => ActorHint::Either,
            };
            self.prepositions
                .add(cells[0], Preposition { role, of, actor });
        }
        let mut table = Table {
            file: "lexicon/place-names.tsv",
            pack,
            errors,
        };
        for (_, cells) in table.rows(2) {
            self.templates
                .insert(cells[0].to_owned(), cells[1].to_owned());
        }
    }

    fn read_words(&mut self, pack: &PackFiles, errors: &mut Vec<PackError>) {
        let mut table = Table {
            file: "lexicon/pronouns.tsv",
            pack,
            errors,
        };
        for (line, cells) in table.rows(5) {
            let usage = match cells[1] {
                "subject" => PronounUse::Subject,
                "object" => PronounUse::Object,
                "dative" => PronounUse::Dative,
                "relative" => PronounUse::Relative,
                "demonstrative" => PronounUse::Demonstrative,
                "possessive" => PronounUse::Possessive,
                "place" => PronounUse::Place,
                "genitive" => PronounUse::Genitive,
                other => {
                    table.wrong(line, format!("\"{other}\" is no use of a pronoun"));
                    continue;
                }
            };
            self.pronouns.add(
                cells[0],
                Pronoun {
                    usage,
                    gender: match cells[2] {
                        "m" => Some(Gender::M),
                        "f" => Some(Gender::F),
                        _ => None,
                    },
                    plural: match cells[3] {
                        "s" => Some(false),
                        "p" => Some(true),
                        _ => None,
                    },
                },
            );
        }
        let mut table = Table {
            file: "lexicon/numbers.tsv",
            pack,
            errors,
        };
        for (line, cells) in table.rows(3) {
            let value: u32 = if cells[2].is_empty() {
                0
            } else {
                match cells[2].parse() {
                    Ok(value) => value,
                    Err(_) => {
                        table.wrong(line, format!("\"{}\" is no number", cells[2]));
                        continue;
                    }
                }
            };
            let number = match cells[1] {
                "value" => Number::Value(value),
                "hundred" => Number::Hundred(value),
                "thousand" => Number::Thousand(value),
                "group" => Number::Group(value),
                "many" => Number::Many(value),
                "about" => Number::About,
                "least" => Number::Least,
                "most" => Number::Most,
                "range" => Number::Range,
                "range-and" => Number::RangeAnd,
                "none" => Number::None,
                "several" => Number::Several(value),
                other => {
                    table.wrong(line, format!("\"{other}\" is no kind of number word"));
                    continue;
                }
            };
            for form in each(cells[0]) {
                self.numbers.add(form, number);
            }
        }
        let mut table = Table {
            file: "lexicon/function-words.tsv",
            pack,
            errors,
        };
        for (line, cells) in table.rows(2) {
            let Some((_, small)) = SMALL.iter().find(|(name, _)| *name == cells[1]) else {
                table.wrong(line, format!("\"{}\" is no use of a small word", cells[1]));
                continue;
            };
            for form in each(cells[0]) {
                self.small
                    .entry(*small)
                    .or_insert_with(Phrases::exact)
                    .add(form, ());
            }
        }
        for (file, heads) in [("lexicon/name-heads.tsv", true)] {
            let mut table = Table { file, pack, errors };
            for (_, cells) in table.rows(2) {
                if heads {
                    self.name_heads
                        .insert(selon_world::fold(cells[0]), cells[1].to_owned());
                }
            }
        }
        for (line, cells) in pack.rows("lexicon/not-places.tsv") {
            let _ = line;
            self.not_places.insert(selon_world::fold(cells[0]));
        }
        for (line, cells) in pack.rows("lexicon/not-actors.tsv") {
            let _ = line;
            self.not_actors.insert(selon_world::fold(cells[0]));
        }
    }

    /// The eight points of the compass, in the order of the pack's file: north, south, east, west,
    /// then north-east, north-west, south-east, south-west.
    pub(super) fn compass(&self) -> &[String] {
        &self.compass
    }

    /// The class of a name.
    pub(super) fn class(&self, name: &str) -> Option<usize> {
        self.classes.iter().position(|class| class.name == name)
    }

    /// The class of a kind whose noun begins the first of some names that begins with any: the longest
    /// noun, so that "armée de l'air" is no "armée".
    pub(super) fn class_called(&self, kind: &str, names: &[String]) -> Option<usize> {
        let could = |class: &&Class| class.kind == kind && class.refers.iter().any(|it| it == kind);
        names.iter().find_map(|name| {
            let name = selon_world::fold(name);
            let begun = |class: &Class| {
                let begins = |noun: &&String| {
                    name.strip_prefix(noun.as_str())
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
                };
                class.nouns.iter().filter(begins).map(String::len).max()
            };
            (0..)
                .zip(&self.classes)
                .filter(|(_, class)| could(class))
                .filter_map(|(ix, class)| Some((begun(class)?, std::cmp::Reverse(ix))))
                .max()
                .map(|(_, std::cmp::Reverse(ix))| ix)
        })
    }

    /// True when the class at `ix` bears this name.
    pub(super) fn is(&self, ix: usize, name: &str) -> bool {
        self.classes.get(ix).is_some_and(|class| class.name == name)
    }

    /// The token after a small word of this use at `tok`, if one stands there.
    pub(super) fn skip(&self, small: Small, surface: &Surface, tok: usize) -> Option<usize> {
        self.small
            .get(&small)?
            .longest(surface, tok)
            .map(|(end, ())| end)
    }

    /// Whether a word of the document is a small word of this use by its lemma.
    pub(super) fn is_small(&self, small: Small, document: &Document, word: WordIx) -> bool {
        self.small
            .get(&small)
            .is_some_and(|words| words.word(document.lemma(word)).is_some())
    }

    /// The preposition that ends right before `start`: its first token and what it says. Looks at the few
    /// words before, in the same sentence.
    pub(super) fn preposition_before<'a>(
        &'a self,
        surface: &'a Surface,
        start: usize,
    ) -> Option<(usize, &'a Preposition)> {
        let sentence = &surface.sentences[surface.toks[start].sentence];
        (start.saturating_sub(4).max(sentence.start)..start).find_map(|at| {
            self.prepositions
                .longest(surface, at)
                .filter(|(end, _)| *end == start)
                .map(|(_, preposition)| (at, preposition))
        })
    }

    /// The names of a polity and of its government, best first.
    pub(super) fn state_names(&self, polity: usize) -> &[StateName] {
        let Some(record) = self.polities.get(polity) else {
            return &[];
        };
        record.state.get_or_init(|| {
            let full = self.class("government").map(|c| self.full_names(c, polity));
            let names = record.names.iter().cloned();
            names
                .chain(full.unwrap_or_default())
                .map(|name| StateName {
                    words: folded_words(&name),
                    name,
                })
                .collect()
        })
    }

    /// A class's full names for a polity, best first.
    pub(super) fn full_names(&self, class: usize, polity: usize) -> Vec<String> {
        let Some(polity) = self.polities.get(polity) else {
            return Vec::new();
        };
        let mut names = Vec::new();
        for template in &self.classes[class].templates {
            for (slot, mark) in ["{ms}", "{fs}", "{mp}", "{fp}"].iter().enumerate() {
                if template.contains(mark) {
                    names.extend(
                        polity.forms[slot]
                            .iter()
                            .map(|form| template.replace(mark, form)),
                    );
                }
            }
        }
        names
    }
}
