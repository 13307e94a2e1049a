//! What is exported: files that say what they hold, put once, whole or not at all, and digests to the owners.
#![allow(clippy::unwrap_used, reason = "a test that panics has said so")]

use anyhow::Result;
use export::App;
use glimt::aws::ses::Message;
use object_store::local::LocalFileSystem;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use tests::shop::{JOURNEY, Shop};

/// A change of the delivery, a target, and a promise that is asked about.
fn journey() -> String {
    let target = "headline = \"delivered\"\ntarget = { score = 85, by = 2027-06-30 }";
    let change = "[[change]]\ndate = 2026-11-22\nstage = \"delivery\"\nname.nb = \"Ny bil\"\nname.en = \"New car\"\n";
    JOURNEY
        .replacen("headline = \"delivered\"", target, 1)
        .replace("[segments]", "[report]\nanswers = true\n[segments]")
        + change
}

/// Exports to a folder.
fn app(shop: &Shop, folder: &Path) -> Result<App> {
    Ok(App {
        store: shop.world.store.clone(),
        files: Arc::new(LocalFileSystem::new_with_prefix(folder)?),
        clock: shop.world.clock.shared(),
        simulated: false,
        show_too_few: false,
        mailer: shop.world.export.mailer.clone(),
    })
}

/// A customer gets a parcel, and answers the day after.
async fn answered(shop: &Shop, order: &str, day: u8, form: &str) -> Result<String> {
    let mut event = shop.order(order, "order.delivered", order, &format!("c{order}@example.no"));
    event["data"]["value"] = json!({ "amount": "1299.00", "currency": "NOK" });
    event["data"]["happened_at"] = json!(format!("2026-11-{day:02}T09:00:00Z"));
    shop.world.clock.set(format!("2026-11-{day:02}T09:00:00Z").parse()?);
    let fired = shop.fire(&event).await?;
    assert_eq!(fired.status, 202, "{}", fired.body);
    shop.at(&format!("2026-11-{:02}T10:00:00Z", day + 1)).await?;
    let page = shop.links()?.0;
    shop.world.clock.set(format!("2026-11-{:02}T10:30:00Z", day + 1).parse()?);
    shop.post(&page, form).await?;
    Ok(page)
}

async fn night(shop: &Shop, time: &str) -> Result<()> {
    shop.world.clock.set(time.parse()?);
    shop.world.aggregate(json!({ "schedule": "nightly" })).await?;
    Ok(())
}

/// Every file in a folder, by its path in it.
fn files(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder)?.to_string_lossy().into_owned();
                found.insert(name, fs::read(&path)?);
            }
        }
    }
    Ok(found)
}

fn rows(files: &BTreeMap<String, Vec<u8>>, table: &str) -> Vec<Value> {
    serde_json::from_slice(&files[&format!("nordlys/{table}.json")]).unwrap()
}

#[tokio::test]
async fn the_same_data_is_put_once_and_what_is_put_is_listed_with_its_checksum() -> Result<()> {
    let (shop, folder) = (Shop::with(&journey()).await?, tempfile::tempdir()?);
    for (order, day, form) in [("1", 20, "rating=5&comment=Raskt"), ("2", 21, "rating=2"), ("3", 22, "rating=4")] {
        answered(&shop, order, day, form).await?;
    }
    night(&shop, "2026-11-25T04:00:00Z").await?;
    let app = app(&shop, folder.path())?;
    let put = export::handle(&app, json!({})).await?;
    let first = files(folder.path())?;
    assert_eq!(put["files"].as_u64(), Some(first.len() as u64));
    let manifest: Value = serde_json::from_slice(&first["nordlys/manifest.json"])?;
    let listed = manifest["files"].as_array().unwrap();
    assert_eq!(listed.len(), first.len() - 1, "all but itself");
    for file in listed {
        assert_eq!(first[file["path"].as_str().unwrap()].len() as u64, file["bytes"].as_u64().unwrap());
    }
    assert_eq!((&manifest["complete_to"], &manifest["day"]), (&json!("2026-11-25T04:00:00Z"), &json!("2026-11-25")));

    assert_eq!(export::handle(&app, json!({})).await?["files"], 0, "nothing is new");
    assert_eq!(files(folder.path())?, first);

    let month = rows(&first, "stage_scores")
        .into_iter()
        .find(|row| row["period_label"] == "2026-11" && row["segment"] == "")
        .unwrap();
    assert_eq!((&month["answers"], &month["favourable"], &month["score"]), (&json!(3), &json!(2), &json!(66.6667)));
    let money =
        rows(&first, "money").into_iter().find(|row| row["period_label"] == "2026-11" && row["segment"] == "").unwrap();
    assert_eq!((&money["order_value"], &money["value_at_risk"]), (&json!(3897.0), &json!(1299.0)));
    let change = rows(&first, "changes").remove(0);
    assert_eq!(
        (&change["before_answers"], &change["after_answers"]),
        (&json!(2), &json!(1)),
        "the day of a change is after it"
    );
    let answers = rows(&first, "answers");
    assert_eq!(answers.len(), 3);
    assert_eq!((&answers[0]["comment"], &answers[0]["rating"]), (&json!("Raskt"), &json!(5)));
    let everything: String = first.values().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect();
    for secret in ["example.no", "/r/", "kari@"] {
        assert!(!everything.contains(secret), "{secret} leaves");
    }
    Ok(())
}

