use super::NOW;
use anyhow::Result;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tests::binaries::program;
use tests::cloud::{Cloud, FUNCTIONS};
use tests::lambda::Instance;

/// A value that is wrong for the variable.
fn malformed(variable: &str) -> &'static str {
    match variable {
        "GLIMT_NAMING_KEY" => "much-too-short",
        "GLIMT_LINK_KEYS" => "a-secret-of-thirty-two-characters-without-a-number",
        "GLIMT_SOURCES" => r#"{"https://shop.example":["whsec_c2hvcnQ="]}"#,
        "GLIMT_PUBLIC_URL" => "http://svar.nordlys.example",
        _ => "no url",
    }
}

/// Starts the function so, and sees it end with one line that names the variable and repeats no secret.
async fn refuses(function: &str, variables: &BTreeMap<String, String>, variable: &str) -> Result<()> {
    let instance = Instance::start(function, program(function)?, variables).await?;
    let status = instance.end().await?;
    let lines = instance.lines();
    assert!(!status.success(), "{function} without {variable}: {status}");
    let [line] = &lines[..] else { panic!("{function}, {variable}: {lines:#?}") };
    assert!(line.contains(variable), "{function}, {variable}: {line}");
    let secret = |(name, value): (&String, &String)| name.contains("_KEY") && !value.is_empty() && line.contains(value);
    assert!(!variables.iter().any(secret), "{function}, {variable}: {line}");
    Ok(())
}

#[tokio::test]
async fn a_missing_or_malformed_variable_ends_the_program_with_one_line_that_names_it() -> Result<()> {
    let cloud = Cloud::open().await?;
    for (function, needed) in FUNCTIONS {
        let whole = cloud.environment(function, NOW);
        for variable in needed {
            let mut variables = whole.clone();
            variables.remove(*variable);
            refuses(function, &variables, variable).await?;
            variables.insert((*variable).to_owned(), String::new());
            refuses(function, &variables, variable).await?;
            variables.insert((*variable).to_owned(), malformed(variable).to_owned());
            refuses(function, &variables, variable).await?;
        }
        for (variable, value) in [("GLIMT_TABLES", "my tables"), ("GLIMT_CLOCK_AHEAD", "soon")] {
            let mut variables = whole.clone();
            variables.insert(variable.to_owned(), value.to_owned());
            refuses(function, &variables, variable).await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn no_function_on_aws_lets_its_clock_be_moved() -> Result<()> {
    let cloud = Cloud::open().await?;
    for (function, _) in FUNCTIONS {
        let mut variables = cloud.environment(function, NOW);
        variables.insert("GLIMT_CLOCK_AHEAD".to_owned(), "2d".to_owned());
        for endpoint in ["", "https://dynamodb.eu-north-1.amazonaws.com", "http://127.0.0.1.example"] {
            variables.insert("AWS_ENDPOINT_URL_DYNAMODB".to_owned(), endpoint.to_owned());
            refuses(function, &variables, "GLIMT_CLOCK_AHEAD").await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_a_function_counts_is_told_in_the_embedded_metric_format_and_its_log_lines_are_short() -> Result<()> {
    let cloud = Cloud::open().await?;
    let mut variables = cloud.environment("trigger", NOW);
    variables.insert("AWS_LAMBDA_LOG_FORMAT".to_owned(), "JSON".to_owned());
    let trigger = Instance::start("trigger", program("trigger")?, &variables).await?;
    let event = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../events/eventbridge-order-delivered.json"))?;
    let decided = trigger.invoke(&serde_json::from_slice(&event)?).await?;
    let invitation = decided["decisions"][0]["invitation"].as_str().unwrap_or_default();
    let lines = trigger.lines();
    let line = lines.iter().find(|line| line.contains("decided")).unwrap();
    assert!(!invitation.is_empty() && line.contains(invitation) && line.len() < 200, "{line}");
    let metrics: Vec<Value> =
        lines.iter().filter(|line| line.contains("_aws")).map(|line| serde_json::from_str(line).unwrap()).collect();
    let told = |name: &str| metrics.iter().find_map(|line| line.get(name));
    assert_eq!(told("Touchpoints"), Some(&json!(1)), "{lines:?}");
    let of = &metrics[0]["_aws"]["CloudWatchMetrics"][0];
    assert_eq!((&of["Namespace"], &of["Dimensions"][0][0]), (&json!("Glimt"), &json!("function")));
    assert_eq!(metrics[0]["function"], "trigger");
    trigger.invoke(&serde_json::from_slice(&event)?).await?;
    let again = trigger.lines().iter().filter(|line| line.contains("_aws")).count();
    assert_eq!(again, metrics.len(), "a line for each invocation would be most of the log");
    Ok(())
}
