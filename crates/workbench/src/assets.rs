//! The page and its parts, compiled in. A request names one of them or nothing at all: no path is
//! ever looked up in a file system.

use crate::Shared;
use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use std::sync::Arc;

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";
const SVG: &str = "image/svg+xml";

macro_rules! page {
    ($file:literal) => {
        include_bytes!(concat!("../page/", $file))
    };
}

/// Every part of the page: its path, its kind and its bytes.
pub(crate) const ASSETS: &[(&str, &str, &[u8])] = &[
    ("/", HTML, page!("index.html")),
    ("/style.css", CSS, page!("style.css")),
    ("/print.css", CSS, page!("print.css")),
    ("/icon.svg", SVG, page!("icon.svg")),
    ("/app.js", JS, page!("app.js")),
    ("/state.js", JS, page!("state.js")),
    ("/dom.js", JS, page!("dom.js")),
    ("/words.js", JS, page!("words.js")),
    ("/record.js", JS, page!("record.js")),
    ("/days.js", JS, page!("days.js")),
    ("/map.js", JS, page!("map.js")),
    ("/discs.js", JS, page!("discs.js")),
    ("/symbols.js", JS, page!("symbols.js")),
    ("/timeline.js", JS, page!("timeline.js")),
    ("/triangle.js", JS, page!("triangle.js")),
    ("/dossier.js", JS, page!("dossier.js")),
    ("/evidence.js", JS, page!("evidence.js")),
    ("/lists.js", JS, page!("lists.js")),
    ("/review.js", JS, page!("review.js")),
    ("/report.js", JS, page!("report.js")),
    ("/outline.path", TEXT, selon::map::OUTLINE.as_bytes()),
];

pub(crate) fn router() -> Router<Arc<Shared>> {
    ASSETS
        .iter()
        .fold(Router::new(), |router, (path, kind, bytes)| {
            router.route(
                path,
                get(move || async move {
                    (
                        [
                            (header::CONTENT_TYPE, *kind),
                            (header::CACHE_CONTROL, "no-cache"),
                        ],
                        *bytes,
                    )
                        .into_response()
                }),
            )
        })
}
