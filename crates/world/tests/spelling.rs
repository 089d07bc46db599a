//! Spellings: those of one name meet, those of different names keep apart, and common words are
//! no places.

mod support;

use selon_world::{consonant_key, fold};
use support::{meaning, world};

/// Spellings of one name: all must share a consonant key.
const ALIKE: &[&[&str]] = &[
    &[
        "al-Boukamal",
        "Boukamal",
        "Abou Kamal",
        "Abu Kamal",
        "Albukamal",
        "البوكمال",
        "أبو كمال",
    ],
    &[
        "Deir Ezzor",
        "Deir ez-Zor",
        "Dayr az-Zawr",
        "Deir Ezzour",
        "دير الزور",
    ],
    &["Idleb", "Idlib", "إدلب"],
    &["Raqqa", "Rakka", "Ar-Raqqah", "Racca", "الرقة"],
    &["Mossoul", "Mosul", "al-Mawsil", "الموصل"],
    &["Tal Afar", "Tall Afar", "Tel Afar", "تلعفر"],
    &["Manbij", "Minbej", "Membij", "منبج"],
    &["Jarablus", "Djarabulus", "جرابلس"],
    &["al-Chaddadi", "Shaddadi", "ash-Shaddadah", "الشدادي"],
    &["Azaz", "Aazaz", "أعزاز"],
    &["Hassaké", "Hasakah", "al-Hasaka", "الحسكة"],
    &["Khan Cheikhoun", "Khan Shaykhun", "خان شيخون"],
    &["Qamichli", "Qamishli", "Kamichli", "القامشلي"],
    &["Soueïda", "as-Suwayda", "السويداء"],
    &["Saraqeb", "Saraqib", "Sarakeb", "سراقب"],
    &["Djisr al-Choghour", "Jisr ash-Shughur", "جسر الشغور"],
    &["Mayadine", "al-Mayadin", "الميادين"],
    &["Falloujah", "Fallujah", "al-Falluja", "الفلوجة"],
    &["Benghazi", "بنغازي"],
    &["Hodeïda", "al-Hudaydah", "Hudaida", "الحديدة"],
];

/// Names of different places: no two may share a key.
const APART: &[(&str, &str)] = &[
    ("Homs", "Hama"),
    ("Idlib", "Irbil"),
    ("Raqqa", "Rachaya"),
    ("Mossoul", "Massyaf"),
    ("Deir ez-Zor", "Deir Hafer"),
    ("Tal Afar", "Tal Abyad"),
    ("Manbij", "Maarat"),
    ("Kobané", "Kidal"),
    ("Ramadi", "Rutba"),
    ("Douma", "Daraya"),
    ("Ménaka", "Mopti"),
    ("Goma", "Bunia"),
    ("Kherson", "Kharkiv"),
    ("Taïz", "Tartous"),
];

#[test]
fn spellings_of_one_name_meet() {
    let mut parted = Vec::new();
    for names in ALIKE {
        let first = consonant_key(&fold(names[0]));
        for name in &names[1..] {
            let key = consonant_key(&fold(name));
            if key != first {
                parted.push(format!("{} {first} / {name} {key}", names[0]));
            }
        }
    }
    assert!(parted.is_empty(), "{}", parted.join("\n"));
}

#[test]
fn names_of_different_places_keep_apart() {
    for (a, b) in APART {
        assert_ne!(
            consonant_key(&fold(a)),
            consonant_key(&fold(b)),
            "{a} / {b}"
        );
    }
}

/// Country, a place, other spellings of it: each must come out as the same place.
const SPELLED: &[(&str, &str, &str)] = &[
    (
        "SY",
        "al-Boukamal",
        "Boukamal|Abou Kamal|Abu Kamal|Albukamal|Abou-Kamal|Al-Bukamal|البوكمال|أبو كمال",
    ),
    (
        "SY",
        "Deir Ezzor",
        "Deir ez-Zor|Dayr az-Zawr|Deir Ezzour|Deir al-Zor|دير الزور",
    ),
    ("SY", "Idleb", "Idlib|Edleb|إدلب|وإدلب|d'Idleb"),
    ("SY", "Raqqa", "Rakka|Ar-Raqqah|Racca|الرقة|بالرقة"),
    ("SY", "Alep", "Aleppo|Haleb|حلب"),
    ("SY", "Manbij", "Minbej|Membij|منبج"),
    ("SY", "Hassaké", "Hasakah|al-Hasaka|Hassakeh|الحسكة"),
    ("SY", "Qamichli", "Qamishli|Kamichli|القامشلي"),
    ("SY", "Mayadine", "al-Mayadin|Mayadin|الميادين"),
    ("SY", "Lattaquié", "Latakia|اللاذقية"),
    ("SY", "Soueïda", "Sweida|as-Suwayda|السويداء"),
    ("SY", "Jarablus", "Djarabulus|Jarabulus|جرابلس"),
    ("IQ", "Mossoul", "Mosul|al-Mawsil|الموصل"),
    ("IQ", "Falloujah", "Fallujah|al-Falluja|الفلوجة"),
    ("IQ", "Kirkouk", "Kirkuk|كركوك"),
    ("IQ", "Tal Afar", "Tall Afar|Tel Afar|تلعفر"),
    ("IQ", "Souleimaniyeh", "Sulaymaniyah|السليمانية"),
    ("LY", "Benghazi", "Binghazi|بنغازي"),
    ("LY", "Misrata", "Misratah|Misurata|مصراتة"),
    ("LY", "Syrte", "Sirte|سرت"),
    ("LY", "Sebha", "Sabha|سبها"),
    ("LY", "Tobrouk", "Tobruk|طبرق"),
    ("LY", "Ajdabiya", "Ajdabia|أجدابيا"),
    ("YE", "Hodeïda", "Hodeida|al-Hudaydah|Hudaida|الحديدة"),
    ("YE", "Taëz", "Taez|Taiz|تعز"),
    ("YE", "Sanaa", "Sana'a|صنعاء"),
    ("YE", "Moukalla", "Mukalla|al-Mukalla|المكلا"),
    ("YE", "Marib", "Ma'rib|مأرب"),
    ("YE", "Saada", "Sa'dah|صعدة"),
    ("SD", "El-Facher", "El Fasher|al-Fashir|El-Fasher|الفاشر"),
    ("SD", "Omdourman", "Omdurman|أم درمان"),
    ("SD", "El-Geneina", "El Geneina|الجنينة"),
    ("SD", "Wad Madani", "Wad Medani|ود مدني"),
    ("ML", "Tombouctou", "Timbuktu"),
    ("ML", "Ménaka", "Menaka"),
    ("NE", "Tillabéri", "Tillabery|Tillaberi"),
    ("TD", "N'Djamena", "Ndjamena|N'Djaména"),
];