#[tokio::test]
async fn a_late_answer_gives_a_closed_period_a_new_revision_and_tells_what_has_changed() -> Result<()> {
    let (shop, folder) = (Shop::with(&journey()).await?, tempfile::tempdir()?);
    let page = answered(&shop, "1", 9, "rating=5").await?;
    answered(&shop, "2", 10, "rating=5").await?;
    night(&shop, "2026-11-16T04:00:00Z").await?;
    let app = app(&shop, folder.path())?;
    export::handle(&app, json!({})).await?;
    let week = |files: &BTreeMap<String, Vec<u8>>| {
        let rows = rows(files, "stage_scores").into_iter();
        rows.filter(|row| row["period_label"] == "2026-W46" && row["segment"] == "").collect::<Vec<_>>().remove(0)
    };
    let before = week(&files(folder.path())?);
    assert_eq!(
        (&before["revision"], &before["favourable"], &before["is_closed"]),
        (&json!(1), &json!(2), &json!(true))
    );

    // Nothing happens for a day: time and revision stay.
    night(&shop, "2026-11-17T04:00:00Z").await?;
    export::handle(&app, json!({})).await?;
    assert_eq!(week(&files(folder.path())?), before);

    shop.post(&page, "rating=1").await?;
    night(&shop, "2026-11-18T04:00:00Z").await?;
    export::handle(&app, json!({})).await?;
    let after = files(folder.path())?;
    let changed = week(&after);
    assert_eq!(
        (&changed["revision"], &changed["favourable"], &changed["unfavourable"]),
        (&json!(2), &json!(1), &json!(1))
    );
    assert!(changed["as_of"].as_str() > before["as_of"].as_str());
    let lists = |files: &BTreeMap<String, Vec<u8>>| {
        files.keys().filter(|name| name.contains("revisions")).cloned().collect::<Vec<_>>()
    };
    let list = lists(&after).remove(0);
    assert!(list.starts_with("nordlys/revisions/20261118T040000Z-"), "{list}");
    let revisions = String::from_utf8(after[&list].clone())?;
    let told = |column: &str| {
        revisions.lines().find(|line| line.contains("week") && line.contains(column)).unwrap_or_default()
    };
    assert!(told(",favourable,").ends_with(",favourable,2,1"), "{revisions}");
    assert!(told(",score,").ends_with(",score,100.0,50.0"), "{revisions}");
    assert_eq!(export::handle(&app, json!({})).await?["files"], 0, "nothing is new");
    assert_eq!(files(folder.path())?, after);

    // The list of what has changed stays, and is not written again.
    night(&shop, "2026-11-19T04:00:00Z").await?;
    export::handle(&app, json!({})).await?;
    assert_eq!(lists(&files(folder.path())?), lists(&after));
    Ok(())
}

#[tokio::test]
async fn half_an_export_has_no_manifest_and_the_next_run_makes_it_whole() -> Result<()> {
    let (shop, folder) = (Shop::with(&journey()).await?, tempfile::tempdir()?);
    answered(&shop, "1", 20, "rating=5").await?;
    night(&shop, "2026-11-22T04:00:00Z").await?;
    let app = app(&shop, folder.path())?;
    export::handle(&app, json!({})).await?;
    let whole = files(folder.path())?;

    // Nobody can put a file where a folder is.
    let broken = folder.path().join("nordlys/scores.xlsx");
    fs::remove_file(&broken)?;
    fs::create_dir_all(broken.join("in the way"))?;
    answered(&shop, "2", 22, "rating=2").await?;
    night(&shop, "2026-11-24T04:00:00Z").await?;
    let error = export::handle(&app, json!({ "schedule": "daily" })).await.unwrap_err();
    assert!(format!("{error:#}").contains("nordlys/scores.xlsx could not be put"), "{error:#}");
    assert!(!files(folder.path())?.contains_key("nordlys/manifest.json"), "nobody takes half of it for whole");
    // Whoever reads the files is told, once a day.
    assert!(export::handle(&app, json!({ "schedule": "daily" })).await.is_err());
    let told = digests(&shop);
    let [mail] = &told[..] else { panic!("{told:?}") };
    assert_eq!(
        (mail.to.as_str(), mail.subject.as_str()),
        ("cx@nordlys.example", "Eksporten av Nordlys Friluft mislyktes")
    );
    assert!(mail.text.as_ref().unwrap().contains("manifest.json") && mail.attachments.is_empty(), "{mail:?}");

    fs::remove_dir_all(&broken)?;
    export::handle(&app, json!({})).await?;
    let again = files(folder.path())?;
    assert!(again.contains_key("nordlys/manifest.json") && again.len() >= whole.len());
    assert_eq!(export::handle(&app, json!({})).await?["files"], 0);
    Ok(())
}

