//! What keeps strangers out, asked over a real socket of the real server: names, origins, limits, the
//! token, paths, the SQL door, and hostile texts.

use selon::desk::Desk;
use selon::desk::sides::Sides;
use selon::ledger::Ledger;
use selon::model::{Dispatch, Provenance};
use selon::{Options, Selon};
use selon_workbench::{Guard, Review, router};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

const TOKEN: &str = "00112233445566778899aabbccddeeff";
/// A text that a page must never run, in the language that is read.
const HOSTILE: &str = "<script>document.title='prise'</script> L’armée a repris la ville de Kidal mardi, a déclaré \
     l’état-major. <img src=x onerror=alert(1)> \"'</script><!--";

struct Bench {
    address: SocketAddr,
    ledger: PathBuf,
}

/// One server for every test of this file; each test asks and none depends on another's answer.
fn bench() -> &'static Bench {
    static BENCH: OnceLock<Bench> = OnceLock::new();
    BENCH.get_or_init(|| start("doors", Some(TOKEN)))
}

fn start(name: &str, token: Option<&str>) -> Bench {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("the target's scratch folder is writable");
    let path = folder.join("record.selon");
    let mut ledger = Ledger::create(&path).expect("no ledger is there");
    let selon = Selon::new(&Options::default()).expect("what is compiled in loads");
    for (number, text) in [
        "Syrie\n\nL’armée syrienne a repris la ville d’al-Boukamal jeudi, a annoncé l’armée dans un communiqué.",
        HOSTILE,
    ]
    .into_iter()
    .enumerate()
    {
        let dispatch = Dispatch {
            provenance: Provenance {
                path: Some(format!("{number}.txt")),
                url: Some("javascript:alert(1)".to_owned()),
                title: Some("<b>titre</b>".to_owned()),
                published: Some(selon::model::Date::constant(2017, 11, 9)),
                metadata_published: None,
                received: Vec::new(),
                outlet: Some("<i>Outlet</i>".to_owned()),
            },
            text: text.to_owned(),
        };
        let reading = selon.read(&dispatch);
        let at = "2020-01-01T00:00:00Z".parse().expect("an instant");
        ledger.append(&dispatch, &reading, at, "test").expect("the ledger takes a dispatch");
    }
    drop(ledger);
    let camps = selon::camps::camps(&[]).expect("the camps that are compiled in");
    let sides = Sides::new(None).expect("the colours that are compiled in");
    let desk = Desk::open(&path, camps, sides).expect("the ledger opens");
    let review = token.map(|token| Review {
        author: "Lectrice".to_owned(),
        token: token.to_owned(),
    });
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port of the loopback");
    let address = listener.local_addr().expect("it is bound");
    listener.set_nonblocking(true).expect("a socket of ours");
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::from_std(listener).expect("a socket of ours");
            let service = router(desk, Guard::new(address), review);
            axum::serve(listener, service)
                .await
                .expect("it serves until the test ends");
        });
    });
    Bench {
        address,
        ledger: path,
    }
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

/// Sends bytes as they are and reads the whole answer.
fn raw(bench: &Bench, request: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(bench.address).expect("the server listens");
    // A server that refuses early may close while we still write; its answer counts.
    let _ = stream.write_all(request);
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|code| code.parse().ok())
        .unwrap_or(0);
    Answer {
        status,
        head: head.to_lowercase(),
        body: body.to_owned(),
    }
}

