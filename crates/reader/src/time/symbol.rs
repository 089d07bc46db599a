//! What a time expression means before it is anchored, and its anchoring.

use jiff::ToSpan;
use selon_model::{Anchor, Date, DateTime, Grain, Said, Span, Third, TimeKind};
use std::fmt;

/// A symbolic time: what the words say, without a calendar.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Symbol {
    /// A day of the week, Monday 1; the direction is the tense's business unless the words say it.
    Weekday(u8, Direction),
    /// A calendar date with what was said of it.
    Date {
        year: Option<i16>,
        month: Option<u8>,
        day: Option<u8>,
        direction: Direction,
    },
    /// So many units from the day of publication.
    Shift(Grain, i32),
    /// So many units from the last date spoken of.
    After(Grain, i32),
    /// A calendar unit by its distance from the current one.
    Relative(Grain, i32),
    /// A season: 1 spring, 2 summer, 3 autumn, 4 winter.
    Season(u8, Option<i16>, Direction),
    /// A part of a day.
    Part(Box<Symbol>, Part),
    /// The hours between the evening of one day and the morning of the next.
    Night(Box<Symbol>, Box<Symbol>),
    /// A clock time on a day.
    Clock(Box<Symbol>, u8, u8),
    /// From one to the other.
    Range(Box<Symbol>, Box<Symbol>),
    /// From it on.
    Since(Box<Symbol>),
    /// Up to it.
    Until(Box<Symbol>),
    /// The beginning, middle or end of it.
    Segment(Segment, Box<Symbol>),
    /// The last so many units.
    Last(i32, Grain),
    /// The next so many units.
    Next(i32, Grain),
    /// A length of time.
    Duration(i32, Grain),
    /// A repeated time.
    Set(Grain),
    /// Lately: so many days back, roughly.
    Lately(i32),
    /// A decade.
    Decade(i16),
    /// Roughly it.
    About(Box<Symbol>),
    /// The day at hand: of the last date spoken of, else of publication.
    Same,
}

/// Which way a recurring name is to be sought.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Direction {
    /// Not said.
    Open,
    /// "dernier".
    Past,
    /// "prochain".
    Future,
    /// "ce …-ci": the nearest in the current frame.
    This,
}

/// A third of a calendar unit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Segment {
    Start,
    Middle,
    End,
}

/// A part of the day, by its hours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Part {
    /// First hour.
    pub from: u8,
    /// Hour it ends before; above 24 it runs into the next day.
    pub to: u8,
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let opt = |n: Option<i64>| n.map_or("_".to_owned(), |n| n.to_string());
        match self {
            Symbol::Weekday(day, direction) => write!(f, "weekday({day}{direction})"),
            Symbol::Date {
                year,
                month,
                day,
                direction,
            } => write!(
                f,
                "date({}, {}, {}{direction})",
                opt(year.map(i64::from)),
                opt(month.map(i64::from)),
                opt(day.map(i64::from))
            ),
            Symbol::Shift(grain, n) => write!(f, "shift({grain:?}, {n})"),
            Symbol::After(grain, n) => write!(f, "after({grain:?}, {n})"),
            Symbol::Relative(grain, n) => write!(f, "relative({grain:?}, {n})"),
            Symbol::Season(season, year, direction) => write!(
                f,
                "season({season}, {}{direction})",
                opt(year.map(i64::from))
            ),
            Symbol::Part(base, part) => write!(f, "part({base}, {}-{})", part.from, part.to),
            Symbol::Night(a, b) => write!(f, "night({a}, {b})"),
            Symbol::Clock(base, h, m) => write!(f, "clock({base}, {h}:{m:02})"),
            Symbol::Range(a, b) => write!(f, "range({a}, {b})"),
            Symbol::Since(a) => write!(f, "since({a})"),
            Symbol::Until(a) => write!(f, "until({a})"),
            Symbol::Segment(segment, a) => write!(f, "{segment:?}({a})"),
            Symbol::Last(n, grain) => write!(f, "last({n}, {grain:?})"),
            Symbol::Next(n, grain) => write!(f, "next({n}, {grain:?})"),
            Symbol::Duration(n, grain) => write!(f, "duration({n}, {grain:?})"),
            Symbol::Set(grain) => write!(f, "set({grain:?})"),
            Symbol::Lately(n) => write!(f, "lately({n})"),
            Symbol::Decade(year) => write!(f, "decade({year})"),
            Symbol::About(a) => write!(f, "about({a})"),
            Symbol::Same => f.write_str("same-day"),
        }
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Direction::Open => "",
            Direction::Past => ", past",
            Direction::Future => ", future",
            Direction::This => ", this",
        })
    }
}

