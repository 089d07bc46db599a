//! Bytes as text. A byte-order mark decides and is no part of the text; else UTF-8, a few stray
//! bytes forgiven; else Windows-1252, the usual legacy encoding of the French press. What had to be
//! guessed is said in a notice, what cannot be read in an error. Leaves out where bytes come from
//! (`input`) and the spelling of letters (`compose`).

use crate::input::InputError;
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use selon_model::{Level, Notice, Span};
use std::path::Path;

/// So many stray bytes are named one by one; the last notice counts the rest.
const NAMED: usize = 5;

/// Bytes as text, with what had to be guessed.
///
/// # Errors
/// When the bytes are no text, are cut off, or are in no encoding that is known here.
pub fn decode(path: &Path, bytes: Vec<u8>) -> Result<(String, Vec<Notice>), InputError> {
    let mark = Encoding::for_bom(&bytes);
    let after = mark.map_or(0, |(_, length)| length);
    if let Some((encoding, _)) = mark.filter(|(encoding, _)| *encoding != UTF_8) {
        return utf16(path, &bytes, after, encoding).map(|text| (text, Vec::new()));
    }
    if let Some(offset) = bytes.iter().position(|byte| *byte == 0) {
        return Err(InputError::Binary {
            path: path.to_owned(),
            offset,
        });
    }
    let body = &bytes[after..];
    if std::str::from_utf8(body).is_ok() {
        return Ok((String::from_utf8_lossy(body).into_owned(), Vec::new()));
    }
    // Letters of several bytes hardly ever come about by chance, so that a text with as many of
    // them as of stray bytes is UTF-8 that something was pasted into. The mark is one as well.
    let stray = body.utf8_chunks().filter(|c| !c.invalid().is_empty());
    let sound = body
        .utf8_chunks()
        .flat_map(|chunk| chunk.valid().chars())
        .filter(|c| !c.is_ascii());
    if sound.count() + usize::from(after > 0) >= stray.count() {
        return Ok(mend(body));
    }
    // Control characters and the five bytes that Windows-1252 leaves open mean that the bytes are
    // in no encoding we may guess. Nor are they what a mark says they are not.
    let foreign = bytes.iter().position(|byte| {
        matches!(byte, 0x81 | 0x8D | 0x8F | 0x90 | 0x9D | 0x7F)
            || (*byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C))
    });
    let marked = body.utf8_chunks().next();
    let marked = marked.filter(|_| after > 0);
    if let Some(offset) = marked.map(|c| after + c.valid().len()).or(foreign) {
        return Err(InputError::Encoding {
            path: path.to_owned(),
            offset,
            byte: bytes[offset],
        });
    }
    let text = WINDOWS_1252
        .decode_without_bom_handling(body)
        .0
        .into_owned();
    let notice = Notice {
        level: Level::Info,
        text: "the file is not UTF-8 and was read as Windows-1252; where letters are wrong, convert it to UTF-8".to_owned(),
        span: None,
    };
    Ok((text, vec![notice]))
}

fn utf16(
    path: &Path,
    bytes: &[u8],
    mark: usize,
    encoding: &'static Encoding,
) -> Result<String, InputError> {
    let body = &bytes[mark..];
    let units = body.chunks_exact(2).map(|pair| {
        let pair = [pair[0], pair[1]];
        if encoding == encoding_rs::UTF_16LE {
            u16::from_le_bytes(pair)
        } else {
            u16::from_be_bytes(pair)
        }
    });
    let mut text = String::with_capacity(body.len());
    let mut offset = mark;
    for letter in char::decode_utf16(units) {
        let Ok(letter) = letter else {
            // Half a pair at the very end was cut off.
            if offset + 4 > bytes.len() {
                break;
            }
            return Err(InputError::Utf16 {
                path: path.to_owned(),
                offset,
            });
        };
        offset += 2 * letter.len_utf16();
        text.push(letter);
    }
    if offset < bytes.len() {
        return Err(InputError::CutOff {
            path: path.to_owned(),
            bytes: bytes.len(),
        });
    }
    Ok(text)
}