fn digests(shop: &Shop) -> Vec<Message> {
    let messages = shop.world.ses.messages().into_iter();
    messages.filter(|message| message.tags.is_empty() && message.to.ends_with("@nordlys.example")).collect()
}

#[tokio::test]
async fn each_owner_gets_a_digest_of_theirs_once_a_week() -> Result<()> {
    let journey =
        journey().replacen("id = \"delivery\"\n", "id = \"delivery\"\nowner = \"logistikk@nordlys.example\"\n", 1);
    let (shop, folder) = (Shop::with(&journey).await?, tempfile::tempdir()?);
    answered(&shop, "1", 17, "rating=5&comment=Raskt").await?;
    answered(&shop, "2", 18, "rating=3").await?;
    night(&shop, "2026-11-22T04:00:00Z").await?;
    let app = app(&shop, folder.path())?;
    assert_eq!(export::handle(&app, json!({})).await?["digests"], 0, "not asked for");
    night(&shop, "2026-11-23T05:00:00Z").await?;
    assert_eq!(export::handle(&app, json!({ "schedule": "daily" })).await?["digests"], 2);
    let sent = digests(&shop);
    let to = |who: &str| sent.iter().find(|message| message.to == who).unwrap();
    let (whole, theirs) = (to("cx@nordlys.example"), to("logistikk@nordlys.example"));
    assert_eq!(whole.subject, "Uke 47: ingen sikre endringer, 0 av 1 steg på mål");
    assert!(
        whole.text.as_ref().unwrap().lines().count() < 12,
        "when nothing moved there is little to read: {:?}",
        whole.text
    );
    assert!(theirs.text.as_ref().unwrap().contains("2 svar"), "{:?}", theirs.text);
    let names: Vec<_> = whole.attachments.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["report.nb.html", "scores.xlsx"]);
    assert!(whole.attachments.iter().all(|file| file.bytes > 1_000));

    night(&shop, "2026-11-24T05:00:00Z").await?;
    assert_eq!(export::handle(&app, json!({ "schedule": "daily" })).await?["digests"], 0, "once a week");
    night(&shop, "2026-11-30T05:00:00Z").await?;
    assert_eq!(export::handle(&app, json!({ "schedule": "daily" })).await?["digests"], 2);
    assert!(digests(&shop)[0].subject.starts_with("Uke 48"));
    Ok(())
}