/// What a symbol is anchored in.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Frame {
    /// Day of publication.
    pub published: Option<Date>,
    /// First day of the last dated expression of the narration, and where it stood.
    pub antecedent: Option<(Date, Span)>,
    /// True when the clause looks ahead.
    pub future: bool,
}

/// A symbol with its bounds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Anchored {
    pub kind: TimeKind,
    pub start: Option<DateTime>,
    pub end: Option<DateTime>,
    pub grain: Grain,
    pub approximate: bool,
    pub anchor: Anchor,
}

fn midnight(date: Date) -> DateTime {
    date.at(0, 0, 0, 0)
}

/// Moves a date by calendar units; `None` beyond the calendar.
fn moved(date: Date, grain: Grain, n: i32) -> Option<Date> {
    let span = match grain {
        Grain::Year => n.years(),
        Grain::Decade => n.checked_mul(10)?.years(),
        Grain::Quarter => n.checked_mul(3)?.months(),
        Grain::Month => n.months(),
        Grain::Week | Grain::Weekend => n.weeks(),
        Grain::TenDays => n.checked_mul(10)?.days(),
        Grain::Minute | Grain::Hour => return Some(date),
        _ => n.days(),
    };
    date.checked_add(span).ok()
}

/// The calendar unit around a date: its first day and the day after its last.
fn unit(date: Date, grain: Grain) -> Option<(Date, Date)> {
    let monday = |date: Date| {
        date.checked_sub(i32::from(date.weekday().to_monday_zero_offset()).days())
            .ok()
    };
    let start = match grain {
        Grain::Year => Date::new(date.year(), 1, 1).ok()?,
        Grain::Decade => Date::new(date.year().div_euclid(10) * 10, 1, 1).ok()?,
        Grain::Quarter => Date::new(date.year(), (date.month() - 1) / 3 * 3 + 1, 1).ok()?,
        Grain::Month => date.first_of_month(),
        Grain::Week => monday(date)?,
        Grain::Weekend => {
            // The weekend at hand on a Saturday or Sunday, else the one just past: news looks back.
            let first = monday(date)?;
            let saturday = first.checked_add(5.days()).ok()?;
            if date >= saturday {
                saturday
            } else {
                saturday.checked_sub(7.days()).ok()?
            }
        }
        _ => date,
    };
    let end = match grain {
        Grain::Weekend => start.checked_add(2.days()).ok()?,
        _ => moved(start, grain_or_day(grain), 1)?,
    };
    Some((start, end))
}

fn grain_or_day(grain: Grain) -> Grain {
    if matches!(grain, Grain::Minute | Grain::Hour | Grain::PartOfDay) {
        Grain::Day
    } else {
        grain
    }
}

impl Symbol {
    /// How many of which unit the words say, for lengths and distances.
    pub fn length(&self) -> Option<(i32, Grain)> {
        match self {
            Symbol::Duration(n, grain) | Symbol::Last(n, grain) | Symbol::Next(n, grain) => {
                Some((*n, *grain))
            }
            Symbol::Shift(grain, n) | Symbol::After(grain, n) if *n != 0 => Some((n.abs(), *grain)),
            Symbol::About(inner) => inner.length(),
            _ => None,
        }
    }

