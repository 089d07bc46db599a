//! The file: what is added comes back, nothing is added twice, nothing is altered, and files that
//! are no ledger are refused with a reason.

mod support;

use selon_ledger::{Ledger, LedgerError, by_voice};
use selon_model::{Change, claim_id, dispatch_id};
use support::{Scratch, day, instant, said};

const NINTH: &str = "say 2017-11-09 sana syrian-army capture al-boukamal gains=syrian-army loses=isis on=2017-11-09 killed=12..20 | L’armée annonce la prise de la ville.";
const MONITOR: &str = "say 2017-11-11 afp osdh capture al-boukamal gains=isis loses=syrian-army | L’EI a repris la ville, selon l’OSDH.";

#[test]
fn what_is_added_comes_back_whole() {
    let mut ledger = Ledger::in_memory().unwrap();
    for line in [
        NINTH,
        MONITOR,
        "say ? blog anon:witness clash al-boukamal who=isis,hezbollah whom=syrian-army share=0.5 modality=hedged",
    ] {
        let (dispatch, reading) = said(line);
        let appended = ledger
            .append(&dispatch, &reading, instant("2017-11-20"), "test")
            .unwrap();
        assert!(appended.new);
        assert_eq!(appended.claims, 1);
        let id = dispatch_id(&dispatch, &reading);
        assert_eq!(appended.dispatch, id);
        let (stored, read) = ledger.dispatch(id).unwrap().unwrap();
        assert_eq!(stored.text, dispatch.text);
        assert_eq!(read.published, reading.published);
        assert_eq!(read.published_basis, reading.published_basis);
        assert_eq!(read.outlet, reading.outlet);
        let claim = claim_id(id, &reading, &reading.claims[0]);
        assert_eq!(claim_id(id, &read, &read.claims[0]), claim);
        let entry = ledger.claim(claim).unwrap().unwrap();
        assert_eq!(entry.claim.numbers, reading.claims[0].numbers);
        assert_eq!(entry.claim.extent, reading.claims[0].extent);
        assert_eq!(entry.claim.time, reading.claims[0].time);
        assert_eq!(entry.claim.modality, reading.claims[0].modality);
        assert_eq!(entry.words, vec![dispatch.text.clone()]);
        assert_eq!(entry.context, dispatch.text);
        assert!(entry.in_force);
        assert_eq!(ledger.claims_by_prefix(&claim.short()).unwrap(), [claim]);
    }
}

#[test]
fn the_same_dispatch_twice_adds_nothing() {
    let mut ledger = Ledger::in_memory().unwrap();
    let (dispatch, reading) = said(NINTH);
    ledger
        .append(&dispatch, &reading, instant("2017-11-20"), "test")
        .unwrap();
    let before = ledger.counts().unwrap();
    let mut elsewhere = dispatch.clone();
    elsewhere.provenance.path = Some("another/place.txt".to_owned());
    let again = ledger
        .append(&elsewhere, &reading, instant("2018-01-01"), "test")
        .unwrap();
    assert!(!again.new);
    assert_eq!(ledger.counts().unwrap(), before);
    // Nor does it within one batch.
    let (dispatch, reading) = said(MONITOR);
    let batch = [(&dispatch, &reading), (&dispatch, &reading)];
    let appended = ledger
        .append_batch(&batch, instant("2017-11-20"), "test", "test")
        .unwrap();
    assert_eq!((appended[0].new, appended[1].new), (true, false));
    assert_eq!(ledger.verify().unwrap().problems, Vec::<String>::new());
}

#[test]
fn a_later_reading_of_the_same_words_takes_the_place_of_the_earlier() {
    let mut ledger = Ledger::in_memory().unwrap();
    let (dispatch, first) = said(NINTH);
    let (_, mut second) = said(NINTH);
    second.claims[0].agents.clear();
    ledger
        .append(&dispatch, &first, instant("2017-11-20"), "reader 1")
        .unwrap();
    let appended = ledger
        .append(&dispatch, &second, instant("2017-11-21"), "reader 2")
        .unwrap();
    assert!(appended.new);
    assert_eq!(ledger.counts().unwrap().claims, 2);
    let about = ledger.claims_about("test:al-boukamal", None).unwrap();
    assert_eq!(about.len(), 1);
    assert!(about[0].claim.agents.is_empty());
    let gone = ledger
        .claim(claim_id(appended.dispatch, &first, &first.claims[0]))
        .unwrap()
        .unwrap();
    assert!(!gone.in_force, "the earlier claim is kept, and marked");
    // Going back to the first reader is another operation, not an erasure.
    assert!(
        ledger
            .append(&dispatch, &first, instant("2017-11-22"), "reader 1")
            .unwrap()
            .new
    );
    let about = ledger.claims_about("test:al-boukamal", None).unwrap();
    assert_eq!(about[0].claim.agents.len(), 1);
}

