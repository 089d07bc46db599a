//! The HTTP interface: one table of routes, each with what it takes, what it gives and who answers.
//!
//! The same table makes the router and the OpenAPI description, so neither can tell what the other
//! does not do. Everything reads, save the routes that need the session's token.

use crate::{Review, SQL, SQL_ROWS, Shared};
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use selon::desk::public as form;
use selon::desk::{DeskError, Pair, Verdict};
use selon::ledger::find::Filter;
use selon::model::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

const JSON: &str = "application/json";

/// Every route.
#[derive(Default)]
pub(crate) struct Table {
    pub routes: Vec<Route>,
}

/// One route and how it is described.
pub(crate) struct Route {
    pub path: &'static str,
    pub name: &'static str,
    pub summary: &'static str,
    /// Media type of the answer.
    pub kind: &'static str,
    /// It needs the session's token.
    pub writes: bool,
    pub input: fn(&mut SchemaGenerator) -> Schema,
    pub output: fn(&mut SchemaGenerator) -> Schema,
    mount: Box<dyn Fn(Router<Arc<Shared>>) -> Router<Arc<Shared>>>,
}

/// What a handler gives: bytes of the route's kind, or a problem.
type Given = Result<Vec<u8>, Problem>;

/// What is wrong.
pub(crate) struct Problem(StatusCode, String);

impl From<DeskError> for Problem {
    fn from(error: DeskError) -> Problem {
        let status = if error.is_missing() {
            StatusCode::NOT_FOUND
        } else if error.is_question() {
            StatusCode::BAD_REQUEST
        } else {
            StatusCode::INTERNAL_SERVER_ERROR
        };
        Problem(status, error.to_string())
    }
}

fn wrong(words: impl Into<String>) -> Problem {
    Problem(StatusCode::BAD_REQUEST, words.into())
}

pub(crate) fn problem(status: StatusCode, words: &str) -> Response {
    (status, Json(serde_json::json!({ "problem": words }))).into_response()
}

impl Table {
    /// A route that reads: parameters from the path and the query.
    fn get<I, O>(
        &mut self,
        path: &'static str,
        name: &'static str,
        summary: &'static str,
        kind: &'static str,
        answer: fn(&Shared, I) -> Given,
    ) where
        I: DeserializeOwned + JsonSchema + Send + 'static,
        O: JsonSchema,
    {
        self.routes.push(Route {
            path,
            name,
            summary,
            kind,
            writes: false,
            input: |generator| generator.subschema_for::<I>(),
            output: |generator| generator.subschema_for::<O>(),
            mount: Box::new(move |router| {
                router.route(
                    path,
                    get(
                        move |State(shared): State<Arc<Shared>>, request: Request| async move {
                            match parameters::<I>(path, request.uri()) {
                                Ok(input) => answered(kind, move || answer(&shared, input)).await,
                                Err(problem) => problem.into_response(),
                            }
                        },
                    ),
                )
            }),
        });
    }

    /// A route that writes: a JSON body, and the session's token.
    fn post<I, O>(
        &mut self,
        path: &'static str,
        name: &'static str,
        summary: &'static str,
        answer: fn(&Shared, &Review, I) -> Given,
    ) where
        I: DeserializeOwned + JsonSchema + Send + 'static,
        O: JsonSchema,
    {
        self.routes.push(Route {
            path,
            name,
            summary,
            kind: JSON,
            writes: true,
            input: |generator| generator.subschema_for::<I>(),
            output: |generator| generator.subschema_for::<O>(),
            mount: Box::new(move |router| {
                router.route(
                    path,
                    post(
                        move |State(shared): State<Arc<Shared>>,
                              headers: HeaderMap,
                              request: Request| async move {
                            let review = match allowed(&shared, &headers) {
                                Ok(review) => review,
                                Err(problem) => return problem.into_response(),
                            };
                            match Json::<I>::from_request(request, &()).await {
                                Ok(Json(input)) => {
                                    answered(JSON, move || answer(&shared, &review, input)).await
                                }
                                Err(rejection) => {
                                    problem(rejection.status(), &rejection.body_text())
                                }
                            }
                        },
                    ),
                )
            }),
        });
    }

    /// The router of every route.
    pub(crate) fn router(self, description: Arc<str>) -> Router<Arc<Shared>> {
        let router = self
            .routes
            .iter()
            .fold(Router::new(), |router, route| (route.mount)(router));
        router
            .route(
                "/api/v1/openapi.json",
                get(move || async move { ([(header::CONTENT_TYPE, JSON)], description.to_string()) }),
            )
            .fallback(|| async { problem(StatusCode::NOT_FOUND, "there is nothing here; /api/v1/openapi.json lists what there is") })
            .method_not_allowed_fallback(|| async { problem(StatusCode::METHOD_NOT_ALLOWED, "not with this method") })
    }
}