    /// What the words say of the calendar by themselves.
    pub fn said(&self) -> Said {
        match self {
            Symbol::Weekday(day, _) => Said {
                weekday: Some(*day),
                ..Said::default()
            },
            Symbol::Date { month, day, .. } => Said {
                month: *month,
                day: *day,
                ..Said::default()
            },
            Symbol::Season(season, ..) => Said {
                season: Some(*season),
                ..Said::default()
            },
            Symbol::Part(base, part) => Said {
                hours: Some((part.from, part.to)),
                ..base.said()
            },
            Symbol::Night(base, _) => Said {
                hours: Some((18, 30)),
                ..base.said()
            },
            Symbol::Clock(base, hour, minute) => Said {
                clock: Some((*hour, *minute)),
                ..base.said()
            },
            Symbol::Segment(segment, base) => Said {
                third: Some((
                    match segment {
                        Segment::Start => Third::Start,
                        Segment::Middle => Third::Middle,
                        Segment::End => Third::End,
                    },
                    base.anchor(&Frame::default()).grain,
                )),
                ..base.said()
            },
            Symbol::About(inner) | Symbol::Since(inner) | Symbol::Until(inner) => inner.said(),
            _ => Said::default(),
        }
    }

    /// A distance from the last date, taken for the length that it is.
    pub fn as_length(&self) -> Symbol {
        match self {
            Symbol::After(grain, n) => Symbol::Duration(n.abs(), *grain),
            other => other.clone(),
        }
    }