fn ask(bench: &Bench, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut request = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\n");
    if !headers.iter().any(|(name, _)| *name == "host") {
        request.push_str(&format!("host: {}\r\n", bench.address));
    }
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    if !body.is_empty() {
        request.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    request.push_str(&format!("\r\n{body}"));
    raw(bench, request.as_bytes())
}

fn get(path: &str) -> Answer {
    ask(bench(), "GET", path, &[], "")
}

fn sql(question: &str) -> Answer {
    let escaped: String = question
        .bytes()
        .map(|byte| format!("%{byte:02x}"))
        .collect();
    get(&format!("/api/v1/sql?q={escaped}"))
}

#[test]
fn goes_by_its_own_names_only() {
    let bench = bench();
    let port = bench.address.port();
    for host in [
        format!("127.0.0.1:{port}"),
        format!("localhost:{port}"),
        format!("LOCALHOST:{port}"),
        format!("[::1]:{port}"),
    ] {
        assert_eq!(
            ask(bench, "GET", "/", &[("host", &host)], "").status,
            200,
            "{host}"
        );
    }
    for host in [
        "evil.example",
        "127.0.0.1",
        "127.0.0.1:1",
        "localhost.evil.example",
        "",
    ] {
        let host = host.replace(":1", &format!(":{}", port.wrapping_add(1)));
        assert_ne!(
            ask(bench, "GET", "/", &[("host", &host)], "").status,
            200,
            "{host}"
        );
    }
    let two = [
        ("host", bench.address.to_string()),
        ("host", "evil.example".to_owned()),
    ];
    let two: Vec<(&str, &str)> = two
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    assert_ne!(ask(bench, "GET", "/", &two, "").status, 200);
    assert_ne!(
        raw(bench, b"GET / HTTP/1.1\r\nconnection: close\r\n\r\n").status,
        200
    );
}

#[test]
fn refuses_what_other_sites_send() {
    let bench = bench();
    let ours = format!("http://{}", bench.address);
    assert_eq!(
        ask(bench, "GET", "/api/v1/record", &[("origin", &ours)], "").status,
        200
    );
    for origin in [
        "http://evil.example",
        "null",
        "https://127.0.0.1",
        "http://localhost",
    ] {
        assert_eq!(
            ask(bench, "GET", "/api/v1/record", &[("origin", origin)], "").status,
            403,
            "{origin}"
        );
    }
    for site in ["cross-site", "same-site"] {
        assert_eq!(
            ask(
                bench,
                "GET",
                "/api/v1/record",
                &[("sec-fetch-site", site)],
                ""
            )
            .status,
            403,
            "{site}"
        );
    }
    assert!(
        !get("/api/v1/record")
            .head
            .contains("access-control-allow-origin")
    );
}

#[test]
fn every_answer_forbids_foreign_and_inline_scripts() {
    for path in [
        "/",
        "/app.js",
        "/api/v1/record",
        "/nothing",
        "/api/v1/claim/zz",
    ] {
        let answer = get(path);
        let policy = answer
            .head
            .lines()
            .find_map(|line| line.strip_prefix("content-security-policy: "))
            .unwrap_or_else(|| panic!("{path} has a policy"));
        assert!(
            policy.contains("default-src 'none'") && policy.contains("script-src 'self';"),
            "{policy}"
        );
        assert!(
            !policy.contains("unsafe") && !policy.contains("http"),
            "{policy}"
        );
        for line in [
            "x-content-type-options: nosniff",
            "x-frame-options: deny",
            "referrer-policy: no-referrer",
        ] {
            assert!(answer.head.contains(line), "{path}: {line}");
        }
    }
    let page = get("/").body;
    assert!(
        !page.contains("onclick")
            && !page.contains("style=")
            && !page.contains("http://")
            && !page.contains("https://")
    );
    assert_eq!(
        page.matches("<script").count(),
        page.matches("<script type=\"module\" src=").count()
    );
}

#[test]
fn no_path_leads_out() {
    for path in [
        "/../Cargo.toml",
        "/..%2fCargo.toml",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/....//etc/passwd",
        "//etc/passwd",
        "/api/v1/dispatch/..%2f..%2fetc%2fpasswd",
        "/style.css/../../Cargo.toml",
        "/\\..\\Cargo.toml",
        "/index.html",
        "/record.selon",
        "/style.css%00.js",
    ] {
        let answer = get(path);
        assert!(
            matches!(answer.status, 400 | 404),
            "{path}: {}",
            answer.status
        );
        assert!(
            !answer.body.contains("root:") && !answer.body.contains("[package]"),
            "{path}"
        );
    }
}

#[test]
fn reviewing_needs_the_token_of_the_session() {
    let bench = bench();
    let json = ("content-type", "application/json");
    let none = ask(bench, "POST", "/api/v1/undo", &[json], "{}");
    assert_eq!(none.status, 401);
    for wrong in [
        "",
        "0",
        "00112233445566778899aabbccddeefe",
        "00112233445566778899AABBCCDDEEFF",
    ] {
        assert_eq!(
            ask(
                bench,
                "POST",
                "/api/v1/undo",
                &[json, ("x-selon-token", wrong)],
                "{}"
            )
            .status,
            401,
            "{wrong}"
        );
    }
    let right = [json, ("x-selon-token", TOKEN)];
    assert_eq!(ask(bench, "POST", "/api/v1/undo", &right, "{}").status, 200);
    let form = [("content-type", "text/plain"), ("x-selon-token", TOKEN)];
    assert_eq!(
        ask(bench, "POST", "/api/v1/undo", &form, "{}").status,
        415,
        "no simple request of another page"
    );
    assert_eq!(ask(bench, "GET", "/api/v1/undo", &right, "").status, 405);
    assert!(!get("/api/v1/record").body.contains(TOKEN) && !get("/").body.contains(TOKEN));
}

#[test]
fn a_reading_session_writes_nothing() {
    let bench = start("reading", None);
    let before = std::fs::read(&bench.ledger).expect("the ledger is there");
    for path in ["/api/v1/undo", "/api/v1/review", "/api/v1/judge"] {
        let headers = [
            ("content-type", "application/json"),
            ("x-selon-token", TOKEN),
        ];
        assert_eq!(
            ask(&bench, "POST", path, &headers, "{}").status,
            403,
            "{path}"
        );
    }
    assert_eq!(ask(&bench, "GET", "/api/v1/decisions", &[], "").body, "[]");
    assert_eq!(
        before,
        std::fs::read(&bench.ledger).expect("the ledger is there")
    );
}

#[test]
fn the_sql_door_reads_and_does_nothing_else() {
    let rows = sql("SELECT count(*) FROM claim");
    assert_eq!(rows.status, 200, "{}", rows.body);
    for question in [
        "DELETE FROM claim",
        "INSERT INTO decision DEFAULT VALUES",
        "UPDATE dispatch SET text = ''",
        "DROP TABLE claim",
        "CREATE TABLE x (a)",
        "CREATE TEMP TABLE x (a)",
        "ATTACH '/etc/passwd' AS x",
        "ATTACH ':memory:' AS x",
        "PRAGMA user_version = 7",
        "PRAGMA journal_mode",
        "VACUUM INTO '/tmp/copy'",
        "SELECT load_extension('x')",
        "BEGIN",
        "SAVEPOINT a",
        "SELECT 1; DELETE FROM claim",
        "",
    ] {
        let answer = sql(question);
        assert_eq!(answer.status, 400, "{question}: {}", answer.body);
        assert!(answer.body.contains("problem"), "{question}");
    }
    assert_eq!(
        sql("SELECT count(*) FROM claim").body,
        rows.body,
        "nothing was changed"
    );
    assert!(!bench().ledger.with_file_name("copy").exists());
}

#[test]
fn the_sql_door_has_limits_of_rows_and_of_time() {
    let many = sql(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 5000) SELECT i FROM n",
    );
    assert!(
        many.body.contains("\"cut\":true")
            && many.body.contains("[1000]")
            && !many.body.contains("[1001]")
    );
    let endless = sql(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
    );
    assert_eq!(endless.status, 400);
    assert!(endless.body.contains("took too long"), "{}", endless.body);
}

