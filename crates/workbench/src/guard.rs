//! What keeps strangers out of a server on one's own machine.
//!
//! A page of another site can make a browser send requests here, or have its own name point at this
//! machine. So the Host must be one of ours, an Origin must be ours too, and requests that a browser
//! says come from another site are refused. Answers forbid scripts, styles, frames and connections
//! from anywhere else; what writes needs the session's token besides (see `api`).

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::SocketAddr;
use std::sync::Arc;

/// What the page may load, and from where: its own files, nothing inline, nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The header that carries the session's token.
pub(crate) const TOKEN: &str = "x-selon-token";

/// The names under which this server may be called.
#[derive(Clone, Debug)]
pub struct Guard {
    hosts: Vec<String>,
}

impl Guard {
    /// The guard of a server at an address: its own name, and the loopback's where it listens there.
    pub fn new(address: SocketAddr) -> Guard {
        let port = address.port();
        let mut hosts = vec![address.to_string()];
        if address.ip().is_loopback() || address.ip().is_unspecified() {
            hosts.extend([
                format!("127.0.0.1:{port}"),
                format!("localhost:{port}"),
                format!("[::1]:{port}"),
            ]);
        }
        Guard { hosts }
    }

    fn host(&self, headers: &HeaderMap) -> bool {
        let mut all = headers.get_all(header::HOST).iter();
        match (all.next(), all.next()) {
            (Some(host), None) => host.to_str().is_ok_and(|host| {
                self.hosts
                    .iter()
                    .any(|ours| ours.eq_ignore_ascii_case(host))
            }),
            _ => false,
        }
    }

    fn origin(&self, headers: &HeaderMap) -> bool {
        let ours = |origin: &HeaderValue| {
            origin
                .to_str()
                .ok()
                .and_then(|origin| origin.strip_prefix("http://"))
                .is_some_and(|host| {
                    self.hosts
                        .iter()
                        .any(|ours| ours.eq_ignore_ascii_case(host))
                })
        };
        let site = headers
            .get("sec-fetch-site")
            .is_none_or(|site| site == "same-origin" || site == "none");
        site && headers.get_all(header::ORIGIN).iter().all(ours)
    }
}

/// Refuses what is not for us, ends what takes too long, and says what the answer may do.
pub(crate) async fn check(
    State(guard): State<Arc<Guard>>,
    request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    let refusal = if !guard.host(headers) {
        Some((
            StatusCode::MISDIRECTED_REQUEST,
            "this server does not go by that name",
        ))
    } else if !guard.origin(headers) {
        Some((
            StatusCode::FORBIDDEN,
            "requests from other sites are refused",
        ))
    } else if request.method() == Method::POST && !json(headers) {
        Some((StatusCode::UNSUPPORTED_MEDIA_TYPE, "send application/json"))
    } else {
        None
    };
    let mut response = match refusal {
        Some((status, why)) => crate::api::problem(status, why),
        None => match tokio::time::timeout(crate::ANSWER, next.run(request)).await {
            Ok(response) => response,
            Err(_) => crate::api::problem(StatusCode::SERVICE_UNAVAILABLE, "this took too long"),
        },
    };
    let headers = response.headers_mut();
    for (name, value) in [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("x-frame-options", "DENY"),
        (
            "permissions-policy",
            "camera=(), geolocation=(), microphone=()",
        ),
    ] {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response.into_response()
}

fn json(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.split(';').next().unwrap_or("").trim() == "application/json")
}

/// Whether two tokens are the same, in a time that does not tell where they differ.
pub(crate) fn same(given: &str, ours: &str) -> bool {
    let (given, ours) = (given.as_bytes(), ours.as_bytes());
    given.len() == ours.len() && given.iter().zip(ours).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

/// A new token: 128 bits from the system, as hexadecimal digits.
pub fn token() -> Result<String, String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| format!("the system gives no random bytes: {error}"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
