//! Which language a document is in. Sentences of our own; a row is a language and a text.

use selon_model::Language::{self, Arabic, English, French, Other};
use selon_text::Engine;
use std::borrow::Cow;

fn identify(text: &str) -> Option<Language> {
    let french: &'static [u8] = include_bytes!("../../../models/fr.model");
    let english: &'static [u8] = include_bytes!("../../../models/en.model");
    let models = [Cow::Borrowed(french), Cow::Borrowed(english)];
    let engine = Engine::new(models).expect("the committed models open");
    engine.identify(text)
}

#[test]
fn languages_are_told_apart() {
    let rows: &[(Language, &str)] = &[
        (
            French,
            "Trois villages ont changé de mains dimanche, selon un responsable local.",
        ),
        (French, "Deux morts dans une embuscade au nord de Sevara"),
        // So short that small words and names mislead statistics.
        (French, "Un attentat-suicide à Telmar a fait 68 morts."),
        (French, "Sevara : les FRD s'emparent d'El-Telm"),
        (English, "Eleven people were killed in the Sevara blast"),
        (Other, "Un ataque en Telmar deja tres soldados muertos"),
        (Other, "Un attacco a Telmar provoca tre morti"),
        (Other, "Um ataque em Telmar deixou três soldados mortos"),
        (
            French,
            "L'armée dit avoir repris la base ; les rebelles démentent.",
        ),
        (
            French,
            "BAMAKO, 3 mai (Telm) – Une attaque a visé un poste de gendarmerie près de la frontière.",
        ),
        // Names from elsewhere, and a quotation in another language.
        (
            French,
            "Hayat Tahrir al-Cham et Jaish al-Islam se disputent Douma, Harasta et Jobar, a indiqué Rami Telm.",
        ),
        (
            French,
            "Le président a déclaré : « We will not leave this town, and we will not negotiate with them. » Son ministre a précisé mardi que les troupes resteraient déployées jusqu'à la fin de l'année dans les trois provinces.",
        ),
        (
            French,
            "Selon le quotidien El País, « la ciudad ha caído ». L'état-major refuse de confirmer cette information et renvoie à son communiqué de la veille.",
        ),
        (
            French,
            "Les combattants scandaient « الله أكبر » en entrant dans la ville, raconte un habitant joint par téléphone.",
        ),
        (
            English,
            "Three villages changed hands on Sunday, according to a local official.",
        ),
        (
            English,
            "Two killed in ambush north of Sevara, officials say",
        ),
        (
            English,
            "The army said it had retaken the base; the rebels denied it.",
        ),
        (
            English,
            "A spokesman said: « Nous tiendrons la ville. » The shelling went on through the night and four houses were hit.",
        ),
        (
            Arabic,
            "قال مسؤول محلي إن ثلاث قرى تغيرت السيطرة عليها يوم الأحد.",
        ),
        (Arabic, "قتل جنديان في كمين شمال البلدة، وفق مصدر عسكري."),
        (
            Arabic,
            "أعلنت قوات سوريا الديمقراطية SDF سيطرتها على الحقل، ونقلت وكالة Reuters عن متحدث قوله إن المعارك مستمرة.",
        ),
        (
            Arabic,
            "نشرت الصحيفة الإيرانية كيهان خبراً عن وصول تعزيزات إلى ريف حلب الجنوبي مساء الثلاثاء، ولم تؤكد دمشق ذلك.",
        ),
        // The same script, other languages.
        (
            Other,
            "یک مقام محلی گفت که سه روستا روز یکشنبه دست به دست شد و چند نفر کشته شدند.",
        ),
        (
            Other,
            "ایک مقامی اہلکار کے مطابق اتوار کو تین دیہات پر قبضہ ہو گیا اور کئی افراد مارے گئے۔",
        ),
        (
            Other,
            "بەرپرسێکی ناوخۆیی ڕایگەیاند کە سێ گوند ڕۆژی یەکشەممە گیران.",
        ),
        // Neighbours of French.
        (
            Other,
            "Tres aldeas cambiaron de manos el domingo, según un responsable local.",
        ),
        (
            Other,
            "Dos muertos en una emboscada al norte de la ciudad, informó el ejército",
        ),
        (
            Other,
            "Tre villaggi sono passati di mano domenica, secondo un responsabile locale.",
        ),
        (
            Other,
            "Due morti in un agguato a nord della città, riferisce l'esercito",
        ),
        (
            Other,
            "Três aldeias mudaram de mãos no domingo, segundo um responsável local.",
        ),
        (
            Other,
            "Dois mortos numa emboscada a norte da cidade, informou o exército",
        ),
        (
            Other,
            "Tres pobles han canviat de mans diumenge, segons un responsable local.",
        ),
        (
            Other,
            "Trei sate au trecut dintr-o mână în alta duminică, potrivit unui responsabil local.",
        ),
        (
            Other,
            "Drei Dörfer wechselten am Sonntag den Besitzer, wie ein örtlicher Beamter sagte.",
        ),
        (
            Other,
            "Yerel bir yetkiliye göre pazar günü üç köy el değiştirdi ve iki asker öldü.",
        ),
        (
            Other,
            "По словам местного чиновника, в воскресенье три деревни перешли из рук в руки.",
        ),
        (
            Other,
            "За словами місцевого посадовця, у неділю три села перейшли з рук у руки.",
        ),
    ];
    let wrong: Vec<String> = rows
        .iter()
        .map(|(language, text)| (language, identify(text), text))
        .filter(|(language, found, _)| *found != Some(**language))
        .map(|(language, found, text)| format!("{language:?}, taken for {found:?}: {text}"))
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        rows.len(),
        wrong.join("\n")
    );
}

#[test]
fn what_is_not_clear_is_left_open() {
    for text in ["", "  \n", "12 345 – 2016", "Goma", "OK"] {
        assert_eq!(identify(text), None, "{text:?}");
    }
}