/// Runs a handler where waiting for a disk keeps nobody else waiting.
async fn answered(kind: &'static str, answer: impl FnOnce() -> Given + Send + 'static) -> Response {
    match tokio::task::spawn_blocking(answer).await {
        Ok(Ok(bytes)) => ([(header::CONTENT_TYPE, kind)], bytes).into_response(),
        Ok(Err(problem)) => problem.into_response(),
        Err(_) => problem(
            StatusCode::INTERNAL_SERVER_ERROR,
            "the question failed; this is a fault of the program",
        ),
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        problem(self.0, &self.1)
    }
}

/// The reviewer, when the request brings the session's token.
fn allowed(shared: &Shared, headers: &HeaderMap) -> Result<Review, Problem> {
    let Some(review) = &shared.review else {
        return Err(Problem(
            StatusCode::FORBIDDEN,
            "this session is for reading; start `selon serve --review` to review".to_owned(),
        ));
    };
    let given = headers
        .get(crate::guard::TOKEN)
        .and_then(|token| token.to_str().ok())
        .unwrap_or_default();
    if crate::guard::same(given, &review.token) {
        Ok(review.clone())
    } else {
        Err(Problem(
            StatusCode::UNAUTHORIZED,
            "reviewing needs the token of the address that `selon serve` printed".to_owned(),
        ))
    }
}

/// Parameters out of the path's last segment and the query.
fn parameters<I: DeserializeOwned>(path: &str, uri: &axum::http::Uri) -> Result<I, Problem> {
    let mut query = uri.query().unwrap_or_default().to_owned();
    if let Some(name) = path
        .rsplit('/')
        .next()
        .and_then(|last| last.strip_prefix('{'))
    {
        let value = uri.path().rsplit('/').next().unwrap_or_default();
        let name = name.trim_end_matches('}');
        // A `+` of the path is itself; in a query it would be a blank.
        query = format!("{name}={}&{query}", value.replace('+', "%2B"));
    }
    let uri: axum::http::Uri = format!("/?{}", query.trim_end_matches('&'))
        .parse()
        .map_err(|_| wrong("the parameters cannot be understood"))?;
    axum::extract::Query::<I>::try_from_uri(&uri)
        .map(|query| query.0)
        .map_err(|rejection| wrong(rejection.body_text()))
}

fn json<T: Serialize>(value: &T) -> Given {
    serde_json::to_vec(value)
        .map_err(|error| Problem(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))
}

/// No parameters.
#[derive(Deserialize, JsonSchema)]
struct Nothing {}

#[derive(Deserialize, JsonSchema)]
struct Lens {
    /// `reconciled`, `camp:KEY` or `source:KEY`.
    #[serde(default = "reconciled")]
    lens: String,
    /// As known on this day; without it, on every day.
    known: Option<String>,
}

fn reconciled() -> String {
    "reconciled".to_owned()
}

#[derive(Deserialize, JsonSchema)]
struct Place {
    /// Key of the place.
    place: String,
    /// The day asked about; without it, the last on record.
    on: Option<String>,
    /// What was published later is left out; without it, the day asked about.
    known: Option<String>,
}

impl Place {
    fn days(&self, shared: &Shared) -> Result<(Date, Date), Problem> {
        let on = match &self.on {
            Some(day) => self::day(day)?,
            None => shared
                .desk
                .last_day()
                .ok_or_else(|| wrong("nothing with a date is on record"))?,
        };
        let known = self.known.as_deref().map(self::day).transpose()?;
        Ok((on, known.unwrap_or(on)))
    }
}

fn day(text: &str) -> Result<Date, Problem> {
    text.parse()
        .map_err(|_| wrong(format!("`{text}` is no day: write YYYY-MM-DD")))
}

#[derive(Deserialize, JsonSchema)]
struct Id {
    /// The id, or its first digits when those are enough.
    id: String,
}

#[derive(Deserialize, JsonSchema)]
struct Words {
    /// What to look for.
    q: String,
}

#[derive(Deserialize, JsonSchema, Clone)]
struct Which {
    /// They speak of the place with this key.
    place: Option<String>,
    /// The actor with this key takes part.
    actor: Option<String>,
    /// The innermost voice has this name.
    source: Option<String>,
    /// They are of this type.
    r#type: Option<String>,
    /// Their dispatch holds these words.
    words: Option<String>,
    /// Published on or after this day.
    since: Option<String>,
    /// Published on or before this day.
    known: Option<String>,
    /// How many to leave out.
    offset: Option<usize>,
    /// How many to give; at most 1000.
    limit: Option<usize>,
}

