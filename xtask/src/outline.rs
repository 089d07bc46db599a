//! The outline of the world that `selon map` draws: borders and coasts as one SVG path.
//!
//! Source: a TopoJSON of countries as the npm package `world-atlas` ships it (Natural Earth, public
//! domain). Every arc is drawn once, simplified (Douglas and Peucker, 1973) and rounded to a
//! hundredth of a degree; longitude runs right, latitude up.

use crate::Complaints;
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;

/// How far a simplified line may stray, in degrees.
const TOLERANCE: f64 = 0.1;

/// Rings shorter than this many degrees around are islets; left out.
const SMALLEST: f64 = 0.6;

/// Writes `crates/selon/src/map/outline.path`.
pub fn run(root: &Path, file: &Path) -> Complaints {
    let fail = |words: String| vec![format!("{}: {words}", file.display())];
    let text = std::fs::read_to_string(file).map_err(|error| fail(error.to_string()))?;
    let topology: Value = serde_json::from_str(&text).map_err(|error| fail(error.to_string()))?;
    let arcs = arcs(&topology).ok_or_else(|| fail("not a quantised TopoJSON".to_owned()))?;
    let mut path = String::new();
    for arc in arcs {
        let length: f64 = arc.windows(2).map(|pair| distance(pair[0], pair[1])).sum();
        if length < SMALLEST && arc.first() == arc.last() {
            continue;
        }
        let mut last = None;
        for (x, y) in simplify(&arc) {
            let point = ((x * 100.0).round() as i32, (-y * 100.0).round() as i32);
            match last {
                None => write!(path, "M{} {}l", hundredth(point.0), hundredth(point.1)),
                Some(at) if at == point => continue,
                Some((a, b)) => write!(
                    path,
                    "{} {} ",
                    hundredth(point.0 - a),
                    hundredth(point.1 - b)
                ),
            }
            .expect("writing to a string cannot fail");
            last = Some(point);
        }
        path.truncate(path.trim_end().len());
    }
    path.push('\n');
    let out = root.join("crates/selon/src/map/outline.path");
    std::fs::write(&out, path).map_err(|error| vec![format!("{}: {error}", out.display())])
}

fn hundredth(n: i32) -> String {
    let sign = if n < 0 { "-" } else { "" };
    let (whole, part) = (n.abs() / 100, n.abs() % 100);
    let whole = if whole == 0 && part != 0 {
        String::new()
    } else {
        whole.to_string()
    };
    match (part, part % 10) {
        (0, _) => format!("{sign}{whole}"),
        (_, 0) => format!("{sign}{whole}.{}", part / 10),
        _ => format!("{sign}{whole}.{part:02}"),
    }
}

type Point = (f64, f64);

fn arcs(topology: &Value) -> Option<Vec<Vec<Point>>> {
    let pair = |value: &Value| Some((value.get(0)?.as_f64()?, value.get(1)?.as_f64()?));
    let scale = pair(&topology["transform"]["scale"])?;
    let shift = pair(&topology["transform"]["translate"])?;
    topology["arcs"]
        .as_array()?
        .iter()
        .map(|arc| {
            let mut at = (0.0, 0.0);
            arc.as_array()?
                .iter()
                .map(|step| {
                    let step = pair(step)?;
                    at = (at.0 + step.0, at.1 + step.1);
                    Some((at.0 * scale.0 + shift.0, at.1 * scale.1 + shift.1))
                })
                .collect()
        })
        .collect()
}

fn distance(a: Point, b: Point) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

fn simplify(line: &[Point]) -> Vec<Point> {
    let (Some(first), Some(last)) = (line.first(), line.last()) else {
        return Vec::new();
    };
    let mut keep = vec![false; line.len()];
    keep[0] = true;
    keep[line.len() - 1] = true;
    let mut stack = vec![(0, line.len() - 1)];
    // A ring has no chord to measure from: it is cut at its far end first.
    if first == last && line.len() > 3 {
        let far = (0..line.len())
            .max_by(|a, b| distance(*first, line[*a]).total_cmp(&distance(*first, line[*b])))
            .unwrap_or(0);
        keep[far] = true;
        stack = vec![(0, far), (far, line.len() - 1)];
    }
    while let Some((from, to)) = stack.pop() {
        let (a, b) = (line[from], line[to]);
        let chord = distance(a, b).max(1e-9);
        let farthest = (from + 1..to)
            .map(|ix| {
                let p = line[ix];
                let area = (b.0 - a.0) * (a.1 - p.1) - (a.0 - p.0) * (b.1 - a.1);
                (ix, (area / chord).abs())
            })
            .max_by(|x, y| x.1.total_cmp(&y.1));
        if let Some((ix, far)) = farthest
            && far > TOLERANCE
        {
            keep[ix] = true;
            stack.push((from, ix));
            stack.push((ix, to));
        }
    }
    line.iter()
        .zip(keep)
        .filter(|(_, keep)| *keep)
        .map(|(point, _)| *point)
        .collect()
}