#[test]
fn a_body_has_an_end() {
    let bench = bench();
    let headers = [
        ("content-type", "application/json"),
        ("x-selon-token", TOKEN),
    ];
    let long = format!(
        "{{\"reason\":\"{}\"}}",
        "x".repeat(selon_workbench::BODY_BYTES + 1)
    );
    assert_eq!(
        ask(bench, "POST", "/api/v1/undo", &headers, &long).status,
        413
    );
    for broken in ["{", "[]", "\u{0}", "{\"claim\":1}"] {
        let answer = ask(bench, "POST", "/api/v1/review", &headers, broken);
        assert!(
            matches!(answer.status, 400 | 422),
            "{broken}: {}",
            answer.status
        );
    }
}

#[test]
fn hostile_text_is_data_and_stays_as_it_was() {
    let list = get("/api/v1/claims?words=onerror");
    assert_eq!(list.status, 200);
    assert!(list.head.contains("content-type: application/json"));
    let dispatch = get("/api/v1/search?q=onerror").body;
    assert!(dispatch.contains("onerror"), "{dispatch}");
    assert!(
        !get("/").body.contains("onerror"),
        "nothing of a dispatch is part of the page"
    );
    let csv = get("/api/v1/claims.csv");
    assert!(csv.head.contains("content-type: text/csv"));
}

#[test]
fn odd_questions_are_answered_in_words() {
    for (path, status) in [
        ("/api/v1/claim/zz", 400),
        ("/api/v1/claim/%ff%fe", 400),
        ("/api/v1/dispatch/x", 400),
        ("/api/v1/place/nowhere", 404),
        ("/api/v1/place/nowhere?on=tomorrow", 400),
        ("/api/v1/history?lens=camp:", 400),
        ("/api/v1/history?known=2017-02-30", 400),
        ("/api/v1/search", 400),
        ("/api/v1/claims?limit=-1", 400),
        ("/api/v1/states.csv", 400),
        ("/api/v1/history?known=-009999-01-01", 200),
        ("/api/v1/history?known=9999-12-31", 200),
    ] {
        let answer = get(path);
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
    }
}

#[test]
fn the_description_names_every_route_and_only_these() {
    let text = selon_workbench::description();
    assert_eq!(get("/api/v1/openapi.json").body, text);
    for path in [
        "/api/v1/record",
        "/api/v1/history",
        "/api/v1/place/{place}",
        "/api/v1/sql",
        "/api/v1/review",
    ] {
        assert!(text.contains(&format!("\"{path}\": {{")), "{path}");
    }
    let written = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/openapi.json");
    let written =
        std::fs::read_to_string(written).expect("the description is part of the documentation");
    assert_eq!(
        written, text,
        "stale; run `selon serve --openapi > docs/reference/openapi.json`"
    );
    assert!(text.contains("\"x-selon-token\"") && text.contains("#/components/schemas/ClaimCard"));
}
