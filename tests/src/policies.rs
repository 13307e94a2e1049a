//! What the template allows each function, and a network that lets a function do only that.

use anyhow::{Context, Result};
use glimt::aws::in_process::{Arrive, Carried, Network, Reply, Request, To};
use saphyr::{LoadableYamlNode, Yaml};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// An action, and the table or what else it is allowed on, as the template names it: (`dynamodb:GetItem`, `Contacts`).
pub type Grant = (String, String);

/// Everything that a function's role allows.
pub fn of(function: &str) -> Result<BTreeSet<Grant>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../infra/template.yaml");
    let text = std::fs::read_to_string(path)?;
    let documents = Yaml::load_from_str(&text)?;
    let template = documents.first().context("the template is empty")?;
    let role = format!("{}{}Role", function[..1].to_uppercase(), &function[1..]);
    let properties = bare(get(bare(get(bare(get(template, "Resources")?), &role)?), "Properties")?);
    let mut grants = BTreeSet::new();
    for policy in items(get(properties, "Policies")?) {
        for statement in items(get(bare(get(policy, "PolicyDocument")?), "Statement")?) {
            // `Fn::If`: what is allowed if it is allowed.
            let statement =
                get(statement, "Fn::If").ok().and_then(|of| items(of).into_iter().nth(1)).unwrap_or(statement);
            for action in items(get(statement, "Action")?) {
                let action = action.as_str().context("an action is no text")?;
                for resource in items(get(statement, "Resource")?) {
                    grants.insert((action.to_owned(), name(resource)));
                }
            }
        }
    }
    Ok(grants)
}

fn get<'y>(node: &'y Yaml<'y>, field: &str) -> Result<&'y Yaml<'y>> {
    bare(node).as_mapping_get(field).with_context(|| format!("there is no {field}"))
}

/// Without its tag (`!Sub`, `!GetAtt`).
fn bare<'y>(node: &'y Yaml<'y>) -> &'y Yaml<'y> {
    match node {
        Yaml::Tagged(_, inner) => inner,
        other => other,
    }
}

/// The elements of a list, or the one thing that stands for it.
fn items<'y>(node: &'y Yaml<'y>) -> Vec<&'y Yaml<'y>> {
    match bare(node) {
        Yaml::Sequence(items) => items.iter().collect(),
        _ => vec![node],
    }
}

/// `Contacts` of `!GetAtt Contacts.Arn`; anything else as it stands there.
fn name(resource: &Yaml<'_>) -> String {
    let text = bare(resource).as_str().unwrap_or_default();
    text.strip_suffix(".Arn").unwrap_or(text).to_owned()
}

/// Lets a function do what its role allows, and notes what it does and what it would have done.
pub struct Guard {
    allowed: BTreeSet<Grant>,
    noted: Mutex<Noted>,
    /// So many mails are throttled first.
    pub throttles: AtomicU32,
}

/// What a function has done.
#[derive(Debug, Clone, Default)]
pub struct Noted {
    pub used: BTreeSet<Grant>,
    pub refused: BTreeSet<Grant>,
}

impl Guard {
    pub fn of(function: &str) -> Result<Arc<Self>> {
        let throttles = AtomicU32::new(0);
        Ok(Arc::new(Self { allowed: of(function)?, noted: Mutex::default(), throttles }))
    }

    pub fn noted(&self) -> Noted {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What is allowed on tables, and of SES.
    pub fn allowed(&self) -> impl Iterator<Item = &Grant> {
        let is_table = |(action, on): &&Grant| action.starts_with("dynamodb:") && TABLES.contains(&on.as_str());
        let is_mail = |(action, _): &&Grant| action.starts_with("ses:");
        self.allowed.iter().filter(move |grant| is_table(grant) || is_mail(grant))
    }
}

const TABLES: [&str; 6] = ["Answers", "Contacts", "Invitations", "Journeys", "Scores", "Subjects"];

/// What a request needs to be allowed.
fn needed(request: &Request, allowed: &BTreeSet<Grant>) -> Vec<Grant> {
    match &request.to {
        To::Tables(operation) => {
            let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
            let batch = body["RequestItems"].as_object().into_iter().flat_map(|tables| tables.keys().cloned());
            let tables = body["TableName"].as_str().map(str::to_owned).into_iter().chain(batch);
            let named = |table: &str| {
                let is_it = |name: &&&str| table == format!("glimt-{}", name.to_lowercase());
                TABLES.iter().find(is_it).map_or_else(|| table.to_owned(), |name| (*name).to_owned())
            };
            tables.map(|table| (format!("dynamodb:{operation}"), named(&table))).collect()
        }
        To::Mail(_, path) => {
            let action = if path.ends_with("/account") { "ses:GetAccount" } else { "ses:SendEmail" };
            // Each identity and configuration set that it is allowed on is used by a mail.
            let on = allowed.iter().filter(|(allowed, _)| allowed == action);
            let on: Vec<_> = on.cloned().collect();
            if on.is_empty() { vec![(action.to_owned(), String::new())] } else { on }
        }
    }
}

impl Network for Guard {
    fn carry(&self, request: Request, arrive: Arrive) -> Carried {
        let needed = needed(&request, &self.allowed);
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        let (used, refused): (Vec<_>, Vec<_>) = needed.into_iter().partition(|grant| self.allowed.contains(grant));
        let is_refused = !refused.is_empty();
        noted.used.extend(used);
        noted.refused.extend(refused);
        let one_less = |left: u32| left.checked_sub(1);
        let is_throttled = matches!(&request.to, To::Mail(method, _) if method == "POST")
            && self.throttles.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_ok();
        Box::pin(async move {
            let refusal = |status, kind: &str| {
                let body = format!(r#"{{"__type":"{kind}","message":"{kind}"}}"#).into_bytes();
                Some(Reply { status, body })
            };
            match (is_refused, is_throttled) {
                (true, _) => refusal(400, "AccessDeniedException"),
                (_, true) => refusal(429, "TooManyRequestsException"),
                _ => Some(arrive(&request)),
            }
        })
    }
}
