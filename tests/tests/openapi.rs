//! The description of the doors says what the code does: every door in it is there, under these methods and no other,
//! and every reason and touchpoint is named.
#![allow(clippy::unwrap_used, reason = "a test that panics has said so")]

use anyhow::Result;
use serde_json::Value;
use survey::Reason;
use tests::shop::Shop;

fn described() -> Value {
    serde_json::from_str(include_str!("../../infra/openapi.json")).unwrap()
}

#[tokio::test]
async fn every_door_that_is_described_answers_under_its_methods_as_described() -> Result<()> {
    let shop = Shop::open().await?;
    let described = described();
    for (path, door) in described["paths"].as_object().unwrap() {
        let real = path
            .replace("{token}", "x")
            .replace("{rating}", "5")
            .replace("{name}", "freshdesk")
            .replace("{email}", "kari@example.no");
        for method in ["GET", "POST", "PUT", "DELETE"] {
            let answer = shop.world.door(method, &real, "", &[], b"{}").await?;
            let operation = &door[method.to_lowercase()];
            if operation.is_object() {
                let answers = operation["responses"].as_object().unwrap();
                assert!(answers.contains_key(&answer.status.to_string()), "{method} {path}: {}", answer.status);
                assert_ne!(answer.status, 405, "{method} {path}");
            } else {
                assert!(
                    matches!(answer.status, 401 | 404 | 405),
                    "{method} {path} is not described: {}",
                    answer.status
                );
            }
        }
    }
    Ok(())
}

#[test]
fn every_reason_is_described_by_its_code() {
    let described = described();
    let codes = described["components"]["schemas"]["Reason"]["enum"].as_array().unwrap();
    let expected: Vec<_> = Reason::ALL.map(Reason::code).to_vec();
    assert_eq!(codes.iter().map(|code| code.as_str().unwrap()).collect::<Vec<_>>(), expected);
}

/// Each example that comes through a door is of a door that is described.
#[test]
fn every_example_of_a_request_is_of_a_described_door() {
    let described = described();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../events");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let event: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let Some(door) = event["rawPath"].as_str() else { continue };
        let parts: Vec<_> = door.split('/').collect();
        let is_of = |template: &&String| {
            let template: Vec<_> = template.split('/').collect();
            let same = |(own, given): (&&str, &&str)| own.starts_with('{') || own == given;
            template.len() == parts.len() && template.iter().zip(&parts).all(same)
        };
        let found = described["paths"].as_object().unwrap().keys().find(is_of);
        assert!(found.is_some(), "{}: {door}", path.display());
    }
}

/// The one table of the codes.
#[test]
fn every_reason_stands_in_the_table_of_the_readme() {
    let readme = include_str!("../../README.md");
    let rows = readme.lines().filter(|line| line.starts_with("| `"));
    let first_cells: Vec<_> = rows.filter_map(|row| row.split('|').nth(1)).collect();
    for reason in Reason::ALL {
        let code = format!("`{}`", reason.code());
        assert_eq!(first_cells.iter().filter(|cell| cell.contains(&code)).count(), 1, "{code}");
    }
}
