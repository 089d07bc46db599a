//! Stored spellings of the model's values that have none of their own, and back.

use selon_model::{Language, PublishedBasis, TimeBasis};

/// The stored spelling of why a claim has its time.
pub(crate) fn time_basis(basis: TimeBasis) -> &'static str {
    match basis {
        TimeBasis::Explicit => "explicit",
        TimeBasis::Carried => "carried",
        TimeBasis::Publication => "publication",
        TimeBasis::Unknown => "unknown",
    }
}

/// The basis with this spelling.
pub(crate) fn parse_time_basis(text: &str) -> Option<TimeBasis> {
    Some(match text {
        "explicit" => TimeBasis::Explicit,
        "carried" => TimeBasis::Carried,
        "publication" => TimeBasis::Publication,
        "unknown" => TimeBasis::Unknown,
        _ => return None,
    })
}

/// The stored spelling of how the publication date is known.
pub(crate) fn published_basis(basis: PublishedBasis) -> &'static str {
    match basis {
        PublishedBasis::Given => "given",
        PublishedBasis::Text => "text",
        PublishedBasis::Metadata => "metadata",
        PublishedBasis::Unknown => "unknown",
    }
}

/// The basis with this spelling.
pub(crate) fn parse_published_basis(text: &str) -> Option<PublishedBasis> {
    Some(match text {
        "given" => PublishedBasis::Given,
        "text" => PublishedBasis::Text,
        "metadata" => PublishedBasis::Metadata,
        "unknown" => PublishedBasis::Unknown,
        _ => return None,
    })
}

/// The language with this stored code; anything else is another language.
pub(crate) fn language(code: &str) -> Language {
    Language::from_code(code).unwrap_or(Language::Other)
}
