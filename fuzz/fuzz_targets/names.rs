//! Arbitrary words, and of arbitrary tags, through a name recogniser of arbitrary weights: no panic; names in
//! order, each within its sentence, none across another.
#![no_main]

use libfuzzer_sys::fuzz_target;
use selon_text::names::{BUCKETS, CHECK, CLASSES, Gazette, Recogniser, Table};
use selon_text::tables::{Bytes, Lookup, feature};
use selon_text::tagger::Item;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

/// A table in which about a third of all features weigh for some class, told by a number.
fn table(number: u32) -> Table {
    let row = |place: u32| match feature(number, place, 0, 0) {
        hash if hash % 3 == 0 => vec![((hash >> 8) as u8 % CLASSES as u8, (hash >> 16) as i8)],
        _ => Vec::new(),
    };
    let rows: Vec<Vec<(u8, i8)>> = (0..1 << (BUCKETS + CHECK)).map(row).collect();
    Table::open(Bytes(Cow::Owned(Table::pack(&rows)))).expect("just packed")
}

/// A few recognisers; any word of the first forms may begin a known name.
fn recognisers() -> &'static [Recogniser] {
    static ALL: OnceLock<Vec<Recogniser>> = OnceLock::new();
    ALL.get_or_init(|| {
        let listed: Vec<(u32, u16)> = (0..64u16).map(|form| (feature(700, 0, form.into(), 0), form << 4)).collect();
        let one = |number: u32| {
            let gazette = Gazette::open(Bytes(Cow::Owned(Lookup::<2>::pack(&listed)))).expect("just packed");
            Recogniser::new([1, 2, 3].map(|pass| table(number * 3 + pass)), gazette)
        };
        (0..4).map(one).collect()
    })
}

fuzz_target!(|bytes: &[u8]| {
    let Some((which, bytes)) = bytes.split_first() else {
        return;
    };
    // Of each word its form and its shape, its part of speech and whether it ends its sentence.
    let words = bytes.as_chunks::<3>().0;
    let item = |[form, shape, _]: &[u8; 3]| Item {
        form: u32::from(*form),
        shape: u32::from(*shape),
        suffix: [u32::from(*form >> 3); 5],
        lex: u32::from(*form >> 4),
        ..Item::default()
    };
    let items: Vec<Item> = words.iter().map(item).collect();
    let upos: Vec<u8> = words.iter().map(|[_, _, tag]| tag % 17).collect();
    let mut sentences: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for (at, [_, _, tag]) in words.iter().enumerate() {
        if *tag >= 240 || at + 1 == words.len() {
            sentences.push(start..at + 1);
            start = at + 1;
        }
    }
    let all = recognisers();
    let names = all[usize::from(*which) % all.len()].run(&sentences, &items, &upos);
    for (number, name) in names.iter().enumerate() {
        let words = &name.words;
        assert!(words.start < words.end);
        assert!(sentences.iter().any(|s| s.start <= words.start && words.end <= s.end));
        for other in &names[number + 1..] {
            let other = &other.words;
            assert!((words.start, words.end) < (other.start, other.end));
            assert!(other.start >= words.end || other.end <= words.end || other.start == words.start);
        }
    }
});