    /// The symbol's bounds in a frame. What cannot be anchored keeps open bounds.
    pub fn anchor(&self, frame: &Frame) -> Anchored {
        let open = |kind, grain| Anchored {
            kind,
            start: None,
            end: None,
            grain,
            approximate: false,
            anchor: Anchor::None,
        };
        match self {
            Symbol::Since(inner) => {
                let base = match inner.as_ref() {
                    // "depuis trois mois": a length reckoned back from now.
                    Symbol::Duration(n, grain) => Symbol::Shift(*grain, -*n).anchor(frame),
                    other => other.anchor(frame),
                };
                Anchored {
                    kind: TimeKind::Since,
                    end: None,
                    ..base
                }
            }
            Symbol::Until(inner) => Anchored {
                kind: TimeKind::Until,
                start: None,
                ..inner.anchor(frame)
            },
            Symbol::Range(a, b) => range(a, b, frame),
            Symbol::Night(a, b) => {
                let both = range(a, b, frame);
                let (start, end) = (both.start, both.end);
                Anchored {
                    kind: TimeKind::Point,
                    start: start.and_then(|start| start.checked_add(18.hours()).ok()),
                    end: end.and_then(|end| end.checked_sub(18.hours()).ok()),
                    grain: Grain::PartOfDay,
                    ..both
                }
            }
            Symbol::Part(base, part) => {
                let base = base.anchor(frame);
                let start = base.start.and_then(|start| {
                    midnight(start.date())
                        .checked_add(i64::from(part.from).hours())
                        .ok()
                });
                let end = base.start.and_then(|start| {
                    midnight(start.date())
                        .checked_add(i64::from(part.to).hours())
                        .ok()
                });
                Anchored {
                    start,
                    end,
                    grain: Grain::PartOfDay,
                    ..base
                }
            }
            Symbol::Clock(base, hour, minute) => {
                let base = base.anchor(frame);
                let start = base.start.and_then(|s| {
                    s.date()
                        .to_datetime(jiff::civil::Time::midnight())
                        .checked_add((i64::from(*hour) * 60 + i64::from(*minute)).minutes())
                        .ok()
                });
                let grain = if *minute == 0 {
                    Grain::Hour
                } else {
                    Grain::Minute
                };
                let length = if *minute == 0 { 60 } else { 1 };
                let end = start.and_then(|s| s.checked_add(i64::from(length).minutes()).ok());
                Anchored {
                    start,
                    end,
                    grain,
                    ..base
                }
            }
            Symbol::Segment(segment, base) => {
                let whole = base.anchor(frame);
                let (Some(start), Some(end)) = (whole.start, whole.end) else {
                    return Anchored {
                        approximate: true,
                        ..whole
                    };
                };
                let days = (end - start)
                    .get_days()
                    .max((end.date() - start.date()).get_days());
                let cut = |n: i32| start.checked_add(n.days()).unwrap_or(start);
                let (from, to) = match segment {
                    _ if days < 3 => (start, end),
                    Segment::Start => (start, cut(days / 3)),
                    Segment::Middle => (cut(days / 3), cut(days - days / 3)),
                    // The last third of a month begins on the 21st: reckoned from its start.
                    Segment::End if whole.grain == Grain::Month => (cut(20), end),
                    Segment::End => (cut(days - days / 3), end),
                };
                Anchored {
                    start: Some(from),
                    end: Some(to),
                    grain: Grain::TenDays,
                    approximate: true,
                    ..whole
                }
            }
            Symbol::About(inner) => Anchored {
                approximate: true,
                ..inner.anchor(frame)
            },
            Symbol::Duration(_, grain) => open(TimeKind::Duration, *grain),
            Symbol::Set(grain) => open(TimeKind::Set, *grain),
            Symbol::Decade(year) => {
                let from = Date::new(*year, 1, 1).ok();
                let to = Date::new(year.saturating_add(10), 1, 1).ok();
                point(from.zip(to), Grain::Decade, Anchor::Explicit)
            }
            Symbol::Same => match (frame.antecedent, frame.published) {
                (Some((date, span)), _) => {
                    point(unit(date, Grain::Day), Grain::Day, Anchor::Antecedent(span))
                }
                (None, Some(date)) => {
                    point(unit(date, Grain::Day), Grain::Day, Anchor::Publication)
                }
                (None, None) => open(TimeKind::Point, Grain::Day),
            },
            Symbol::After(grain, n) => {
                let base = frame.antecedent.map(|(d, s)| (d, Anchor::Antecedent(s)));
                match base.or(frame.published.map(|d| (d, Anchor::Publication))) {
                    Some((date, anchor)) => {
                        let day = moved(date, *grain, *n);
                        let bounds = match grain {
                            Grain::Week | Grain::Month | Grain::Year
                                if n.abs() == 1 && matches!(anchor, Anchor::Antecedent(_)) =>
                            {
                                day.and_then(|d| unit(d, *grain))
                            }
                            _ => day.and_then(|d| unit(d, Grain::Day)),
                        };
                        point(bounds, grain_or_day(*grain), anchor)
                    }
                    None => open(TimeKind::Point, *grain),
                }
            }
            Symbol::Shift(grain, n) => match frame.published {
                Some(date) => {
                    let bounds = moved(date, *grain, *n).and_then(|day| unit(day, Grain::Day));
                    // Units longer than a week are said roughly: "il y a trois mois" is not a day.
                    let approximate = matches!(
                        grain,
                        Grain::Month | Grain::Year | Grain::Decade | Grain::Quarter
                    );
                    Anchored {
                        approximate,
                        ..point(bounds, Grain::Day, Anchor::Publication)
                    }
                }
                None => open(TimeKind::Point, *grain),
            },
            Symbol::Relative(grain, n) => match frame.published {
                Some(date) => {
                    let looks_ahead = *grain == Grain::Weekend && *n == 0 && frame.future;
                    let n = if looks_ahead { 1 } else { *n };
                    // The weekend just past is both "ce week-end" and, in the week, "le week-end dernier".
                    let settled = *grain == Grain::Weekend
                        && n < 0
                        && date.weekday().to_monday_zero_offset() < 5;
                    let n = if settled { n + 1 } else { n };
                    let bounds = unit(date, *grain)
                        .and_then(|(start, _)| moved(start, *grain, n))
                        .and_then(|start| unit(start, *grain));
                    point(bounds, *grain, Anchor::Publication)
                }
                None => open(TimeKind::Point, *grain),
            },
            Symbol::Last(n, grain) => match frame.published {
                Some(date) => {
                    let back = match grain {
                        Grain::Hour => Some((*n + 23) / 24),
                        Grain::Minute => Some(0),
                        _ => None,
                    };
                    let start = match back {
                        Some(days) => moved(date, Grain::Day, -days),
                        None => moved(date, *grain, -*n),
                    };
                    let end = moved(date, Grain::Day, 1);
                    Anchored {
                        kind: TimeKind::Interval,
                        ..point(start.zip(end), *grain, Anchor::Publication)
                    }
                }
                None => open(TimeKind::Interval, *grain),
            },
            Symbol::Next(n, grain) => match frame.published {
                Some(date) => {
                    let end = moved(date, *grain, *n).and_then(|end| moved(end, Grain::Day, 1));
                    Anchored {
                        kind: TimeKind::Interval,
                        ..point(Some(date).zip(end), *grain, Anchor::Publication)
                    }
                }
                None => open(TimeKind::Interval, *grain),
            },
            Symbol::Lately(days) => match frame.published {
                Some(date) => {
                    let start = moved(date, Grain::Day, -*days);
                    let end = moved(date, Grain::Day, 1);
                    Anchored {
                        kind: TimeKind::Vague,
                        approximate: true,
                        ..point(start.zip(end), Grain::Day, Anchor::Publication)
                    }
                }
                None => open(TimeKind::Vague, Grain::Day),
            },
            Symbol::Weekday(weekday, direction) => match frame.published {
                Some(date) => {
                    let offset =
                        i32::from(date.weekday().to_monday_one_offset()) - i32::from(*weekday);
                    let back = offset.rem_euclid(7);
                    let n = match direction {
                        Direction::Future => {
                            if back == 0 {
                                7
                            } else {
                                7 - back
                            }
                        }
                        Direction::Past => {
                            if back == 0 {
                                -7
                            } else {
                                -back
                            }
                        }
                        _ if frame.future => {
                            if back == 0 {
                                0
                            } else {
                                7 - back
                            }
                        }
                        _ => -back,
                    };
                    point(
                        moved(date, Grain::Day, n).and_then(|day| unit(day, Grain::Day)),
                        Grain::Day,
                        Anchor::Publication,
                    )
                }
                None => open(TimeKind::Point, Grain::Day),
            },
            Symbol::Season(season, year, direction) => {
                season_bounds(*season, *year, *direction, frame)
            }
            Symbol::Date {
                year,
                month,
                day,
                direction,
            } => date_bounds(*year, *month, *day, *direction, frame),
        }
    }
}

