//! The workbench: one screen to see who says who holds what, served on this machine.
//!
//! What this crate is for: an HTTP interface over the façade's desk ([`api`]), described by OpenAPI
//! out of the same table that routes it; the page, embedded and without a build step ([`assets`]);
//! and what keeps strangers out ([`guard`]). Handlers parse, ask the façade, render. What it leaves
//! out: every judgement (ledger), every public form of the record (façade), and every network: nothing
//! is fetched, and unless told otherwise nothing but this machine is listened to.

mod api;
mod assets;
mod guard;
mod openapi;

pub use guard::{Guard, token};

use axum::Router;
use selon::desk::Desk;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// A body may hold this many bytes.
pub const BODY_BYTES: usize = 64 * 1024;
/// An answer may take this long.
pub const ANSWER: Duration = Duration::from_secs(20);
/// A question in SQL may take this long.
pub const SQL: Duration = Duration::from_secs(5);
/// A question in SQL gives at most this many rows.
pub const SQL_ROWS: usize = 1000;

/// Who reviews in this session.
#[derive(Clone, Debug)]
pub struct Review {
    /// The name decisions are signed with.
    pub author: String,
    /// What every request that writes must bring.
    pub token: String,
}

/// What handlers share.
pub(crate) struct Shared {
    desk: Desk,
    review: Option<Review>,
}

/// The workbench of a desk: every route, guarded.
pub fn router(desk: Desk, guard: Guard, review: Option<Review>) -> Router {
    let shared = Arc::new(Shared { desk, review });
    let api = api::table();
    let description: Arc<str> = openapi::describe(&api).into();
    api.router(description)
        .merge(assets::router())
        .with_state(shared)
        .layer(axum::extract::DefaultBodyLimit::max(BODY_BYTES))
        .layer(axum::middleware::from_fn_with_state(
            Arc::new(guard),
            guard::check,
        ))
}

/// The description of the HTTP interface, as the server gives it.
pub fn description() -> String {
    openapi::describe(&api::table())
}

/// Serves a desk until the process ends. `ready` is called with the address once it listens.
pub fn serve(
    desk: Desk,
    address: SocketAddr,
    review: Option<Review>,
    ready: impl FnOnce(SocketAddr),
) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(8)
        .enable_io()
        .enable_time()
        .build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await?;
        let bound = listener.local_addr()?;
        ready(bound);
        axum::serve(listener, router(desk, Guard::new(bound), review))
            .with_graceful_shutdown(async {
                // Without a handler for the signal the process simply ends, which is as good.
                let _ = tokio::signal::ctrl_c().await;
            })
            .await
    })
}
