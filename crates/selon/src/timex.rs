//! Times as TIMEX3, and a dispatch as a TimeML document with its times marked in the text.
//!
//! What this module is for: comparing with, and feeding, the tools of the field (HeidelTime,
//! SUTime and what reads their output). What it leaves out: events and links, which claims tell
//! better than TimeML's could. Source: TimeML 1.2.1 annotation guidelines and specification
//! (Saurí, Pustejovsky and others, 2006), kept by ISO 24617-1:2012 for what is used here.
//! What nothing in a text fixes is an `X` in the value, never a guess.

use crate::public::{self, Timex};
use selon_model as model;
use selon_model::{DateTime, Grain, Third, TimeKind, TimeRef};
use std::fmt::Write;

/// The id of the publication date, which other times are reckoned from.
const PUBLICATION: &str = "t0";

/// What a time expression means, as TIMEX3.
pub fn of(time: &TimeRef) -> Timex {
    let plain = |kind: &str, value: String| Timex {
        kind: kind.to_owned(),
        value,
        modifier: None,
        quant: None,
    };
    let approximate = || time.approximate.then(|| "APPROX".to_owned());
    match time.kind {
        TimeKind::Set => Timex {
            quant: Some("EVERY".to_owned()),
            ..plain("SET", period(Some(1), time.grain))
        },
        TimeKind::Duration => Timex {
            modifier: approximate(),
            ..plain("DURATION", length(time))
        },
        TimeKind::Interval => Timex {
            modifier: approximate(),
            ..plain("DURATION", length(time))
        },
        TimeKind::Vague => plain("DATE", "PAST_REF".to_owned()),
        TimeKind::Point | TimeKind::Since | TimeKind::Until => {
            let kind = if time.grain <= Grain::PartOfDay {
                "TIME"
            } else {
                "DATE"
            };
            let third = time.said.third.map(|(third, _)| match third {
                Third::Start => "START",
                Third::Middle => "MID",
                Third::End => "END",
            });
            let side = match time.kind {
                TimeKind::Since => Some("ON_OR_AFTER"),
                TimeKind::Until => Some("ON_OR_BEFORE"),
                _ => None,
            };
            Timex {
                modifier: third.or(side).map(str::to_owned).or_else(approximate),
                ..plain(kind, value(time))
            }
        }
    }
}

/// A length of time: as said, else as many days as lie between the bounds.
fn length(time: &TimeRef) -> String {
    if let Some((count, grain)) = time.length {
        return period(Some(count), grain);
    }
    match (time.start, time.end) {
        (Some(start), Some(end)) if time.grain > Grain::PartOfDay => {
            let days = start
                .date()
                .until(end.date())
                .map_or(0, |gap| gap.get_days());
            period(Some(days.max(1)), Grain::Day)
        }
        _ => period(None, time.grain),
    }
}

/// So many units as an ISO 8601 duration; `X` where the number is not known.
fn period(count: Option<i32>, grain: Grain) -> String {
    let (clock, times, unit) = match grain {
        Grain::Minute => ("T", 1, "M"),
        Grain::Hour => ("T", 1, "H"),
        Grain::PartOfDay | Grain::Day => ("", 1, "D"),
        Grain::Weekend => ("", 1, "WE"),
        Grain::Week => ("", 1, "W"),
        Grain::TenDays => ("", 10, "D"),
        Grain::Month => ("", 1, "M"),
        Grain::Season => ("", 3, "M"),
        Grain::Quarter => ("", 1, "Q"),
        Grain::Year => ("", 1, "Y"),
        Grain::Decade => ("", 1, "DE"),
    };
    match count {
        Some(count) => format!("P{clock}{}{unit}", i64::from(count) * times),
        None => format!("P{clock}X{unit}"),
    }
}