fn point(bounds: Option<(Date, Date)>, grain: Grain, anchor: Anchor) -> Anchored {
    Anchored {
        kind: TimeKind::Point,
        start: bounds.map(|(start, _)| midnight(start)),
        end: bounds.map(|(_, end)| midnight(end)),
        grain,
        approximate: false,
        anchor: if bounds.is_some() {
            anchor
        } else {
            Anchor::None
        },
    }
}

fn range(a: &Symbol, b: &Symbol, frame: &Frame) -> Anchored {
    // "du 28 au 30 octobre": the first takes what the second says and it does not.
    let mut first = a.clone();
    if let (
        Symbol::Date { year, month, .. },
        Symbol::Date {
            year: y, month: m, ..
        },
    ) = (&mut first, b)
    {
        if month.is_none() {
            *month = *m;
        }
        if year.is_none() {
            *year = *y;
        }
    }
    let end = b.anchor(frame);
    let mut start = first.anchor(frame);
    // The first part lies before the second: a weekday, or a date whose year was guessed.
    if let (Some(s), Some(e)) = (start.start, end.end)
        && s >= e
    {
        let back = match first {
            Symbol::Weekday(..) => s.checked_sub(7.days()).ok(),
            Symbol::Date { year: None, .. } => s.checked_sub(1.years()).ok(),
            _ => None,
        };
        start.start = back.or(start.start);
    }
    Anchored {
        kind: TimeKind::Interval,
        start: start.start,
        end: end.end,
        grain: start.grain.min(end.grain),
        approximate: start.approximate || end.approximate,
        anchor: if start.anchor == Anchor::None {
            end.anchor
        } else {
            start.anchor
        },
    }
}

