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
    let files = render(std::slice::from_ref(&journey)).unwrap();
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
                assert!(files.contains_key(&path), "{path}");
                assert!(files[INDEX].contains(&format!("href=\"{path}\"")), "{path}");
            }
        }
    }
    assert!(files.contains_key("nordlys/delivered/nb/reminder.html"));
    assert!(!files.contains_key("nordlys/ordered/nb/reminder.html"));
    assert!(files.contains_key("nordlys/delivered/nb/alert.html"), "in the owner's language");
    assert!(!files.contains_key("nordlys/delivered/en/alert.html"));
    assert!(files["nordlys/delivered/nb/mail.html"].contains("5512"));
    assert_eq!(render(&[journey]).unwrap(), files, "the same bytes");
}

#[test]
fn a_preview_is_written_to_a_folder() {
    let folder = std::env::temp_dir().join(format!("glimt-preview-{}", std::process::id()));
    write(&render(&[example()]).unwrap(), &folder).unwrap();
    let page = fs::read_to_string(folder.join("nordlys/delivered/en/page.html")).unwrap();
    fs::remove_dir_all(&folder).unwrap();
    assert!(page.starts_with("<!doctype html>"));
}

#[test]
fn an_index_that_follows_a_file_says_what_is_wrong_with_it() {
    let live = Live::Yes { number: 3, mistakes: Some("journey.toml: line 3: <b>unknown</b> key") };
    let page = live_index(&[example()], live).unwrap();
    assert!(page.contains("line 3: &lt;b&gt;unknown") && page.contains("preview.json"));
    assert!(!render(&[example()]).unwrap()[INDEX].contains("preview.json"));
}
