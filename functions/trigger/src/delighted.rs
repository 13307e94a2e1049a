//! The doors for code that was written against Delighted, which has closed: the same paths, key and replies.
//!
//! Its key comes as the user's name of HTTP Basic, and its own clients leave out the colon; paths come with `.json` and
//! without. Beyond what Delighted's replies hold, `glimt` in a reply tells what was decided, and why.

use crate::door::{Call, not_set_up};
use crate::keys::{Caller, Kind, is_key};
use crate::people::{DELIGHTED, People};
use crate::sources::fields::BadField;
use crate::sources::{Delivery, delighted, header};
use crate::{App, deliver};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bootstrap::http::{self, Reply};
use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use survey::address::BadAddress;
use survey::{Address, ContactKey, Reason};

/// What Delighted's paths begin with.
const NOUNS: [&str; 6] = ["people", "unsubscribes", "bounces", "metrics", "survey_responses", "autopilot"];
/// What is said to calls that have no counterpart here.
const TAKEN: &str = "Of Delighted's calls, Glimt takes POST /v1/people.json, POST and GET /v1/unsubscribes.json, \
     GET /v1/bounces.json and DELETE /v1/people/{email}/survey_requests/pending.json. Scores and answers are in \
     Glimt's exports.";
const PER_PAGE: usize = 20;
const MOST_PER_PAGE: usize = 100;

/// Which of Delighted's calls it is.
#[derive(Debug, PartialEq, Eq)]
pub enum Asked {
    Person,
    Unsubscribe,
    Unsubscribed,
    Bounced,
    /// For the person with this address, as it stands in the path.
    CallOff(String),
    /// One that has no counterpart here.
    Other,
}

/// The call that a path and method stand for; `None` if the path is not Delighted's.
pub fn asked(method: &str, path: &[&str]) -> Option<Asked> {
    let plain = |part: &&str| part.strip_suffix(".json").unwrap_or(part).to_owned();
    let ["v1", first, ..] = path else { return None };
    let (last, before) = path.split_last()?;
    if !NOUNS.contains(&plain(first).as_str()) && !last.ends_with(".json") {
        return None;
    }
    Some(match (method, before, plain(last).as_str()) {
        ("POST", ["v1"], "people") => Asked::Person,
        ("POST", ["v1"], "unsubscribes") => Asked::Unsubscribe,
        ("GET", ["v1"], "unsubscribes") => Asked::Unsubscribed,
        ("GET", ["v1"], "bounces") => Asked::Bounced,
        ("DELETE", ["v1", "people", email @ .., "survey_requests"], "pending") => Asked::CallOff(email.join("/")),
        _ => Asked::Other,
    })
}

/// Answers a call of Delighted's.
pub async fn answer(app: &App, call: &Call<'_>, asked: Asked) -> Reply {
    let source = match caller(app, call) {
        Caller::NotSetUp => return not_set_up("delighted", Kind::Delighted.prefix()),
        Caller::Stranger => {
            let detail = "Send the key as the user's name of HTTP Basic, with an empty password.";
            let realm = "Basic realm=\"glimt\"";
            return problem(401, "Not authorised", detail).header(::http::header::WWW_AUTHENTICATE, realm);
        }
        Caller::Of(names) => names.first().copied().unwrap_or_default(),
    };
    let answered = match asked {
        Asked::Person => person(app, call, source).await,
        Asked::Unsubscribe => unsubscribe(app, call).await,
        Asked::Unsubscribed => list(app, call, Reason::OptedOut, "unsubscribed_at").await,
        Asked::Bounced => list(app, call, Reason::Bounced, "bounced_at").await,
        Asked::CallOff(email) => call_off(app, &email, call.dry_run).await,
        Asked::Other => return problem(404, "Not taken", TAKEN),
    };
    answered.unwrap_or_else(|error| {
        tracing::error!(source, error = format!("{error:#}"), "not done");
        problem(503, "Not now", "Nothing can be promised; send it again.")
    })
}

fn caller<'a>(app: &'a App, call: &Call<'_>) -> Caller<'a> {
    let key = header(&call.request.headers, "authorization").and_then(user);
    app.sources.caller(Kind::Delighted, |own| key.as_deref().is_some_and(|given| is_key(given, own)))
}

