//! Sheets: the one form in which questions about the record are answered, as a table for people,
//! JSON for programs (one object a row) and CSV for spreadsheets.

use serde_json::Value;

/// Columns and rows.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Rows, as many cells as columns.
    pub rows: Vec<Vec<Value>>,
}

impl Sheet {
    /// An empty sheet with these columns.
    pub fn new(columns: &[&str]) -> Sheet {
        Sheet {
            columns: columns.iter().map(|name| (*name).to_owned()).collect(),
            rows: Vec::new(),
        }
    }

    /// One JSON object a line, in the order of the columns.
    pub fn to_json_lines(&self) -> String {
        let mut out = String::new();
        for row in &self.rows {
            let cells: Vec<String> = self
                .columns
                .iter()
                .zip(row)
                .map(|(column, cell)| format!("{}:{cell}", Value::from(column.as_str())))
                .collect();
            out.push_str(&format!("{{{}}}", cells.join(",")));
            out.push('\n');
        }
        out
    }

    /// Comma-separated values after RFC 4180, with a header line. A cell that a spreadsheet would
    /// take for a formula is quoted with an apostrophe.
    pub fn to_csv(&self) -> String {
        let line = |cells: Vec<String>| {
            cells
                .iter()
                .map(|cell| quoted(cell))
                .collect::<Vec<_>>()
                .join(",")
                + "\r\n"
        };
        let mut out = line(self.columns.clone());
        for row in &self.rows {
            out.push_str(&line(row.iter().map(plain_csv).collect()));
        }
        out
    }

    /// A cell as plain words; lists are parted by semicolons.
    pub fn plain(value: &Value) -> String {
        match value {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            Value::Bool(true) => "yes".to_owned(),
            Value::Bool(false) => String::new(),
            Value::Number(number) => number.to_string(),
            Value::Array(items) => items
                .iter()
                .map(Sheet::plain)
                .collect::<Vec<_>>()
                .join("; "),
            Value::Object(_) => value.to_string(),
        }
    }
}

fn plain_csv(value: &Value) -> String {
    let plain = match value {
        Value::Bool(yes) => yes.to_string(),
        other => Sheet::plain(other),
    };
    match (value, plain.chars().next()) {
        (Value::String(_) | Value::Array(_), Some('=' | '+' | '-' | '@' | '\t' | '\r')) => {
            format!("'{plain}")
        }
        _ => plain,
    }
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_written_for_programs_and_spreadsheets() {
        let mut sheet = Sheet::new(&["place", "claims", "voices"]);
        sheet.rows.push(vec![
            "Raqqa, \"old\" town".into(),
            3.into(),
            Value::Array(vec!["=a".into(), "b".into()]),
        ]);
        sheet
            .rows
            .push(vec![Value::Null, Value::Bool(false), "-".into()]);
        assert_eq!(
            sheet.to_csv(),
            "place,claims,voices\r\n\"Raqqa, \"\"old\"\" town\",3,'=a; b\r\n,false,'-\r\n"
        );
        let first = sheet.to_json_lines();
        assert!(
            first.starts_with("{\"place\":\"Raqqa, \\\"old\\\" town\",\"claims\":3,"),
            "{first}"
        );
    }
}
