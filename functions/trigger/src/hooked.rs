//! The doors of systems with a mapping of their own: `/v1/hooks/{name}`.

use crate::App;
use crate::door::{Call, no_door, not_json, problem, told};
use crate::keys::Kind;
use crate::sources::hook;
use bootstrap::http::Reply;
use serde_json::Value;
use survey::Slug;

/// Answers a system's webhook. The door is open where the hook has a key and a published mapping.
pub async fn answer(app: &App, call: &Call<'_>, name: &str) -> Reply {
    let Ok(name) = Slug::parse(name) else { return no_door() };
    let keys = app.sources.keys(Kind::Hook, name.as_str());
    if keys.is_empty() {
        tracing::warn!(hook = %name, "GLIMT_SOURCES has no “hook:{name}”, so this door is closed");
        return no_door();
    }
    let now = (app.clock)();
    let mapping = match app.store.hooks(now).await {
        Ok(hooks) => hooks.get(&name).cloned(),
        Err(error) => {
            tracing::error!(hook = %name, %error, "the mapping was not read");
            return problem(503, "Not now", "The event was not filed; send it again.");
        }
    };
    let Some(mapping) = mapping else {
        tracing::warn!(hook = %name, "no mapping is published, so this door is closed; publish hooks/{name}.toml");
        return no_door();
    };
    if !keys.iter().any(|key| hook::is_signed(&mapping, &call.request.headers, &call.body, key)) {
        return problem(401, "Not signed", "The request carries no key of this hook, or its signature is of none.");
    }
    let Ok(payload) = serde_json::from_slice::<Value>(&call.body) else { return not_json(name.as_str()) };
    let reading = hook::webhook(name.as_str(), &mapping, &payload, now);
    told(app, name.as_str(), reading, call.dry_run).await
}
