//! What is deployed and what is logged must not creep.

use super::{NEXT_DAY, NOW, cloud_event, page};
use anyhow::Result;
use glimt::world::request;
use serde_json::json;
use std::collections::BTreeMap;
use tests::binaries::program;
use tests::cloud::{Cloud, FUNCTIONS};
use tests::deployed;
use tests::lambda::Instance;

/// A function's zip, in thousands of bytes: what it was, and a tenth more. As the tests build it, quickly and with its
/// symbols; what is deployed is about two thirds of it.
const ZIPPED: [(&str, u64, u64); 7] = [
    ("trigger", 5_565, 6_120),
    ("send", 5_602, 6_160),
    ("collect", 6_005, 6_600),
    ("feedback", 4_747, 5_220),
    ("alert", 6_161, 6_780),
    ("aggregate", 5_248, 5_770),
    ("export", 9_710, 10_680),
];

/// What a survey may leave in the logs, in bytes, where one in five answers; it was 176.
const LOGGED: usize = 195;

#[test]
fn no_function_has_grown_by_a_tenth_without_being_looked_at() -> Result<()> {
    let mut grown = Vec::new();
    for (name, was, limit) in ZIPPED {
        let is = deployed::zipped(program(name)?)? / 1000;
        if is > limit {
            grown.push(format!("{name}: {is} kB, was {was} and may be {limit}"));
        }
    }
    assert!(grown.is_empty(), "{grown:#?}");
    assert_eq!(ZIPPED.map(|(name, ..)| name), FUNCTIONS.map(|(name, _)| name));
    Ok(())
}

#[tokio::test]
async fn a_survey_leaves_less_than_200_bytes_in_the_logs_from_its_event_to_its_answer() -> Result<()> {
    let cloud = Cloud::open().await?;
    let mut functions = BTreeMap::new();
    for (name, ahead) in [("trigger", NOW), ("send", NEXT_DAY), ("collect", NEXT_DAY), ("feedback", NEXT_DAY)] {
        // As the template has it.
        let mut variables = cloud.environment(name, ahead);
        variables.insert("AWS_LAMBDA_LOG_FORMAT".to_owned(), "JSON".to_owned());
        functions.insert(name, Instance::start(name, program(name)?, &variables).await?);
    }
    let people: Vec<_> = (0..5).map(|number| format!("customer-{number}@example.no")).collect();
    let bearer = format!("Bearer {}", cloud.settings.source_key);
    for (order, email) in people.iter().enumerate() {
        let event = cloud_event(&order.to_string(), email).to_string();
        let call = request("POST", "/v1/events", "", &[("authorization", &bearer)], event.as_bytes());
        assert_eq!(functions["trigger"].invoke(&call).await?["statusCode"], 202);
    }
    assert_eq!(functions["send"].invoke(&json!({})).await?["sent"], people.len());
    for event in cloud.ses.take_events() {
        functions["feedback"].invoke(&event).await?;
    }
    let page = page(&cloud, &people[0])?;
    for call in [
        request("GET", &page, "", &[], b""),
        request("GET", &format!("{page}/5"), "", &[], b""),
        request("POST", &page, "", &[], b"rating=5&comment=Takk"),
    ] {
        assert!(functions["collect"].invoke(&call).await?["statusCode"].as_u64() < Some(400));
    }
    // The metrics are told once in five minutes, however many surveys there are.
    let lines: Vec<_> =
        functions.values().flat_map(Instance::lines).filter(|line| !line.contains("\"_aws\"")).collect();
    let bytes = lines.iter().map(|line| line.len() + 1).sum::<usize>() / people.len();
    assert!(bytes <= LOGGED, "{bytes} bytes a survey:\n{}", lines.join("\n"));
    Ok(())
}

/// `sam build` knows no profile of cargo's but `release`: what makes it build as the profile `lambda` would stands where
/// cargo-lambda reads it.
#[test]
fn sam_builds_what_the_profile_for_lambda_would() {
    let text = include_str!("../../../Cargo.toml");
    let manifest: toml::Table = toml::from_str(text).unwrap();
    let build = &manifest["workspace"]["metadata"]["lambda"]["build"]["config"];
    let profile: BTreeMap<String, String> = manifest["profile"]["lambda"]
        .as_table()
        .unwrap()
        .iter()
        .filter(|(name, _)| *name != "inherits")
        .map(|(name, value)| (format!("profile.release.{name}"), value.to_string()))
        .collect();
    let told = |line: &toml::Value| {
        line.as_str().and_then(|line| line.split_once('=')).map(|(a, b)| (a.to_owned(), b.to_owned()))
    };
    let told: BTreeMap<String, String> = build.as_array().unwrap().iter().filter_map(told).collect();
    assert_eq!(told, profile);
}