/// The calendar value of a point, in the grain in which it was said.
fn value(time: &TimeRef) -> String {
    let said = &time.said;
    let at = match time.kind {
        TimeKind::Until => time.days().1.map(|day| day.at(0, 0, 0, 0)),
        _ => time.start,
    };
    let number = |known: Option<i32>, width: usize| match known {
        Some(number) => format!("{number:0width$}"),
        None => "X".repeat(width),
    };
    let year = number(at.map(|at| i32::from(at.year())), 4);
    let month = || {
        number(
            at.map_or(said.month.map(i32::from), |at| Some(at.month().into())),
            2,
        )
    };
    let day = || {
        let day = number(
            at.map_or(said.day.map(i32::from), |at| Some(at.day().into())),
            2,
        );
        match (at, said.weekday) {
            // A day of the week in a text without a date.
            (None, Some(weekday)) => format!("XXXX-WXX-{weekday}"),
            _ => format!("{year}-{}-{day}", month()),
        }
    };
    let week = || match at {
        Some(at) => {
            let week = at.date().iso_week_date();
            format!("{:04}-W{:02}", week.year(), week.week())
        }
        None => "XXXX-WXX".to_owned(),
    };
    match said.third.map_or(time.grain, |(_, grain)| grain) {
        Grain::Minute | Grain::Hour => {
            let clock = said
                .clock
                .or_else(|| at.map(|at| (at.hour() as u8, at.minute() as u8)));
            match clock {
                Some((hour, minute)) => format!("{}T{hour:02}:{minute:02}", day()),
                None => format!("{}TXX:XX", day()),
            }
        }
        Grain::PartOfDay => {
            let hours = said.hours.or_else(|| at.map(|at| (at.hour() as u8, 24)));
            format!(
                "{}T{}",
                day(),
                hours.map_or("XX", |(from, to)| part(from, to))
            )
        }
        Grain::Day | Grain::TenDays => day(),
        Grain::Weekend => format!("{}-WE", week()),
        Grain::Week => week(),
        Grain::Month => format!("{year}-{}", month()),
        Grain::Quarter => match at {
            Some(at) => format!("{year}-Q{}", (at.month() - 1) / 3 + 1),
            None => format!("{year}-QX"),
        },
        Grain::Season => {
            let season = said.season.or_else(|| at.map(|at| (at.month() as u8) / 3));
            let code = match season {
                Some(1) => "SP",
                Some(2) => "SU",
                Some(3) => "FA",
                Some(4) => "WI",
                _ => "XX",
            };
            format!("{year}-{code}")
        }
        Grain::Year => year,
        Grain::Decade => year.chars().take(3).collect(),
    }
}

/// The code of a part of the day that lies between two hours.
fn part(from: u8, to: u8) -> &'static str {
    match (from, to) {
        (0, 24) => "DT",
        (20, ..=22) => "NI",
        (_, 25..) => "NI",
        (18.., _) | (_, 20..) => "EV",
        (12.., _) => "AF",
        (11, 13..) => "MI",
        (4.., _) => "MO",
        _ => "NI",
    }
}

/// A dispatch as a TimeML document: its publication date, and its text with every time expression
/// marked where it stands. Taken out of the marks, the text is the dispatch's, but for characters
/// that XML cannot hold.
pub fn document(dispatch: &model::Dispatch, reading: &model::Reading) -> String {
    let text = &dispatch.text;
    let mut out = String::with_capacity(text.len() + reading.times.len() * 160 + 512);
    out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TimeML>\n");
    let id = model::dispatch_id(dispatch, reading).to_string();
    out.push_str(&format!("<DOCID>{}</DOCID>\n", escaped(&id)));
    let published = reading.published.map(|day| day.to_string());
    out.push_str("<DCT>");
    tag(
        &mut out,
        &[
            ("tid", PUBLICATION),
            ("type", "DATE"),
            ("value", published.as_deref().unwrap_or("XXXX-XX-XX")),
            ("temporalFunction", "false"),
            ("functionInDocument", "PUBLICATION_TIME"),
        ],
    );
    out.push_str(&escaped(published.as_deref().unwrap_or_default()));
    out.push_str("</TIMEX3></DCT>\n");
    if let Some(outlet) = &reading.outlet {
        out.push_str(&format!(
            "<EXTRAINFO>{}</EXTRAINFO>\n",
            escaped(&outlet.name)
        ));
    }
    if let Some(title) = &dispatch.provenance.title {
        out.push_str(&format!("<TITLE>{}</TITLE>\n", escaped(title)));
    }
    out.push_str("<TEXT>");
    let mut done = 0;
    for (ix, time) in reading.times.iter().enumerate() {
        let (start, end) = (time.span.start as usize, time.span.end as usize);
        let (Some(before), Some(words)) = (text.get(done..start), text.get(start..end)) else {
            continue;
        };
        out.push_str(&escaped(before));
        mark(&mut out, reading, ix, words);
        done = end;
    }
    out.push_str(&escaped(text.get(done..).unwrap_or_default()));
    out.push_str("</TEXT>\n</TimeML>\n");
    out
}

