//! Lists of customers: whom to ask, and what another tool knows of them. Each may be taken twice.
#![allow(clippy::unwrap_used, reason = "a test that panics has said so")]

use anyhow::Result;
use glimt::{ask, import};
use std::path::PathBuf;
use survey::Secrets;
use tempfile::TempDir;
use tests::shop::{JOURNEY, Shop};

const LAPSED: &str = r#"
[[stage]]
id = "loyalty"
name.nb = "Kundeforholdet"
name.en = "The relationship"
[[stage.survey]]
id = "lapsed"
template = "relationship-nps"
on = "customer.lapsed"
delay = "1h"
only_if = "carrier != 'PostNord'"
"#;

async fn shop() -> Result<Shop> {
    Shop::with(&format!("{JOURNEY}{LAPSED}")).await
}

fn secrets(shop: &Shop) -> Secrets {
    Secrets::parse(&shop.world.settings.naming_key, &shop.world.settings.link_keys).unwrap()
}

/// A CSV file, with the folder that keeps it.
fn csv(text: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("customers.csv");
    std::fs::write(&file, text).unwrap();
    (folder, file)
}

async fn ask(shop: &Shop, text: &str, dry_run: bool) -> Result<String> {
    let (_folder, file) = csv(text);
    let app = trigger::App {
        store: shop.world.store.clone(),
        secrets: secrets(shop),
        sources: trigger::Sources::default(),
        clock: shop.world.clock.shared(),
        lead: survey::due::LEAD,
        meter: trigger::Meter::default(),
    };
    let touchpoint = "customer.lapsed".to_owned();
    ask::file_with(&app, &ask::Wanted { file, touchpoint, source: None, dry_run, to: None, key: None }).await
}

async fn import(shop: &Shop, text: &str, survey: Option<&str>) -> Result<String> {
    let (_folder, file) = csv(text);
    let into =
        import::Into { store: shop.world.store.clone(), secrets: secrets(shop), clock: shop.world.clock.shared() };
    import::take_over(&into, &import::Wanted { file, survey: survey.map(str::to_owned) }).await
}

const CUSTOMERS: &str = "email,customer_id,name,country,Carrier\n\
    kari@example.no,1,Kari,NO,Bring\n\
    ola@example.no,,Ola,NO,\n\
    per@example.no,3,Per,NO,PostNord\n\
    ,4,Nobody,NO,\n\
    nobody,5,Nobody,NO,\n\
    eva@example.no,6,Eva,Norway,\n";

#[tokio::test]
async fn a_list_is_asked_once_and_told_row_by_row() -> Result<()> {
    let shop = shop().await?;
    let dry = ask(&shop, CUSTOMERS, true).await?;
    assert_eq!(shop.count("subjects").await? + shop.count("invitations").await? + shop.count("contacts").await?, 0);
    let told = ask(&shop, CUSTOMERS, false).await?;
    for line in [
        "customer.lapsed: 3 rows taken",
        "      2  nordlys/lapsed  invite",
        "      1  nordlys/lapsed  not_included  Not asked, because the survey's only_if is not met.",
        "rows that could not be used: 3",
        "  line 5: email is empty",
        "  line 6: email: it is no email address (expected name@domain)",
        "  line 7: country must be two letters (ISO 3166), such as NO",
    ] {
        assert!(told.lines().any(|told| told == line), "“{line}” is not in\n{told}");
        assert!(dry.contains(line), "“{line}” is not in the dry run\n{dry}");
    }
    assert!(!told.contains("example.no"), "no address is told");
    let everything = shop.everything().await?;
    let again = ask(&shop, CUSTOMERS, false).await?;
    assert!(again.contains("      3  of these had been decided before"), "{again}");
    assert_eq!(shop.everything().await?, everything);
    shop.at("2026-11-20T13:00:00Z").await?;
    assert_eq!(shop.mails().len(), 2);
    let subjects: Vec<_> = everything.iter().filter(|line| line.starts_with("subjects")).collect();
    assert!(subjects.iter().all(|line| !line.contains('@')), "{subjects:#?}");
    Ok(())
}

#[tokio::test]
async fn a_list_without_addresses_is_refused_by_its_columns() -> Result<()> {
    let shop = shop().await?;
    let told = ask(&shop, "mail;name\nkari@example.no;Kari\n", false).await.unwrap_err();
    assert!(format!("{told:#}").contains("no column “email”; there are: mail, name"), "{told:#}");
    let told = ask(&shop, "email\tOrder\tValue\tCurrency\nkari@example.no\t5512\t1299.00\tNOK\n", false).await?;
    assert!(told.contains("1  nordlys/lapsed  invite"), "{told}");
    assert!(shop.everything().await?.iter().any(|line| line.contains("order#list:5512")));
    Ok(())
}

