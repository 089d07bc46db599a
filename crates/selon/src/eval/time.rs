//! Measuring time expressions against cases: text, reference day, spans with their values.
//!
//! The figures are those of the field's comparisons of temporal taggers: strict and overlap F1 of
//! spans, accuracy of the start day over overlapping spans, their product (value F1), and the
//! share of dated expressions found with the right start day (end to end).

use crate::Selon;
use selon_model::{Date, Span};
use serde::Deserialize;

/// One case, as a line of JSON.
#[derive(Debug, Deserialize)]
struct Case {
    #[serde(rename = "ref")]
    reference: String,
    text: String,
    spans: Vec<CaseSpan>,
    /// The case follows a future-looking convention that is wrong for news: left out.
    #[serde(default)]
    convention_conflict: bool,
}

#[derive(Debug, Deserialize)]
struct CaseSpan {
    start: usize,
    end: usize,
    #[serde(default)]
    values: Vec<CaseValue>,
}

#[derive(Debug, Deserialize)]
struct CaseValue {
    #[serde(default)]
    start: Option<String>,
}

/// The figures over a set of cases.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TimeFigures {
    /// Expressions in the cases.
    pub expressions: usize,
    /// Expressions read.
    pub read: usize,
    /// Read with exactly the same words.
    pub strict: usize,
    /// Read with some of the same words.
    pub overlapping: usize,
    /// Overlapping, and beginning on the right day (or rightly undated).
    pub right: usize,
    /// Expressions with a date.
    pub dated: usize,
    /// Dated expressions read with the right start day.
    pub dated_right: usize,
    /// What went wrong, a line each.
    pub faults: Vec<String>,
}

fn f1(hits: usize, read: usize, expected: usize) -> f64 {
    if read + expected == 0 {
        0.0
    } else {
        2.0 * hits as f64 / (read + expected) as f64
    }
}

impl TimeFigures {
    /// F1 of exact spans.
    pub fn strict_f1(&self) -> f64 {
        f1(self.strict, self.read, self.expressions)
    }

    /// F1 of overlapping spans.
    pub fn overlap_f1(&self) -> f64 {
        f1(self.overlapping, self.read, self.expressions)
    }

    /// Share of overlapping spans that begin on the right day.
    pub fn accuracy(&self) -> f64 {
        self.right as f64 / self.overlapping.max(1) as f64
    }

    /// Overlap F1 times accuracy.
    pub fn value_f1(&self) -> f64 {
        self.overlap_f1() * self.accuracy()
    }

    /// Share of dated expressions found with the right start day.
    pub fn end_to_end(&self) -> f64 {
        self.dated_right as f64 / self.dated.max(1) as f64
    }
}

/// Scores the time reader on cases, one JSON object a line. The error names the line.
pub fn time_figures(selon: &Selon, cases: &str) -> Result<TimeFigures, String> {
    let mut figures = TimeFigures::default();
    for (number, line) in cases
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
    {
        let fail = |what: String| format!("line {}: {what}", number + 1);
        let case: Case = serde_json::from_str(line).map_err(|error| fail(error.to_string()))?;
        if case.convention_conflict {
            continue;
        }
        let day = case.reference.get(..10).unwrap_or(&case.reference);
        let reference: Date = day
            .parse()
            .map_err(|_| fail(format!("`{day}` is not a date")))?;
        one(selon, &case, reference, &mut figures);
    }
    Ok(figures)
}

fn one(selon: &Selon, case: &Case, reference: Date, figures: &mut TimeFigures) {
    let found = selon.times(&case.text, Some(reference));
    let characters = |span: Span| {
        let start = case.text[..span.start as usize].chars().count();
        (start, start + span.of(&case.text).chars().count())
    };
    let spans: Vec<(usize, usize)> = found.iter().map(|time| characters(time.span)).collect();
    figures.read += found.len();
    let mut fault = |what: String| {
        figures.faults.push(format!(
            "{reference} {} | {what}",
            case.text.replace('\n', " ")
        ))
    };
    for expected in &case.spans {
        figures.expressions += 1;
        let words: String = case
            .text
            .chars()
            .take(expected.end)
            .skip(expected.start)
            .collect();
        let days: Vec<Option<&str>> = expected
            .values
            .iter()
            .map(|value| {
                value
                    .start
                    .as_deref()
                    .map(|start| start.get(..10).unwrap_or(start))
            })
            .collect();
        let dated = days.iter().any(Option::is_some);
        figures.dated += usize::from(dated);
        let exact = spans
            .iter()
            .position(|span| *span == (expected.start, expected.end));
        let overlapping = exact.or_else(|| {
            spans
                .iter()
                .position(|(start, end)| *start < expected.end && expected.start < *end)
        });
        figures.strict += usize::from(exact.is_some());
        let Some(ix) = overlapping else {
            fault(format!("missed: {words}"));
            continue;
        };
        figures.overlapping += 1;
        let day = found[ix].start.map(|start| start.date().to_string());
        if !dated || days.contains(&day.as_deref()) {
            figures.right += 1;
            figures.dated_right += usize::from(dated);
        } else {
            fault(format!(
                "value: {words} read as {} {}",
                day.as_deref().unwrap_or("undated"),
                found[ix].symbol
            ));
        }
        if exact.is_none() {
            fault(format!(
                "span: {words} read as {}",
                found[ix].span.of(&case.text)
            ));
        }
    }
    for (time, (start, end)) in found.iter().zip(&spans) {
        if !case
            .spans
            .iter()
            .any(|expected| *start < expected.end && expected.start < *end)
        {
            fault(format!("spurious: {}", time.span.of(&case.text)));
        }
    }
}