/// One time expression, with the points it runs between where it has two.
fn mark(out: &mut String, reading: &model::Reading, ix: usize, words: &str) {
    let time = &reading.times[ix];
    let timex = of(time);
    let id = public::time_ref(ix);
    let anchor = match time.anchor {
        model::Anchor::Publication if reading.published.is_some() => Some(PUBLICATION.to_owned()),
        model::Anchor::Antecedent(_) => {
            public::antecedent(&reading.times, ix).map(public::time_ref)
        }
        _ => None,
    };
    let reckoned = if time.anchor == model::Anchor::Explicit
        || matches!(time.kind, TimeKind::Duration | TimeKind::Set)
    {
        "false"
    } else {
        "true"
    };
    let ends = match (time.kind, time.start, time.end) {
        (TimeKind::Interval, Some(start), Some(end)) => Some((start, end)),
        _ => None,
    };
    let (begin, finish) = (format!("{id}-begin"), format!("{id}-end"));
    let mut attributes = vec![
        ("tid", id.as_str()),
        ("type", &timex.kind),
        ("value", &timex.value),
    ];
    attributes.extend(timex.modifier.as_deref().map(|modifier| ("mod", modifier)));
    attributes.extend(timex.quant.as_deref().map(|quant| ("quant", quant)));
    attributes.push(("temporalFunction", reckoned));
    attributes.push(("functionInDocument", "NONE"));
    attributes.extend(anchor.as_deref().map(|anchor| ("anchorTimeID", anchor)));
    if ends.is_some() {
        attributes.push(("beginPoint", &begin));
        attributes.push(("endPoint", &finish));
    }
    tag(out, &attributes);
    out.push_str(&escaped(words));
    out.push_str("</TIMEX3>");
    if let Some((start, end)) = ends {
        let last = time.days().1.map_or(end, |day| day.at(0, 0, 0, 0));
        for (id, at) in [(&begin, start), (&finish, last)] {
            let (kind, value) = instant(at, time.grain);
            tag(
                out,
                &[
                    ("tid", id),
                    ("type", kind),
                    ("value", &value),
                    ("temporalFunction", "true"),
                    ("functionInDocument", "NONE"),
                ],
            );
            out.push_str("</TIMEX3>");
        }
    }
}

/// An end of an interval: a day, or a minute of it.
fn instant(at: DateTime, grain: Grain) -> (&'static str, String) {
    let day = at.date();
    if grain <= Grain::Hour && at.time() != model::DateTime::default().time() {
        ("TIME", format!("{day}T{:02}:{:02}", at.hour(), at.minute()))
    } else {
        ("DATE", day.to_string())
    }
}

fn tag(out: &mut String, attributes: &[(&str, &str)]) {
    out.push_str("<TIMEX3");
    for (name, value) in attributes {
        // Writing into a string does not fail.
        let _ = write!(out, " {name}=\"{}\"", escaped(value));
    }
    out.push('>');
}

/// Text as XML holds it, in content and in attributes. What XML 1.0 cannot hold at all (control
/// characters) becomes U+FFFD.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // A parser would make a line feed of it.
            '\r' => out.push_str("&#13;"),
            '\t' | '\n' => out.push(c),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(c),
        }
    }
    out
}
