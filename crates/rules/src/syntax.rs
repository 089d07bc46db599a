//! The shape of rule files: tokens with their places, statements, blocks. What a name refers to is
//! not decided here (see [`crate::compile`]).

use crate::PackError;

/// A piece of a line: a word of the language, a quoted sentence or a sign.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Piece {
    /// A run of characters that are neither blank nor a sign.
    Word(String),
    /// A sentence between double quotes.
    Quoted(String),
    /// One of `, : = != | & ! ? ( ) [ ] { } < > ~ . / @ ;`.
    Sign(char),
}

/// A piece and where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Token {
    pub piece: Piece,
    pub at: At,
}

/// A place in a pack file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct At {
    pub file: usize,
    pub line: usize,
    pub column: usize,
    pub length: usize,
}

/// A line of a block: its first word and the rest.
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    pub tokens: Vec<Token>,
}

impl Statement {
    /// The keyword the line begins with, if it begins with a word.
    pub fn keyword(&self) -> &str {
        match self.tokens.first() {
            Some(Token {
                piece: Piece::Word(word),
                ..
            }) => word,
            _ => "",
        }
    }

    /// Where the line begins.
    pub fn at(&self) -> At {
        self.tokens.first().map(|t| t.at).unwrap_or_default()
    }
}

/// A heading and the lines under it.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub head: Statement,
    pub body: Vec<Statement>,
}

/// Words that open a block.
const OPENERS: [&str; 4] = ["class", "construction", "rule", "gate"];

/// All files of a pack that hold blocks, with their names.
pub(crate) struct Files<'a> {
    pub names: Vec<&'a str>,
    pub texts: Vec<&'a str>,
    pub errors: Vec<PackError>,
}

impl Files<'_> {
    /// Records what is wrong at a place.
    pub fn error(&mut self, at: At, message: impl Into<String>, help: Option<String>) {
        self.errors.push(PackError {
            file: (*self.names.get(at.file).unwrap_or(&"")).to_owned(),
            line: at.line.max(1),
            column: at.column.max(1),
            length: at.length.max(1),
            message: message.into(),
            help,
        });
    }
}

/// Splits every file into blocks. A line belongs to the block whose opener stands above it.
pub(crate) fn blocks(files: &mut Files<'_>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for file in 0..files.texts.len() {
        let mut inside = false;
        for (number, line) in files.texts[file].lines().enumerate() {
            let tokens = match tokens(line, file, number + 1) {
                Ok(tokens) => tokens,
                Err((at, message)) => {
                    files.error(at, message, Some("close it with a double quote".to_owned()));
                    continue;
                }
            };
            if tokens.is_empty() {
                continue;
            }
            let statement = Statement { tokens };
            let opens = OPENERS.contains(&statement.keyword()) && !line.starts_with([' ', '\t']);
            if opens {
                inside = true;
                blocks.push(Block {
                    head: statement,
                    body: Vec::new(),
                });
            } else if inside {
                if let Some(block) = blocks.last_mut() {
                    block.body.push(statement);
                }
            } else {
                let at = statement.at();
                files.error(
                    at,
                    format!("`{}` stands outside any block", statement.keyword()),
                    Some(format!(
                        "begin a block first: {}, at the start of a line",
                        OPENERS.join(", ")
                    )),
                );
            }
        }
    }
    blocks
}

fn tokens(line: &str, file: usize, number: usize) -> Result<Vec<Token>, (At, String)> {
    let mut found = Vec::new();
    let mut characters = line.chars().enumerate().peekable();
    let at = |column: usize, length: usize| At {
        file,
        line: number,
        column: column + 1,
        length,
    };
    while let Some((column, c)) = characters.next() {
        match c {
            '#' => break,
            c if c.is_whitespace() => {}
            '"' => {
                let mut text = String::new();
                let mut closed = false;
                for (_, c) in characters.by_ref() {
                    if c == '"' {
                        closed = true;
                        break;
                    }
                    text.push(c);
                }
                let length = text.chars().count() + 2;
                if !closed {
                    return Err((
                        at(column, length - 1),
                        "this quotation is not closed".to_owned(),
                    ));
                }
                found.push(Token {
                    piece: Piece::Quoted(text),
                    at: at(column, length),
                });
            }
            c if is_sign(c) => found.push(Token {
                piece: Piece::Sign(c),
                at: at(column, 1),
            }),
            c => {
                let mut word = String::from(c);
                while let Some((_, next)) = characters.peek() {
                    if next.is_whitespace() || is_sign(*next) || *next == '"' || *next == '#' {
                        break;
                    }
                    word.push(*next);
                    characters.next();
                }
                let length = word.chars().count();
                found.push(Token {
                    piece: Piece::Word(word),
                    at: at(column, length),
                });
            }
        }
    }
    Ok(found)
}

fn is_sign(c: char) -> bool {
    matches!(
        c,
        ',' | ':'
            | '='
            | '!'
            | '|'
            | '&'
            | '?'
            | '('
            | ')'
            | '['
            | ']'
            | '{'
            | '}'
            | '<'
            | '>'
            | '~'
            | '.'
            | '/'
            | '@'
            | ';'
            | '$'
    )
}

/// Reads a statement's tokens one after another.
pub(crate) struct Cursor<'a> {
    tokens: &'a [Token],
    next: usize,
    end: At,
}

impl<'a> Cursor<'a> {
    pub fn new(tokens: &'a [Token]) -> Cursor<'a> {
        let end = tokens
            .last()
            .map(|t| At {
                column: t.at.column + t.at.length,
                length: 1,
                ..t.at
            })
            .unwrap_or_default();
        Cursor {
            tokens,
            next: 0,
            end,
        }
    }

    /// Where the next token stands, or just after the last.
    pub fn at(&self) -> At {
        self.tokens.get(self.next).map_or(self.end, |t| t.at)
    }

    pub fn peek(&self) -> Option<&'a Piece> {
        self.tokens.get(self.next).map(|t| &t.piece)
    }

    pub fn advance(&mut self) -> Option<&'a Token> {
        let token = self.tokens.get(self.next);
        self.next += 1;
        token
    }

    /// Takes a sign if it comes next.
    pub fn sign(&mut self, sign: char) -> bool {
        let found = self.peek() == Some(&Piece::Sign(sign));
        if found {
            self.next += 1;
        }
        found
    }

    /// Takes a word if one comes next.
    pub fn word(&mut self) -> Option<(&'a str, At)> {
        match self.tokens.get(self.next) {
            Some(Token {
                piece: Piece::Word(word),
                at,
            }) => {
                self.next += 1;
                Some((word, *at))
            }
            _ => None,
        }
    }

    pub fn done(&self) -> bool {
        self.next >= self.tokens.len()
    }

    /// What stands next, as a person would say it.
    pub fn found(&self) -> String {
        match self.peek() {
            None => "the end of the line".to_owned(),
            Some(Piece::Word(word)) => format!("`{word}`"),
            Some(Piece::Quoted(_)) => "a quotation".to_owned(),
            Some(Piece::Sign(sign)) => format!("`{sign}`"),
        }
    }
}