#[test]
fn the_timeline_says_who_said_what_and_when() {
    let mut ledger = Ledger::in_memory().unwrap();
    for line in [
        MONITOR,
        NINTH,
        "say 2017-11-10 afp osdh strike al-boukamal who=syrian-army",
    ] {
        let (dispatch, reading) = said(line);
        ledger
            .append(&dispatch, &reading, instant("2017-11-20"), "test")
            .unwrap();
    }
    let place = ledger
        .places_named("AL-BOUKAMAL", &|name| name.to_lowercase())
        .unwrap();
    assert_eq!(place[0].key, "test:al-boukamal");
    assert_eq!(place[0].claims, 3);
    let lines = ledger.timeline("test:al-boukamal", None).unwrap();
    assert_eq!(lines.len(), 2, "a strike says nothing of who holds a place");
    assert_eq!(lines[0].speaker, "syrian-army");
    assert_eq!(
        lines[0].says[0],
        (Change::Gains, Some("syrian-army".to_owned()))
    );
    assert_eq!(lines[1].chain, ["osdh", "afp"]);
    assert_eq!(by_voice(&lines).len(), 2);
    let known = ledger
        .timeline("test:al-boukamal", Some(day("2017-11-10")))
        .unwrap();
    assert_eq!(known.len(), 1);
}

#[test]
fn nothing_is_updated_or_deleted() {
    let scratch = Scratch::new("append-only");
    let mut ledger = Ledger::create(&scratch.0).unwrap();
    let (dispatch, reading) = said(NINTH);
    ledger
        .append(&dispatch, &reading, instant("2017-11-20"), "test")
        .unwrap();
    let other = rusqlite::Connection::open(&scratch.0).unwrap();
    for sql in [
        "UPDATE claim SET rule = 'x'",
        "DELETE FROM dispatch",
        "UPDATE operation SET author = 'nobody'",
        "DELETE FROM claim_source",
    ] {
        let refused = other.execute(sql, []).unwrap_err().to_string();
        assert!(refused.contains("only grows"), "{sql}: {refused}");
    }
}

#[test]
fn files_that_are_no_ledger_are_refused() {
    let scratch = Scratch::new("foreign");
    assert!(matches!(
        Ledger::open(&scratch.0),
        Err(LedgerError::Missing { .. })
    ));
    std::fs::write(
        &scratch.0,
        "this is a letter, not a database, and it is long enough to be read as one",
    )
    .unwrap();
    let error = Ledger::open(&scratch.0).unwrap_err();
    assert!(matches!(error, LedgerError::Foreign { .. }), "{error}");
    assert!(error.to_string().contains("not a ledger"), "{error}");
    assert!(matches!(
        Ledger::create(&scratch.0),
        Err(LedgerError::Exists { .. })
    ));
    std::fs::remove_file(&scratch.0).unwrap();
    rusqlite::Connection::open(&scratch.0)
        .unwrap()
        .execute_batch("CREATE TABLE song (title TEXT)")
        .unwrap();
    let error = Ledger::open(&scratch.0).unwrap_err();
    assert!(error.to_string().contains("another program"), "{error}");
}

/// A file that is begun anew is a sound ledger with what is added to it.
fn takes_a_dispatch(file: &Scratch) {
    let mut ledger = Ledger::open_or_create(&file.0).unwrap();
    let (dispatch, reading) = said(NINTH);
    let appended = ledger
        .append(&dispatch, &reading, instant("2017-11-20"), "test")
        .unwrap();
    assert!(appended.new);
    assert!(ledger.verify().unwrap().problems.is_empty());
}

