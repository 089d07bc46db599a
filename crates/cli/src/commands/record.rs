//! What the commands that question the record share: days, camps, places, and sheets.

use super::{Done, Failure, LedgerArg};
use crate::terminal::{self, styled};
use selon::ledger::camps::Camps;
use selon::ledger::{Ledger, PlaceEntry};
use selon::sheet::Sheet;
use selon::{fold, model};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Which day, as known when.
#[derive(clap::Args, Clone)]
pub struct DayArgs {
    /// The day asked about [default: the last on record].
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    on: Option<model::Date>,
    /// Only what was published by this day [default: the day asked about].
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    as_known: Option<model::Date>,
}

impl DayArgs {
    /// The day asked about and the day of knowledge.
    pub fn resolve(&self, ledger: &Ledger) -> Result<(model::Date, model::Date), Failure> {
        let valid = match self.on.or(self.as_known) {
            Some(day) => day,
            None => last(ledger)?,
        };
        Ok((valid, self.as_known.unwrap_or(valid)))
    }

    /// The day of knowledge, else the last on record.
    pub fn known_or_last(&self, ledger: &Ledger) -> Result<model::Date, Failure> {
        match self.as_known {
            Some(day) => Ok(day),
            None => last(ledger),
        }
    }
}

/// The last day on record.
pub fn last(ledger: &Ledger) -> Result<model::Date, Failure> {
    ledger.last_day()?.ok_or_else(|| {
        Failure::new(format!(
            "{}: nothing with a date is on record",
            ledger.path().display()
        ))
    })
}

/// Tables of camps.
#[derive(clap::Args, Clone)]
pub struct CampsArg {
    /// Rows to add to the table of camps (tab-separated: camp, member, relation, from, to).
    #[arg(long = "camps", value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl CampsArg {
    /// The camps to judge by.
    pub fn load(&self) -> Result<Camps, Failure> {
        Ok(selon::camps::camps(&self.files)?)
    }
}

/// What every question of the record asks: which ledger, which camps, how to print.
#[derive(clap::Args, Clone)]
pub struct AskArgs {
    #[command(flatten)]
    ledger: LedgerArg,
    #[command(flatten)]
    camps: CampsArg,
    #[command(flatten)]
    sheet: SheetArg,
}

impl AskArgs {
    /// The ledger, opened.
    pub fn open(&self) -> Result<Ledger, Failure> {
        Ok(Ledger::open(&self.ledger.ledger)?)
    }

    /// The camps to judge by.
    pub fn camps(&self) -> Result<Camps, Failure> {
        self.camps.load()
    }

    /// Prints a sheet.
    pub fn print(&self, sheet: &Sheet) -> Done {
        self.sheet.print(sheet)
    }
}

/// How to print a sheet.
#[derive(clap::Args, Clone)]
pub struct SheetArg {
    /// How to print: for people, as JSON (one object a row), or as CSV.
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Table,
    Json,
    Csv,
}