#[tokio::test]
async fn who_wanted_no_more_elsewhere_is_not_asked_here_from_the_first_day() -> Result<()> {
    let shop = shop().await?;
    let gone = "Email,Name,Unsubscribed At\nkari@example.no,Kari,2026-03-01 08:00:00 UTC\nnobody,,2026-03-01\n";
    let told = import(&shop, gone, None).await?;
    assert!(told.contains("1  unsubscribed: never asked again, 1 of them new here"), "{told}");
    assert!(told.contains("  line 3: email: it is no email address"), "{told}");
    import(&shop, "email,bounced_at\nola@example.no,1772352000\n", None).await?;
    let asked = "email,name,last_sent_at\nper@example.no,Per,2026-11-15\nkari@example.no,,2020-01-01\n";
    let told = import(&shop, asked, None).await?;
    assert!(told.contains("2  asked before"), "{told}");
    assert!(told.contains("1 of them new here"), "what is long over is not kept: {told}");
    let everything = shop.everything().await?;
    for file in [gone, "email,bounced_at\nola@example.no,1772352000\n", asked] {
        import(&shop, file, None).await?;
    }
    assert_eq!(shop.everything().await?, everything);
    let told = ask(&shop, CUSTOMERS, false).await?;
    for reason in ["opted_out", "bounced"] {
        assert!(told.contains(&format!("1  nordlys/lapsed  {reason}")), "{told}");
    }
    let told = ask(&shop, "email\nper@example.no\n", false).await?;
    assert!(told.contains("1  nordlys/lapsed  quiet_period"), "{told}");
    Ok(())
}

#[tokio::test]
async fn answers_given_elsewhere_stand_in_the_scores_of_their_days() -> Result<()> {
    let shop = shop().await?;
    let responses = "Response ID,Survey Type,Score,Comment,Person Email,Created At,Carrier\n\
        r1,nps,10,Great,kari@example.no,2026-11-10 12:00:00 UTC,Bring\n\
        r2,nps,9,,ola@example.no,2026-11-11 12:00:00 UTC,Bring\n\
        r3,nps,2,Late,per@example.no,2025-02-01 12:00:00 UTC,Posten\n\
        r4,csat,5,,eva@example.no,2026-11-11 12:00:00 UTC,\n\
        r5,nps,11,,eva@example.no,2026-11-11 12:00:00 UTC,\n\
        r6,nps,7,,eva@example.no,2031-01-01,\n";
    let unnamed = import(&shop, responses, None).await.unwrap_err();
    assert!(format!("{unnamed:#}").contains("nordlys/lapsed (nps)"), "{unnamed:#}");
    let told = import(&shop, responses, Some("lapsed")).await?;
    for line in [
        "answers to nordlys/lapsed: 3 new, 0 known before",
        "3 days folded",
        "  line 5: a score of the type “csat” is not on the scale of a nps survey",
        "  line 6: 11 is not on the scale from 0 to 10",
        "  line 7: responded_at is in the future",
    ] {
        assert!(told.lines().any(|told| told == line), "“{line}” is not in\n{told}");
    }
    let all = export::scores(&shop.world.export).await?;
    let row = |period: &str, start: &str, segment: &str| {
        let fits = |row: &&serde_json::Value| {
            row["survey_id"] == "lapsed"
                && row["period_type"] == period
                && (start.is_empty() || row["period_start"] == start)
                && row["segment_value"] == segment
        };
        all.as_array().unwrap().iter().find(fits).map(|row| (row["answers"].clone(), row["score"].clone()))
    };
    assert_eq!(row("last_28d", "", "").map(|(answers, _)| answers), Some(2.into()));
    assert_eq!(row("month", "2025-02-01", "").map(|(answers, _)| answers), Some(1.into()), "long sealed, never folded");
    assert_eq!(row("last_28d", "", "Bring").map(|(answers, _)| answers), Some(2.into()));
    let everything = shop.everything().await?;
    let again = import(&shop, responses, Some("nordlys/lapsed")).await?;
    assert!(again.contains("0 new, 3 known before"), "{again}");
    assert_eq!(shop.everything().await?, everything);
    let told = ask(&shop, "email\nkari@example.no\n", false).await?;
    assert!(told.contains("1  nordlys/lapsed  asked_recently"), "{told}");
    shop.at("2026-11-25T12:00:00Z").await?;
    assert_eq!(shop.mails().len(), 0);
    Ok(())
}

#[tokio::test]
async fn a_file_of_another_kind_is_refused_by_what_it_has() -> Result<()> {
    let shop = shop().await?;
    let told = import(&shop, "sku,price\n1,2\n", None).await.unwrap_err();
    assert!(format!("{told:#}").contains("there are: sku, price"), "{told:#}");
    Ok(())
}