#[test]
fn a_first_write_that_was_cut_off_is_begun_anew() {
    // As a kill leaves it: pages in the file, and the journal that takes them back beside it.
    let (writing, torn) = (Scratch::new("writing"), Scratch::new("torn"));
    let journal = |of: &Scratch| {
        let mut path = of.0.clone().into_os_string();
        path.push("-journal");
        std::path::PathBuf::from(path)
    };
    let connection = rusqlite::Connection::open(&writing.0).unwrap();
    connection
        .execute_batch(
            "PRAGMA cache_size = 1; BEGIN; CREATE TABLE song (words BLOB);
             INSERT INTO song VALUES (zeroblob(100000)), (zeroblob(100000));",
        )
        .unwrap();
    std::fs::copy(&writing.0, &torn.0).unwrap();
    std::fs::copy(journal(&writing), journal(&torn)).unwrap();
    drop(connection);
    assert!(std::fs::metadata(&torn.0).unwrap().len() > 0);
    takes_a_dispatch(&torn);
}

#[test]
fn a_file_with_a_head_and_no_tables_is_begun_anew_and_one_of_others_is_not() {
    // As a kill leaves it between the choice of a journal and the first table.
    let blank = Scratch::new("blank");
    rusqlite::Connection::open(&blank.0)
        .unwrap()
        .execute_batch("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL;")
        .unwrap();
    assert!(std::fs::metadata(&blank.0).unwrap().len() > 0);
    takes_a_dispatch(&blank);
    for mark in [
        "CREATE TABLE song (title TEXT)",
        "PRAGMA application_id = 7",
        "PRAGMA user_version = 7",
    ] {
        let other = Scratch::new("other");
        rusqlite::Connection::open(&other.0)
            .unwrap()
            .execute_batch(mark)
            .unwrap();
        let error = Ledger::open_or_create(&other.0).unwrap_err();
        assert!(
            matches!(error, LedgerError::Foreign { .. }),
            "{mark}: {error}"
        );
    }
}

#[test]
fn a_damaged_ledger_is_said_to_be_damaged() {
    let scratch = Scratch::new("damaged");
    let mut ledger = Ledger::create(&scratch.0).unwrap();
    for number in 0..200 {
        let (dispatch, reading) = said(&format!(
            "say 2017-11-09 sana syrian-army capture place-{number} gains=syrian-army"
        ));
        ledger
            .append(&dispatch, &reading, instant("2017-11-20"), "test")
            .unwrap();
    }
    drop(ledger);
    let mut bytes = std::fs::read(&scratch.0).unwrap();
    let whole = bytes.len();
    bytes.truncate(whole / 2);
    for byte in &mut bytes[8192..] {
        *byte ^= 0x5a;
    }
    std::fs::write(&scratch.0, bytes).unwrap();
    let error = Ledger::open(&scratch.0)
        .and_then(|ledger| ledger.claims().map(drop))
        .unwrap_err();
    assert!(matches!(error, LedgerError::Damaged { .. }), "{error:?}");
}

#[test]
fn the_sql_door_reads_and_does_nothing_else() {
    let scratch = Scratch::new("sql");
    let mut ledger = Ledger::create(&scratch.0).unwrap();
    let (dispatch, reading) = said(NINTH);
    ledger
        .append(&dispatch, &reading, instant("2017-11-20"), "test")
        .unwrap();
    let ask = |question: &str| ledger.sql(question, 2, || false);
    let answer = ask("SELECT said_by, actor, change FROM control ORDER BY change").unwrap();
    assert_eq!(answer.columns, ["said_by", "actor", "change"]);
    assert_eq!(answer.rows.len(), 2);
    assert_eq!(ask("SELECT words FROM claims").unwrap().rows[0].len(), 1);
    assert!(ask("SELECT 1 UNION SELECT 2 UNION SELECT 3").unwrap().cut);
    for question in [
        "DELETE FROM claim",
        "DROP TABLE claim",
        "CREATE TABLE x (y)",
        "ATTACH 'elsewhere.db' AS e",
        "PRAGMA user_version = 9",
        "VACUUM INTO 'copy.db'",
        "SELEC 1",
        "SELECT * FROM nowhere",
        "",
    ] {
        let refused = ask(question);
        assert!(
            matches!(refused, Err(LedgerError::Question(_))),
            "{question}: {refused:?}"
        );
    }
    let endless =
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n";
    let stopped = ledger.sql(endless, 2, || true).unwrap_err();
    assert!(stopped.to_string().contains("too long"), "{stopped}");
}