/// Country and two of its places that must not come out as one.
const DISTINCT: &[(&str, &str, &str)] = &[
    ("SY", "Homs", "Hama"),
    ("SY", "Tal Abyad", "Tal Rifaat"),
    ("SY", "Douma", "Daraya"),
    ("SY", "Deir Ezzor", "Deir Hafer"),
    ("SY", "Raqqa", "Rankous"),
    ("SY", "Azaz", "Hajin"),
    ("SY", "al-Bab", "Bab al-Hawa"),
    ("IQ", "Hit", "Haditha"),
    ("IQ", "Ramadi", "Routba"),
    ("IQ", "Tal Afar", "Tikrit"),
    ("LY", "Syrte", "Sorman"),
    ("LY", "Sebha", "Sabratha"),
    ("LY", "Zintan", "Zliten"),
    ("YE", "Sanaa", "Saada"),
    ("YE", "Marib", "Midi"),
    ("YE", "Taëz", "Ataq"),
    ("SD", "Nyala", "El-Daein"),
    ("SD", "Kadugli", "Kutum"),
    ("ML", "Mopti", "Ménaka"),
    ("ML", "Gao", "Gossi"),
    ("BF", "Djibo", "Dori"),
    ("NE", "Diffa", "Dosso"),
    ("CD", "Goma", "Beni"),
    ("UA", "Kherson", "Kharkiv"),
];

#[test]
fn spellings_resolve_to_one_place() {
    let world = world();
    let mut pairs = 0;
    let mut lost = Vec::new();
    for (country, name, others) in SPELLED {
        let meant = meaning(&world, name, country);
        if meant.is_none() {
            lost.push(format!("{name} is no place of {country}"));
        }
        for other in others.split('|') {
            pairs += 1;
            let found = meaning(&world, other, country);
            if found != meant {
                lost.push(format!("{other}: {found:?}, not {name} {meant:?}"));
            }
        }
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
    assert!(pairs >= 60, "{pairs} pairs");
}

#[test]
fn places_of_one_country_keep_apart() {
    let world = world();
    let mut met = Vec::new();
    for (country, a, b) in DISTINCT {
        let (first, second) = (meaning(&world, a, country), meaning(&world, b, country));
        if first.is_none() || second.is_none() || first == second {
            met.push(format!("{a} {first:?} / {b} {second:?} in {country}"));
        }
    }
    assert!(met.is_empty(), "{}", met.join("\n"));
}

/// Words that begin sentences or stand in titles, and are villages somewhere. "Sur" and "Tir", which
/// are names of Tyre, are for the reader to know as words.
const COMMON: &[&str] = &[
    "Est", "Nord", "Sud", "Ouest", "Lance", "Marche", "Son", "Sa", "Or", "Car", "Dans", "Selon",
    "Mais", "Plus", "Pour", "Hier", "Lundi", "Mardi", "Force", "Front", "Armée", "Lors", "Une",
    "Deux", "Mer", "Fort", "Port", "Base", "Ville", "Camp", "Bande", "Place", "Ligne", "Mars",
    "Mai", "Plan", "Paix", "Trêve", "Union", "Alliance", "Coup", "Chef", "", "zzzz",
];

#[test]
fn common_words_are_no_places() {
    let world = world();
    let mut taken = Vec::new();
    for country in ["SY", "ML", "CD", "UA", "LB", "SD"] {
        for word in COMMON {
            if let Some(id) = meaning(&world, word, country) {
                taken.push(format!("{word} in {country}: {id}"));
            }
        }
    }
    assert!(taken.is_empty(), "{}", taken.join("\n"));
}