/// UTF-8 with stray bytes. A small letter or a mark of punctuation of Windows-1252 is what was
/// meant, most likely; other bytes are what is left of cut letters.
fn mend(body: &[u8]) -> (String, Vec<Notice>) {
    let mut text = String::with_capacity(body.len());
    let mut notices = Vec::new();
    let mut count = 0;
    for chunk in body.utf8_chunks() {
        text.push_str(chunk.valid());
        let stray = chunk.invalid();
        if stray.is_empty() {
            continue;
        }
        let start = text.len();
        let written: String = stray.iter().map(|byte| format!(" 0x{byte:02X}")).collect();
        let read = match stray {
            [0xE0..=0xFF | 0x91..=0x97 | 0x85 | 0x9C | 0xAB | 0xBB] => {
                let letter = WINDOWS_1252.decode_without_bom_handling(stray).0;
                text.push_str(&letter);
                format!("was read as “{letter}” (Windows-1252)")
            }
            _ => {
                text.push(char::REPLACEMENT_CHARACTER);
                "could not be read".to_owned()
            }
        };
        count += 1;
        if count <= NAMED {
            let line = text[..start].matches('\n').count() + 1;
            let column = text[..start]
                .rsplit('\n')
                .next()
                .unwrap_or("")
                .chars()
                .count()
                + 1;
            notices.push(Notice {
                level: Level::Warning,
                text: format!(
                    "line {line}, column {column}: not UTF-8:{written} {read}; mend the file"
                ),
                span: Some(Span::new(start, text.len())),
            });
        }
    }
    if count > NAMED {
        notices.push(Notice {
            level: Level::Warning,
            text: format!("{} more places are not UTF-8; mend the file", count - NAMED),
            span: None,
        });
    }
    (text, notices)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> Result<(String, Vec<Notice>), String> {
        decode(Path::new("x.txt"), bytes.to_vec()).map_err(|error| error.to_string())
    }

    #[test]
    fn encodings_are_told_apart() {
        for (bytes, expected) in [
            (&b"\xEF\xBB\xBFl\xC3\xA0"[..], "là"),
            (b"l\xC3\xA0", "là"),
            (b"\xFF\xFEl\0\xE0\0", "là"),
            (b"\xFE\xFF\0l\0\xE0", "là"),
            (b"\xFE\xFF\xD8\x3D\xDE\x00", "\u{1F600}"),
            (b"", ""),
        ] {
            assert_eq!(
                decoded(bytes),
                Ok((expected.to_owned(), vec![])),
                "{bytes:?}"
            );
        }
    }

    #[test]
    fn what_was_guessed_is_said() {
        for (bytes, expected, notices) in [
            (
                &b"l\xE0 \x92"[..],
                "là ’",
                &["was read as Windows-1252"][..],
            ),
            (
                b"d\xC3\xA9j\xC3\xA0\nl\xE0-bas",
                "déjà\nlà-bas",
                &["line 2, column 2: not UTF-8: 0xE0 was read as “à” (Windows-1252)"],
            ),
            (
                b"d\xC3\xA9j\xC3\xA0 d\xC3\xA9",
                "déjà dé",
                &[],
            ),
            (
                b"d\xC3\xA9j\xC3",
                "déj\u{FFFD}",
                &["line 1, column 4: not UTF-8: 0xC3 could not be read"],
            ),
            (
                b"\xEF\xBB\xBFab\xE0",
                "abà",
                &["line 1, column 3: not UTF-8: 0xE0 was read as “à”"],
            ),
            (
                b"\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9 \xC3.\xC3.\xC3.\xC3.\xC3.\xC3.\xC3.",
                "ééééééé \u{FFFD}.\u{FFFD}.\u{FFFD}.\u{FFFD}.\u{FFFD}.\u{FFFD}.\u{FFFD}.",
                &[
                    "line 1, column 9:",
                    "line 1, column 11:",
                    "line 1, column 13:",
                    "line 1, column 15:",
                    "line 1, column 17:",
                    "2 more places are not UTF-8",
                ],
            ),
        ] {
            let (text, said) = decoded(bytes).expect("a text");
            assert_eq!(text, expected);
            assert_eq!(said.len(), notices.len(), "{said:?}");
            for (said, notice) in said.iter().zip(notices) {
                assert!(said.text.contains(notice), "{}", said.text);
                if let Some(span) = said.span {
                    assert_eq!(span.of(&text).chars().count(), 1);
                }
            }
        }
    }

    #[test]
    fn what_is_no_text_is_an_error_with_its_place() {
        for (bytes, expected) in [
            (&b"\x7FELF\x02\0"[..], "NUL byte at offset 5"),
            (b"ab\xE0\x81", "byte 0x81 at offset 3"),
            (b"\xEF\xBB\xBFab\xE0b\xE0", "byte 0xE0 at offset 5"),
            (b"\x1B[1m\xFF", "byte 0x1B at offset 0"),
            (
                b"\xFF\xFEl\0\xE0",
                "cut off: UTF-16 takes two bytes a letter, and the file ends inside one after 5 bytes",
            ),
            (b"\xFE\xFF\0l\xD8\x3D", "cut off"),
            (
                b"\xFE\xFF\0l\xD8\x3D\0l",
                "no well-formed UTF-16: half a letter at offset 4",
            ),
            (b"\xFE\xFF\xDE\x00\0l", "half a letter at offset 2"),
        ] {
            let error = decoded(bytes).expect_err("not a text");
            assert!(error.contains(expected), "{error}");
        }
    }
}