/// The user's name of HTTP Basic, if the password is empty or left out with its colon.
fn user(authorization: &str) -> Option<String> {
    let (scheme, given) = authorization.split_once(' ')?;
    let given = STANDARD.decode(given.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let given = String::from_utf8(given).ok()?;
    match given.split_once(':') {
        Some((user, "")) => Some(user.to_owned()),
        Some(_) => None,
        None => Some(given),
    }
}

async fn person(app: &App, call: &Call<'_>, source: &str) -> anyhow::Result<Reply> {
    let Some(fields) = delighted::fields(&call.request.headers, &call.body) else { return Ok(unreadable()) };
    let now = (app.clock)();
    let sent = match delighted::sent(source, &fields, &app.secrets, now) {
        Ok(sent) => sent,
        Err(wrong) => return Ok(refused(&wrong)),
    };
    if let Some(at) = sent.last_sent_at
        && !call.dry_run
    {
        people_of(app, now).note_asked(&sent.person, DELIGHTED, at).await?;
    }
    let mut told = match sent.touchpoint.clone() {
        Some(touchpoint) => deliver(app, source, Delivery::Happened(vec![touchpoint]), call.dry_run).await?,
        None => json!({ "decisions": [], "detail": "Nobody is asked: send is false." }),
    };
    let decisions = told["decisions"].as_array().map_or(&[][..], Vec::as_slice);
    let due = decisions.iter().filter_map(|decision| decision["due"].as_str()?.parse::<Timestamp>().ok()).min();
    if let Some(touchpoint) = sent.touchpoint.filter(|_| decisions.is_empty()) {
        told["detail"] = format!("Nobody is asked: no survey listens to {}.", touchpoint.kind).into();
    }
    let mut reply = sent.echo;
    reply["survey_scheduled_at"] = json!(due.map(Timestamp::as_second));
    reply["glimt"] = told;
    Ok(Reply::json(201, &reply))
}

async fn unsubscribe(app: &App, call: &Call<'_>) -> anyhow::Result<Reply> {
    let Some(fields) = delighted::fields(&call.request.headers, &call.body) else { return Ok(unreadable()) };
    let address = match delighted::address(&fields, "/person_email") {
        Ok(address) => address,
        Err(wrong) => return Ok(refused(&wrong)),
    };
    let (person, now) = (ContactKey::of(&address, &app.secrets), (app.clock)());
    if !call.dry_run {
        people_of(app, now).suppress(&person, Reason::OptedOut, now).await?;
        tracing::info!(contact = %person, "opted out");
    }
    Ok(Reply::json(200, &json!({ "ok": true })))
}

/// Everybody who may not be asked for this reason, page by page, oldest first. No address is kept of them.
async fn list(app: &App, call: &Call<'_>, reason: Reason, since: &str) -> anyhow::Result<Reply> {
    let per_page = number(call, "per_page").unwrap_or(PER_PAGE).clamp(1, MOST_PER_PAGE);
    let page = number(call, "page").unwrap_or(1).max(1);
    let Some(everybody) = app.store.suppressed(reason).await? else {
        return Ok(problem(501, "Too many", "There are too many people in the table to list them here."));
    };
    let entry = |(person, at): (ContactKey, Timestamp)| json!({ "person_id": person.to_string(), "email": null, "name": null, since: at.as_second() });
    let skipped = (page - 1).saturating_mul(per_page);
    Ok(Reply::json(200, &everybody.into_iter().skip(skipped).take(per_page).map(entry).collect()))
}

fn number(call: &Call<'_>, name: &str) -> Option<usize> {
    call.request.query_string_parameters.first(name)?.parse().ok()
}

async fn call_off(app: &App, email: &str, dry_run: bool) -> anyhow::Result<Reply> {
    let Ok(address) = address_in(email) else {
        return Ok(problem(404, "No such person", "The path has no email address."));
    };
    let person = ContactKey::of(&address, &app.secrets);
    let mut reply = json!({ "ok": true });
    if !dry_run {
        let called_off = people_of(app, (app.clock)()).call_off(&person).await?;
        tracing::info!(contact = %person, called_off, "called off");
        reply["glimt"] = json!({ "voided": called_off });
    }
    Ok(Reply::json(200, &reply))
}

/// The address in a path, which API Gateway has decoded, or has not.
fn address_in(path: &str) -> Result<Address, BadAddress> {
    if path.contains('@') {
        Address::parse(path)
    } else {
        Address::parse(&percent_decode_str(path).decode_utf8_lossy())
    }
}

fn people_of(app: &App, now: Timestamp) -> People<'_> {
    People { store: &app.store, secrets: &app.secrets, now }
}

fn unreadable() -> Reply {
    problem(400, "Unreadable body", "The body must be JSON, or a form with its content type.")
}

/// Delighted says 422 to what is not valid.
fn refused(wrong: &BadField) -> Reply {
    let detail = format!("{} {}", wrong.field, wrong.expected);
    let errors = json!({ "errors": [wrong.to_json()] });
    Reply::problem_of(422, &http::problem(422, "Not valid", &detail, errors))
}

fn problem(status: u16, title: &str, detail: &str) -> Reply {
    Reply::problem(status, title, detail, Value::Object(serde_json::Map::new()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_the_users_name_with_its_colon_or_without() {
        let basic = |text: &str| user(&format!("Basic {}", STANDARD.encode(text)));
        assert_eq!(basic("key:"), Some("key".to_owned()));
        assert_eq!(basic("key"), Some("key".to_owned()));
        assert_eq!(basic("key:password"), None);
        assert_eq!(user("Bearer a2V5"), None);
        assert_eq!(user("Basic %%%"), None);
    }

    #[test]
    fn the_official_clients_paths_have_no_json_and_others_do() {
        let of = |method: &str, path: &str| asked(method, &path.split('/').collect::<Vec<_>>());
        for path in ["v1/people.json", "v1/people"] {
            assert_eq!(of("POST", path), Some(Asked::Person), "{path}");
        }
        for path in
            ["v1/people/a/b%40c.no/survey_requests/pending", "v1/people/a/b%40c.no/survey_requests/pending.json"]
        {
            assert_eq!(of("DELETE", path), Some(Asked::CallOff("a/b%40c.no".to_owned())), "{path}");
        }
        for path in ["v1/people/5", "v1/metrics", "v1/autopilot/email.json", "v1/people.json", "v1/new.json"] {
            assert_eq!(of("GET", path), Some(Asked::Other), "{path}");
        }
        for path in ["v1/events", "v1/shopify", "people.json", "v1/hooks/people"] {
            assert_eq!(of("POST", path), None, "{path}");
        }
    }
}