#[test]
fn accounts_fetched_at_once_are_those_of_the_claims_one_by_one() {
    let mut ledger = Ledger::in_memory().unwrap();
    for line in [
        NINTH,
        MONITOR,
        "say 2017-11-12 blog anon:witness entry al-boukamal who=isis,hezbollah modality=hedged",
        "say 2017-11-13 sana - strike al-boukamal who=syrian-army whom=isis",
        "say 2017-11-13 sana isis capture al-boukamal who=syrian-army modality=denied",
        "say 2017-11-14 afp osdh siege al-boukamal besieges=syrian-army",
        "say 2017-11-15 afp osdh siege al-boukamal who=isis state=broken",
        "say 2017-11-15 afp osdh clash al-boukamal who=isis",
        "say 2017-11-15 afp osdh capture al-boukamal gains=isis stance=unconfirmed",
    ] {
        let (dispatch, reading) = said(line);
        ledger
            .append(&dispatch, &reading, instant("2017-11-20"), "test")
            .unwrap();
    }
    let place = "test:al-boukamal";
    let mut singly: Vec<_> = ledger
        .claims_about(place, None)
        .unwrap()
        .iter()
        .filter_map(|entry| selon_ledger::account::account(entry, place))
        .collect();
    let mut together = ledger.dossier(place).unwrap().accounts;
    singly.sort_by_key(|account| account.claim);
    together.sort_by_key(|account| account.claim);
    assert_eq!(singly.len(), 7);
    assert_eq!(together, singly);
    assert_eq!(ledger.dossiers().unwrap().len(), 1);
}

/// Who carries whom is the same whether it is asked of the packed rows, as the ladder does, or of the
/// claims themselves, as `voices` does.
#[test]
fn joins_fetched_at_once_are_those_of_the_claims_one_by_one() {
    use selon_ledger::simulate::Dice;
    const LONG: &str = "L’armée a pris la ville mercredi matin après trois jours de combats de rue, a-t-elle annoncé dans un communiqué. Les habitants qui avaient fui vers le sud de la province attendaient encore de pouvoir rentrer chez eux et comptaient leurs morts.";
    let mut dice = Dice::new(9);
    let (mut copied, mut all) = (0, 0);
    for _ in 0..60 {
        let mut ledger = Ledger::in_memory().unwrap();
        for n in 0..30 {
            let mut one = |of: &[&str]| of[dice.below(of.len() as u64) as usize].to_owned();
            let words = one(&[
                LONG,
                &format!("Flash : {LONG}"),
                &LONG.replace("mercredi", "jeudi"),
                &LONG.replace("a-t-elle annoncé dans", "selon un porte-parole cité par"),
                &format!("Dépêche {n}."),
            ]);
            let line = format!(
                "say 2017-11-0{} {} {} capture al-boukamal gains={} {} {}| {words}",
                one(&["1", "2", "3", "9"]),
                one(&["wire", "gazette", "afp"]),
                one(&["syrian-army", "osdh", "anon:witness", "-"]),
                one(&["isis", "syrian-army"]),
                one(&["on=2017-11-01", "", "modality=hedged", "state=full"]),
                one(&["", "loses=sdf "]),
            );
            let (dispatch, mut reading) = said(&line);
            if n % 5 == 0 {
                reading.claims[0].speech = selon_model::Speech::Direct;
            }
            ledger
                .append(&dispatch, &reading, instant("2017-11-20"), "test")
                .unwrap();
        }
        let place = "test:al-boukamal";
        let entries = ledger.claims_about(place, None).unwrap();
        let explained = selon_ledger::lineage::explained(&entries, &ledger.decisions().unwrap());
        copied += explained
            .iter()
            .filter(|join| join.why == selon_ledger::lineage::Why::Copied && join.shared != "100 %")
            .count();
        all += explained.len();
        let mut singly: Vec<_> = explained
            .iter()
            .map(|join| (join.left.min(join.right), join.left.max(join.right)))
            .collect();
        let mut together = ledger.dossier(place).unwrap().joins;
        singly.sort_unstable();
        together.sort_unstable();
        assert_eq!(together, singly);
    }
    assert!(copied > 20 && all > copied + 20, "{copied} of {all}");
}
