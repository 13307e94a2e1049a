use super::*;
use crate::journeys;
use survey::journey::length::Length;

fn example() -> Journey {
    let mut journey = journeys::parse(include_str!("../../../journey.toml"), "the example journey").unwrap();
    journey.stages[1].surveys[0].reminder = Some(Length::days(4));
    journey
}

#[test]
fn every_survey_is_shown_in_every_language_and_dress() {
    let journey = example();
    let preview = Preview::of(std::slice::from_ref(&journey)).unwrap();
    let index = preview.index(Live::No).unwrap();
    for (_, survey) in journey.surveys() {
        for language in &journey.languages {
            for file in [
                "mail.html",
                "mail.txt",
                "mail-plain.html",
                "page.html",
                "page-missing.html",
                "thanks.html",
                "opt-out.html",
            ] {
                let path = format!("nordlys/{}/{}/{file}", survey.id, language.code());
                assert!(preview.sheet(&path).is_some(), "{path}");
                assert!(index.contains(&format!("href=\"{path}\"")), "{path}");
            }
        }
    }
    let is_there = |path| preview.sheet(path).is_some();
    assert!(is_there("nordlys/delivered/nb/reminder.html"));
    assert!(!is_there("nordlys/ordered/nb/reminder.html"));
    assert!(is_there("nordlys/delivered/nb/alert.html"), "in the owner's language");
    assert!(!is_there("nordlys/delivered/en/alert.html"));
    assert!(preview.sheet("nordlys/delivered/nb/mail.html").unwrap().contains("5512"));
    let again = Preview::of(&[journey]).unwrap();
    assert_eq!(again.index(Live::No).unwrap(), index, "the same bytes");
    let contents = |preview: &Preview| preview.sheets().map(|sheet| sheet.content.clone()).collect::<Vec<_>>();
    assert_eq!(contents(&again), contents(&preview), "the same bytes");
}

#[test]
fn a_preview_is_written_to_a_folder() {
    let folder = std::env::temp_dir().join(format!("glimt-preview-{}", std::process::id()));
    let written = Preview::of(&[example()]).unwrap().write(&folder).unwrap();
    let read = |path: &str| fs::read_to_string(folder.join(path)).unwrap();
    let (page, index) = (read("nordlys/delivered/en/page.html"), read(INDEX));
    fs::remove_dir_all(&folder).unwrap();
    assert!(page.starts_with("<!doctype html>"));
    assert_eq!(index.matches("<li><a href=").count(), written);
}

#[test]
fn an_index_that_follows_a_file_says_what_is_wrong_with_it() {
    let preview = Preview::of(&[example()]).unwrap();
    let live = Live::Yes { number: 3, mistakes: Some("journey.toml: line 3: <b>unknown</b> key") };
    let page = preview.index(live).unwrap();
    assert!(page.contains("line 3: &lt;b&gt;unknown") && page.contains("preview.json"));
    assert!(!preview.index(Live::No).unwrap().contains("preview.json"));
}