impl Which {
    fn filter(&self) -> Result<Filter, Problem> {
        let day = |text: &Option<String>| {
            text.as_deref()
                .filter(|text| !text.is_empty())
                .map(self::day)
                .transpose()
        };
        let some = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        Ok(Filter {
            place: some(&self.place),
            actor: some(&self.actor),
            source: some(&self.source),
            kind: some(&self.r#type),
            words: some(&self.words),
            since: day(&self.since)?,
            known: day(&self.known)?,
        })
    }
}

#[derive(Deserialize, JsonSchema)]
struct Statement {
    /// One SELECT.
    q: String,
}

#[derive(Deserialize, JsonSchema)]
struct Moment {
    /// The day asked about.
    on: String,
    /// What was published later is left out; without it, the day asked about.
    known: Option<String>,
    /// `reconciled`, `camp:KEY` or `source:KEY`.
    #[serde(default = "reconciled")]
    lens: String,
}

impl Moment {
    fn days(&self) -> Result<(Date, Date), Problem> {
        let on = day(&self.on)?;
        Ok((
            on,
            self.known.as_deref().map(day).transpose()?.unwrap_or(on),
        ))
    }
}

#[derive(Deserialize, JsonSchema)]
struct Queue {
    /// Hide what others decided, and keep what only they decided.
    #[serde(default)]
    blind: bool,
    /// Only claims about the place with this key.
    place: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
struct Blind {
    /// Only decisions made without seeing others'.
    #[serde(default)]
    blind: bool,
}

#[derive(Deserialize, JsonSchema)]
struct Known {
    /// As known on this day.
    known: String,
}

#[derive(Deserialize, JsonSchema)]
struct Decide {
    /// The claim's id, or its first digits.
    claim: String,
    /// `accept`, `edit`, `reject`, `unsure`, `split`.
    value: String,
    /// For an edit, `date=2017-11-09 holder=isis loser=syrian-army`; for a split, its parts in words.
    detail: Option<String>,
    /// Why.
    #[serde(default)]
    reason: String,
    /// Made without seeing others'.
    #[serde(default)]
    blind: bool,
    /// Milliseconds from showing to deciding.
    took: Option<u32>,
}

#[derive(Deserialize, JsonSchema)]
struct Judge {
    /// One claim.
    claim: String,
    /// The other.
    other: String,
    /// `same`, `different`, `unsure`.
    value: String,
    /// Why.
    #[serde(default)]
    reason: String,
}

#[derive(Deserialize, JsonSchema)]
struct Undo {
    /// Why.
    #[serde(default)]
    reason: String,
}

/// Every route of the interface.
pub(crate) fn table() -> Table {
    let mut table = Table::default();
    table.get::<Nothing, form::Overview>(
        "/api/v1/record",
        "record",
        "What the record holds",
        JSON,
        |shared, _| {
            let reviewer = shared.review.as_ref().map(|review| review.author.as_str());
            json(&shared.desk.overview(reviewer)?)
        },
    );
    table.get::<Nothing, Vec<form::PlaceRow>>(
        "/api/v1/places",
        "places",
        "Every place that claims speak of",
        JSON,
        |shared, _| json(&shared.desk.places()),
    );
    table.get::<Lens, form::History>(
        "/api/v1/history",
        "history",
        "The states of every place over both clocks, in runs",
        JSON,
        |shared, input| {
            let known = input.known.as_deref().map(day).transpose()?;
            Ok(shared.desk.history(&input.lens, known)?.as_bytes().to_vec())
        },
    );
    table.get::<Place, form::StateCard>(
        "/api/v1/state/{place}",
        "state",
        "The state of a place, with its reason",
        JSON,
        |shared, input| {
            let (on, known) = input.days(shared)?;
            json(&shared.desk.state(&input.place, on, known)?)
        },
    );
    table.get::<Place, form::DossierPage>(
        "/api/v1/place/{place}",
        "place",
        "Everything on one place",
        JSON,
        |shared, input| {
            let (on, known) = input.days(shared)?;
            json(&shared.desk.dossier(&input.place, on, known)?)
        },
    );
    table.get::<Id, form::ClaimPage>(
        "/api/v1/claim/{id}",
        "claim",
        "A claim with its text",
        JSON,
        |shared, input| json(&shared.desk.claim(&input.id)?),
    );
    table.get::<Id, form::DispatchPage>(
        "/api/v1/dispatch/{id}",
        "dispatch",
        "A dispatch as received",
        JSON,
        |shared, input| json(&shared.desk.dispatch(&input.id)?),
    );
    table.get::<Which, form::ClaimList>(
        "/api/v1/claims",
        "claims",
        "Claims that pass a filter, newest first",
        JSON,
        |shared, input| {
            let limit = input.limit.unwrap_or(100).min(1000);
            json(
                &shared
                    .desk
                    .claims(&input.filter()?, input.offset.unwrap_or(0), limit)?,
            )
        },
    );
    table.get::<Words, form::Found>(
        "/api/v1/search",
        "search",
        "Places, actors, sources and passages with some words",
        JSON,
        |shared, input| json(&shared.desk.search(input.q.trim(), 8)?),
    );
    table.get::<Nothing, Vec<form::Day>>(
        "/api/v1/activity",
        "activity",
        "What was published when and by whom",
        JSON,
        |shared, _| json(&shared.desk.activity()?),
    );
    table.get::<Nothing, Vec<form::DecisionCard>>(
        "/api/v1/decisions",
        "decisions",
        "Every decision, oldest first",
        JSON,
        |shared, _| json(&shared.desk.decisions()?),
    );
    table.get::<Known, form::Table>(
        "/api/v1/tracks",
        "tracks",
        "What became of what each source said",
        JSON,
        |shared, input| json(&shared.desk.tracks(day(&input.known)?)?),
    );
    table.get::<Queue, form::QueuePage>(
        "/api/v1/queue",
        "queue",
        "The claims that wait for a person",
        JSON,
        |shared, input| {
            let reviewer = shared.review.as_ref().map_or("", |review| &review.author);
            json(
                &shared
                    .desk
                    .queue(reviewer, input.blind, input.place.as_deref(), 50)?,
            )
        },
    );
    table.get::<Blind, form::AgreementPage>(
        "/api/v1/agreement",
        "agreement",
        "How far people agree",
        JSON,
        |shared, input| json(&shared.desk.agreement(input.blind)?),
    );
    table.post::<Decide, form::Recorded>(
        "/api/v1/review",
        "review",
        "Record a decision on a claim",
        |shared, review, input| {
            let verdict = Verdict {
                claim: input.claim,
                value: input.value,
                detail: input.detail,
                reason: input.reason,
                blind: input.blind,
                took: input.took,
            };
            json(&shared.desk.decide(&verdict, now(), &review.author)?)
        },
    );
    table.post::<Judge, form::Recorded>(
        "/api/v1/judge",
        "judge",
        "Record whether two claims are one utterance",
        |shared, review, input| {
            let pair = Pair {
                claim: input.claim,
                other: input.other,
                value: input.value,
                reason: input.reason,
            };
            json(&shared.desk.judge(&pair, now(), &review.author)?)
        },
    );
    table.post::<Undo, form::Recorded>(
        "/api/v1/undo",
        "undo",
        "Take back one's last decision",
        |shared, review, input| json(&shared.desk.undo(now(), &review.author, &input.reason)?),
    );
    table.get::<Statement, form::Table>(
        "/api/v1/sql",
        "sql",
        "One SELECT; at most 1000 rows and 5 seconds",
        JSON,
        sql,
    );
    table.get::<Which, String>(
        "/api/v1/claims.csv",
        "claimsCsv",
        "The claims of a filter as CSV",
        "text/csv; charset=utf-8",
        |shared, input| {
            Ok(shared
                .desk
                .claims_sheet(&input.filter()?)?
                .to_csv()
                .into_bytes())
        },
    );
    table.get::<Moment, String>(
        "/api/v1/states.csv",
        "statesCsv",
        "The states of a day as CSV",
        "text/csv; charset=utf-8",
        |shared, input| {
            let (on, known) = input.days()?;
            Ok(shared
                .desk
                .states_sheet(&input.lens, on, known)?
                .to_csv()
                .into_bytes())
        },
    );
    table.get::<Moment, serde_json::Value>(
        "/api/v1/states.geojson",
        "statesGeojson",
        "The states of a day as GeoJSON points",
        "application/geo+json",
        |shared, input| {
            let (on, known) = input.days()?;
            json(&shared.desk.states_geojson(&input.lens, on, known)?)
        },
    );
    table
}

#[expect(
    clippy::disallowed_methods,
    reason = "a question is stopped by the clock; its answer does not depend on it"
)]
fn sql(shared: &Shared, input: Statement) -> Given {
    let begun = std::time::Instant::now();
    let answer = shared
        .desk
        .sql(&input.q, SQL_ROWS, move || begun.elapsed() > SQL)?;
    json(&answer)
}

/// The instant a decision is made.
#[expect(
    clippy::disallowed_methods,
    reason = "a decision carries the instant a person made it"
)]
fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}
