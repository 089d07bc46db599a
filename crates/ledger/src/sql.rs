//! The read-only door for people who ask in SQL.
//!
//! A connection of its own, opened read-only, on which an authorizer allows selecting and nothing
//! else: no writing, no attaching of other files, no pragmas. The caller decides when a question
//! has taken long enough; rows beyond a limit are not fetched.

use crate::error::{LedgerError, Result};
use crate::store::Ledger;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

/// A value of an answer.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// Nothing.
    Null,
    /// A whole number.
    Integer(i64),
    /// A number.
    Real(f64),
    /// Words; bytes are shown as hexadecimal digits.
    Text(String),
}

/// An answer.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Answer {
    /// Names of its columns.
    pub columns: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<Value>>,
    /// True when there were more rows than asked for.
    pub cut: bool,
}

/// How many of SQLite's steps pass between two looks at the clock.
const STEPS: i32 = 10_000;

impl Ledger {
    /// Answers a question in SQL with at most `rows` rows. `stop` is asked now and then and ends
    /// the question when it says so.
    pub fn sql(
        &self,
        question: &str,
        rows: usize,
        stop: impl FnMut() -> bool + Send + 'static,
    ) -> Result<Answer> {
        if question.trim().is_empty() {
            return Err(LedgerError::Question(
                "the question is empty: write one SELECT, such as SELECT name FROM sqlite_schema"
                    .to_owned(),
            ));
        }
        let of = |source| LedgerError::of(&self.path, source);
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(&self.path, flags).map_err(of)?;
        connection
            .busy_timeout(std::time::Duration::from_secs(10))
            .map_err(of)?;
        connection
            .authorizer(Some(|context: AuthContext<'_>| match context.action {
                AuthAction::Select | AuthAction::Read { .. } | AuthAction::Recursive => {
                    Authorization::Allow
                }
                AuthAction::Function { function_name } if function_name != "load_extension" => {
                    Authorization::Allow
                }
                _ => Authorization::Deny,
            }))
            .map_err(of)?;
        connection.progress_handler(STEPS, Some(stop)).map_err(of)?;
        self.answer(&connection, question, rows)
    }

    fn answer(&self, connection: &Connection, question: &str, limit: usize) -> Result<Answer> {
        let asked = |source: rusqlite::Error| match source.sqlite_error_code() {
            Some(rusqlite::ErrorCode::OperationInterrupted) => LedgerError::Question(
                "the question took too long and was stopped; narrow it, or allow more time"
                    .to_owned(),
            ),
            Some(rusqlite::ErrorCode::AuthorizationForStatementDenied) => {
                LedgerError::Question("this door is for reading only: one SELECT".to_owned())
            }
            Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase) => {
                LedgerError::of(&self.path, source)
            }
            _ => LedgerError::Question(source.to_string()),
        };
        let mut statement = connection.prepare(question).map_err(asked)?;
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let mut answer = Answer {
            columns,
            ..Answer::default()
        };
        let mut found = statement.query([]).map_err(asked)?;
        while let Some(row) = found.next().map_err(asked)? {
            if answer.rows.len() == limit {
                answer.cut = true;
                break;
            }
            let values = (0..answer.columns.len())
                .map(|at| {
                    row.get_ref(at).map(|value| match value {
                        ValueRef::Null => Value::Null,
                        ValueRef::Integer(number) => Value::Integer(number),
                        ValueRef::Real(number) => Value::Real(number),
                        ValueRef::Text(text) => {
                            Value::Text(String::from_utf8_lossy(text).into_owned())
                        }
                        ValueRef::Blob(bytes) => {
                            Value::Text(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
                        }
                    })
                })
                .collect::<rusqlite::Result<_>>()
                .map_err(asked)?;
            answer.rows.push(values);
        }
        Ok(answer)
    }
}