#[tokio::test]
async fn in_shadow_mode_the_digest_says_who_would_have_been_mailed_and_off_is_off() -> Result<()> {
    for (edit, expected) in [
        (("mode = \"live\"", "mode = \"shadow\""), Some("Skyggemodus")),
        (("[report]\n", "[report]\ndigest = \"off\"\n"), None),
        (("[report]\n", "[report]\nattach = false\n"), Some("Tallene")),
    ] {
        let (shop, folder) = (Shop::with(&journey().replace(edit.0, edit.1)).await?, tempfile::tempdir()?);
        shop.fire(&shop.order("e1", "order.delivered", "5512", "kari@example.no")).await?;
        shop.at("2026-11-21T09:30:00Z").await?;
        night(&shop, "2026-11-23T05:00:00Z").await?;
        export::handle(&app(&shop, folder.path())?, json!({ "schedule": "daily" })).await?;
        let sent = digests(&shop);
        assert_eq!(sent.len(), usize::from(expected.is_some()), "{edit:?}");
        if let (Some(mail), Some(expected)) = (sent.first(), expected) {
            let text = mail.text.as_ref().unwrap();
            assert!(text.contains(expected), "{text}");
            assert_eq!(mail.attachments.is_empty(), edit.1.contains("attach"), "{edit:?}");
            assert!(!edit.1.contains("shadow") || text.contains("Levering 1"), "{text}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_new_change_counts_the_days_around_it_again() -> Result<()> {
    let without = journey().split("[[change]]").next().unwrap().to_owned();
    let shop = Shop::with(&without).await?;
    answered(&shop, "1", 20, "rating=5").await?;
    answered(&shop, "2", 22, "rating=2").await?;
    night(&shop, "2026-11-25T04:00:00Z").await?;
    let parsed = glimt::journeys::parse(&journey(), "the test's journey")?;
    let clock = shop.world.clock.shared();
    let (_, told) = glimt::scores::publish(&shop.world.store, &clock, &parsed).await?;
    assert!(told.unwrap().contains("due days counted again"));
    let files = export::render(&shop.world.export).await?;
    let changes: Vec<Value> = serde_json::from_slice(&files["nordlys/changes.json"])?;
    assert_eq!((&changes[0]["before_answers"], &changes[0]["after_answers"]), (&json!(1), &json!(1)));
    let (_, told) = glimt::scores::publish(&shop.world.store, &clock, &parsed).await?;
    assert_eq!(told, None, "nothing has moved");

    // Once the days are sealed, they are named.
    shop.world.clock.set("2027-03-01T00:00:00Z".parse()?);
    let moved = journey().replace("2026-11-22", "2026-11-21");
    let parsed = glimt::journeys::parse(&moved, "the test's journey")?;
    let (_, told) = glimt::scores::publish(&shop.world.store, &clock, &parsed).await?;
    let told = told.unwrap();
    assert!(told.contains("sealed: ") && told.contains("2026-11-21"), "{told}");
    Ok(())
}

#[tokio::test]
async fn what_was_told_of_a_survey_stays_when_it_is_renamed_or_edited() -> Result<()> {
    let (shop, folder) = (Shop::with(&journey()).await?, tempfile::tempdir()?);
    for (order, form) in [("1", "rating=5"), ("2", "rating=5"), ("3", "rating=1")] {
        answered(&shop, order, 9, form).await?;
    }
    night(&shop, "2026-11-16T04:00:00Z").await?;
    let app = app(&shop, folder.path())?;
    export::handle(&app, json!({})).await?;
    let weeks = |table: &str| -> Result<Vec<Value>> {
        let mut rows: Vec<Value> = rows(&files(folder.path())?, table);
        rows.retain(|row| row["period_label"] == "2026-W46");
        for row in &mut rows {
            // What the journey file says of the row, and not the answers.
            for column in ["journey_version", "stage_order", "stage_name", "is_headline", "target_verdict"] {
                row.as_object_mut().map(|row| row.remove(column));
            }
        }
        Ok(rows)
    };
    let tables = ["stage_scores", "journey_scores", "funnel"];
    let before: Vec<_> = tables.into_iter().map(&weeks).collect::<Result<_>>()?;
    assert!(before.iter().all(|rows| !rows.is_empty()));

    // The question is put in other words in one language, then the survey gets another name.
    let other_words =
        "template = \"delivery-csat\"\nquestion.nb = \"Gikk det bra?\"\nquestion.en = \"Did it go well?\"";
    let edited = journey().replace("template = \"delivery-csat\"", other_words);
    let renamed = journey().replace("\"delivered\"", "\"parcel\"");
    for (journey, time) in [(edited, "2026-11-17T04:00:00Z"), (renamed, "2026-11-18T04:00:00Z")] {
        assert_ne!(journey, self::journey());
        shop.world.clock.set(time.parse()?);
        glimt::mails::publish(&shop.world.store, &glimt::journeys::parse(&journey, "the test's journey")?).await?;
        night(&shop, time).await?;
        export::handle(&app, json!({})).await?;
        let after: Vec<_> = tables.into_iter().map(&weeks).collect::<Result<_>>()?;
        assert_eq!(after, before, "{time}");
    }
    assert!(!files(folder.path())?.keys().any(|name| name.contains("/revisions/")), "nothing was told anew");
    Ok(())
}

#[tokio::test]
async fn a_row_that_loses_its_only_answer_is_told_of_with_what_stood_there() -> Result<()> {
    let (shop, folder) = (Shop::with(&journey()).await?, tempfile::tempdir()?);
    answered(&shop, "1", 9, "rating=5").await?;
    answered(&shop, "2", 10, "rating=4").await?;
    night(&shop, "2026-11-16T04:00:00Z").await?;
    let app = app(&shop, folder.path())?;
    export::handle(&app, json!({})).await?;
    let library = shop.library()?;
    glimt::person::erase(&library, &library.person("c1@example.no")?, &mut |_| {}).await?;
    night(&shop, "2026-11-18T04:00:00Z").await?;
    export::handle(&app, json!({})).await?;
    let found = files(folder.path())?;
    let (_, list) = found.iter().find(|(name, _)| name.contains("/revisions/")).unwrap();
    let list = String::from_utf8(list.clone())?;
    let day = |line: &&str| line.contains("2026-11-10") && line.contains("day") && line.starts_with("stage_scores");
    let gone = list.lines().filter(day).find(|line| line.contains(",answers,")).unwrap_or_default();
    assert!(gone.ends_with(",2,answers,1,"), "{list}");
    Ok(())
}