fn season_bounds(season: u8, year: Option<i16>, direction: Direction, frame: &Frame) -> Anchored {
    // Meteorological seasons of the northern hemisphere: three whole months each.
    let of = |year: i16| {
        let start = Date::new(year, (season * 3).clamp(1, 12) as i8, 1).ok()?;
        Some((start, moved(start, Grain::Month, 3)?))
    };
    match (year, frame.published) {
        (Some(year), _) => point(of(year), Grain::Season, Anchor::Explicit),
        (None, Some(date)) => {
            let mut chosen = of(date.year());
            match direction {
                Direction::Future => {
                    if chosen.is_some_and(|(start, _)| start <= date) {
                        chosen = of(date.year() + 1);
                    }
                }
                Direction::Past => {
                    if chosen.is_some_and(|(_, end)| end > date) {
                        chosen = of(date.year() - 1);
                    }
                }
                _ => {
                    if chosen.is_some_and(|(start, _)| start > date) && !frame.future {
                        chosen = of(date.year() - 1);
                    }
                }
            }
            point(chosen, Grain::Season, Anchor::Publication)
        }
        (None, None) => point(None, Grain::Season, Anchor::None),
    }
}

fn date_bounds(
    year: Option<i16>,
    month: Option<u8>,
    day: Option<u8>,
    direction: Direction,
    frame: &Frame,
) -> Anchored {
    let grain = match (month, day) {
        (_, Some(_)) => Grain::Day,
        (Some(_), None) => Grain::Month,
        (None, None) => Grain::Year,
    };
    let of = |year: i16, month: i8| {
        let start = Date::new(year, month, day.map_or(1, |d| d as i8)).ok()?;
        unit(start, grain)
    };
    match (year, month, frame.published) {
        (Some(year), month, _) => point(
            of(year, month.map_or(1, |m| m as i8)),
            grain,
            Anchor::Explicit,
        ),
        (None, Some(month), published) => {
            // Without a year: the narration's when it speaks of a dated past, else the last such
            // date on or before publication, or the next one when the clause looks ahead.
            let Some(date) = published else {
                return Anchored {
                    grain,
                    ..point(None, grain, Anchor::None)
                };
            };
            let month = month as i8;
            let this = of(date.year(), month);
            let ahead = matches!(direction, Direction::Future)
                || (frame.future && direction == Direction::Open);
            let behind = matches!(direction, Direction::Past);
            let bounds = match this {
                Some((start, _)) if !ahead && start > date => of(date.year() - 1, month),
                Some((_, end)) if behind && end > date => of(date.year() - 1, month),
                Some((_, end)) if ahead && end <= date => of(date.year() + 1, month),
                None if day.is_some() => of(date.year() - 1, month).or(of(date.year() + 1, month)),
                other => other,
            };
            point(bounds, grain, Anchor::Publication)
        }
        (None, None, Some(date)) => {
            // A bare day of the month: of the antecedent's month, else the last one.
            let base = frame.antecedent.map_or(date, |(d, _)| d);
            let same = of(base.year(), base.month());
            let bounds = match same {
                Some((start, _)) if start > date && !frame.future => {
                    moved(base.first_of_month(), Grain::Month, -1)
                        .and_then(|m| of(m.year(), m.month()))
                }
                other => other,
            };
            let anchor = frame
                .antecedent
                .map_or(Anchor::Publication, |(_, span)| Anchor::Antecedent(span));
            point(bounds, grain, anchor)
        }
        (None, None, None) => point(None, grain, Anchor::None),
    }
}