impl SheetArg {
    /// Prints a sheet: across the page, or down it, a block a row, where the page is too narrow for
    /// its columns or there is one row of many.
    pub fn print(&self, sheet: &Sheet) -> Done {
        let mut out = terminal::out();
        match self.format {
            Format::Json => write!(out, "{}", sheet.to_json_lines())?,
            Format::Csv => write!(out, "{}", sheet.to_csv())?,
            Format::Table => match sheet.rows.as_slice() {
                [] => writeln!(out, "nothing on record")?,
                rows if down_the_page(sheet) => {
                    for (n, row) in rows.iter().enumerate() {
                        if n > 0 {
                            writeln!(out)?;
                        }
                        block(&mut out, sheet, row)?;
                    }
                }
                rows => {
                    let mut table = comfy_table::Table::new();
                    table
                        .load_style(comfy_table::presets::UTF8_HORIZONTAL_ONLY)
                        .set_content_arrangement(comfy_table::ContentArrangement::Dynamic)
                        .set_width(u16::try_from(terminal::width()).unwrap_or(u16::MAX))
                        .set_header(&sheet.columns);
                    for row in rows {
                        table.add_row(row.iter().map(Sheet::plain));
                    }
                    writeln!(out, "{table}")?;
                }
            },
        }
        out.flush()?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Columns that a cell of words needs to be read at all; narrower, it is a column of letters.
const READABLE: usize = 18;

/// Whether a sheet is written down the page: one row of many columns, or more columns than the
/// page has room for.
fn down_the_page(sheet: &Sheet) -> bool {
    let room: usize = sheet
        .columns
        .iter()
        .enumerate()
        .map(|(ix, name)| {
            let widest = sheet
                .rows
                .iter()
                .filter_map(|row| row.get(ix))
                .map(|cell| Sheet::plain(cell).chars().count())
                .max()
                .unwrap_or(0);
            // Two blanks and a little around each.
            name.chars().count().max(widest.min(READABLE)) + 3
        })
        .sum();
    (sheet.rows.len() == 1 && sheet.columns.len() > 6) || room > terminal::width()
}

/// A row down the page: a line a column, empty ones left out, long words below each other.
fn block(out: &mut impl Write, sheet: &Sheet, row: &[serde_json::Value]) -> std::io::Result<()> {
    let names = sheet.columns.iter().map(|name| name.chars().count());
    let margin = names.max().unwrap_or(0);
    let room = terminal::width().saturating_sub(margin + 2).max(20);
    for (name, cell) in sheet.columns.iter().zip(row) {
        let plain = Sheet::plain(cell);
        for (n, line) in folded(&plain, room).iter().enumerate() {
            let name = if n == 0 { name.as_str() } else { "" };
            let name = styled(terminal::FAINT, &format!("{name:>margin$}"));
            writeln!(out, "{name}  {line}")?;
        }
    }
    Ok(())
}

/// Words in lines of at most so many characters; a longer word has a line of its own.
fn folded(text: &str, room: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let fits = |line: &String| line.chars().count() + 1 + word.chars().count() <= room;
        match lines.last_mut().filter(|line| fits(line)) {
            Some(line) => {
                line.push(' ');
                line.push_str(word);
            }
            None => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The places of the ledger that the world's tables call by this name, in whatever spelling.
fn by_world(ledger: &Ledger, name: &str) -> Result<Vec<PlaceEntry>, Failure> {
    // The built-in tables hold no fault: a test loads them.
    let Ok(world) = selon::built_in_world() else {
        return Ok(Vec::new());
    };
    let places = ledger.places()?;
    let meant = world
        .places
        .resolve(name, &selon::world::PlaceContext::default());
    Ok(meant
        .into_iter()
        .filter_map(|(ix, _)| {
            let id = world.places.get(ix).id;
            places.iter().find(|entry| entry.key == id).cloned()
        })
        .collect())
}

/// The place a name or an id means, with a remark when it could mean another.
pub fn place(ledger: &Ledger, name: &str) -> Result<PlaceEntry, Failure> {
    if name.trim().is_empty() {
        return Err(Failure::new(
            "no place is named: give any of its names, or its id; `selon sql 'SELECT key, name FROM place'` lists them",
        ));
    }
    let mut found = ledger.places_named(name, &|name| fold(name))?;
    if found.is_empty() {
        found = by_world(ledger, name)?;
    }
    if found.is_empty() {
        return Err(Failure::new(super::timeline::unknown(ledger, name)?));
    }
    let place = found.remove(0);
    if !found.is_empty() {
        let others: Vec<String> = found
            .iter()
            .map(|other| format!("{} ({})", other.place.name, other.key))
            .collect();
        terminal::remark(&format!(
            "{name} is read as {} ({}); also: {}",
            place.place.name,
            place.key,
            others.join(", ")
        ));
    }
    Ok(place)
}

/// The claim whose id begins with these digits.
pub fn claim(ledger: &Ledger, prefix: &str) -> Result<model::ContentId, Failure> {
    match ledger.claims_by_prefix(prefix)?.as_slice() {
        [one] => Ok(*one),
        [] => Err(Failure::new(format!("no claim begins with `{prefix}`"))),
        several => Err(Failure::new(format!(
            "{} claims begin with `{prefix}`: give more digits",
            several.len()
        ))),
    }
}

/// The instant to sign with.
#[expect(
    clippy::disallowed_methods,
    reason = "a shell signs operations with the clock; readings never see it"
)]
pub fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}
