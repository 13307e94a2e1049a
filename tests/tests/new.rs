//! `glimt new` and `glimt templates`, as somebody at a terminal or a script uses them.

use anyhow::{Context, Result};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use survey::Language;
use survey::journey::{Mode, file};
use tempfile::TempDir;
use tests::binaries::program;

const FLAGS: [&str; 8] = [
    "--company",
    "Nordlys Friluft",
    "--from",
    "hei@svar.nordlys.example",
    "--legal",
    "Nordlys Friluft AS, org.nr. 999 999 999, Storgata 1, Oslo",
    "--privacy-url",
    "https://nordlys.example/personvern",
];

/// Runs `glimt` in a folder, with these lines on its standard input.
fn glimt(folder: &Path, arguments: &[&str], lines: &str) -> Result<Output> {
    let mut child = Command::new(program("glimt")?)
        .args(arguments)
        .current_dir(folder)
        .env_remove("LC_MESSAGES")
        .env("LC_ALL", "nn_NO.UTF-8")
        .env("TZ", "Europe/Oslo")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let written = child.stdin.take().context("no standard input")?.write_all(lines.as_bytes());
    match written {
        // Whoever refuses the flags does not read.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(child.wait_with_output()?),
    }
}

fn said(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

#[test]
fn five_answers_make_a_journey_file_that_check_finds_no_mistake_in() -> Result<()> {
    let folder = TempDir::new()?;
    let answers = "Nordlys Friluft\nhei@svar.nordlys.example\nNordlys Friluft AS, Storgata 1, Oslo\n\
                   https://nordlys.example/personvern\n\n";
    let output = glimt(folder.path(), &["new"], answers)?;
    let (told, errors) = said(&output);
    assert!(output.status.success(), "{errors}");
    assert_eq!(told.matches("> ").count(), 5, "{told}");
    assert!(
        told.contains("glimt dev --journey nordlys-friluft.toml") && told.contains("glimt check nordlys-friluft.toml")
    );

    let text = fs::read_to_string(folder.path().join("nordlys-friluft.toml"))?;
    assert!(text.lines().count() < 30, "{text}");
    let checked = file::read(&text).map_err(|mistakes| anyhow::anyhow!("{mistakes:?}"))?;
    assert_eq!(checked.warnings, []);
    let journey = checked.journey;
    assert_eq!((journey.languages.as_slice(), journey.mode), (&[Language::Nn][..], Mode::Shadow));
    assert_eq!(journey.time_zone.iana_name(), Some("Europe/Oslo"));
    assert_eq!(journey.sender.from, "Nordlys Friluft <hei@svar.nordlys.example>");
    assert_eq!(journey.sender.reply_to.as_str(), "hei@svar.nordlys.example");
    let stages: Vec<_> = journey.stages.iter().map(|stage| stage.name.get(Language::Nn)).collect();
    assert_eq!(stages, [Some("Bestilling"), Some("Levering"), Some("Kundeservice")]);

    let check = glimt(folder.path(), &["check", "nordlys-friluft.toml"], "")?;
    assert!(check.status.success() && said(&check).0.contains("nordlys-friluft.toml: no mistakes"));
    Ok(())
}

#[test]
fn a_bad_answer_is_explained_and_asked_for_again() -> Result<()> {
    let folder = TempDir::new()?;
    let answers = "\nNordlys\nnobody\nhei@nordlys.example\nNordlys AS\nnordlys.example/privacy\n\
                   https://nordlys.example/privacy\ndelivery-cast\ndelivery-csat left-us\n";
    let output = glimt(folder.path(), &["new", "shop.toml"], answers)?;
    let (told, errors) = said(&output);
    assert!(output.status.success(), "{errors}");
    for wrong in [
        "that is empty; write the text",
        "that can't be \"nobody\": it is no email address",
        "beginning with https://",
        "unknown template \"delivery-cast\"; did you mean \"delivery-csat\"?",
    ] {
        assert!(told.contains(wrong), "{wrong}: {told}");
    }
    let journey = file::read(&fs::read_to_string(folder.path().join("shop.toml"))?).map(|checked| checked.journey);
    let surveys = journey.map(|j| j.surveys().map(|(_, survey)| survey.id.to_string()).collect::<Vec<_>>());
    assert_eq!(surveys.ok(), Some(vec!["delivered".to_owned(), "left".to_owned()]));
    Ok(())
}

#[test]
fn with_flags_nothing_is_asked_and_a_file_is_never_overwritten() -> Result<()> {
    let folder = TempDir::new()?;
    let file = folder.path().join("shop.toml");
    let arguments = [&["new", "--yes", "shop.toml", "--languages", "de,fi"], &FLAGS[..]].concat();
    let first = glimt(folder.path(), &arguments, "")?;
    assert!(first.status.success() && !said(&first).0.contains("> "), "{:?}", said(&first));
    let written = fs::read_to_string(&file)?;
    assert!(written.contains("name = { de = \"Lieferung\", fi = \"Toimitus\" }"), "{written}");

    for again in [arguments.as_slice(), &["new", "shop.toml"]] {
        let output = glimt(folder.path(), again, "Another\n")?;
        assert_eq!(output.status.code(), Some(1));
        assert!(said(&output).1.contains("shop.toml exists already and is left as it is"));
        assert_eq!(fs::read_to_string(&file)?, written);
    }
    Ok(())
}

#[test]
fn what_is_missing_or_will_not_do_is_named_by_its_flag_and_nothing_is_written() -> Result<()> {
    let folder = TempDir::new()?;
    let with = |more: &[&'static str]| [&["new"], more, &FLAGS[..]].concat();
    for (arguments, lines, error) in [
        (vec!["new", "--yes", "--company", "Nordlys"], "", "--from is missing"),
        (vec!["new"], "Nordlys\n", "it can be given as --from too"),
        (vec!["new", "--from", "nobody"], "Nordlys\n", "--from will not do: that can't be"),
        (with(&["--templates", "magic"]), "", "--templates will not do: unknown template \"magic\""),
        (with(&["--yes", "--time-zone", "Europe/Olso"]), "", "did you mean \"Europe/Oslo\"?"),
        (with(&["--yes", "--languages", "fr"]), "", "the languages are en, nb, nn, sv, da, fi, de"),
    ] {
        let output = glimt(folder.path(), &arguments, lines)?;
        assert!(!output.status.success() && said(&output).1.contains(error), "{error}: {:?}", said(&output));
        assert_eq!(fs::read_dir(folder.path())?.count(), 0);
    }
    Ok(())
}

#[test]
fn the_templates_are_listed_and_one_is_written_out() -> Result<()> {
    let folder = TempDir::new()?;
    let list = said(&glimt(folder.path(), &["templates"], "")?).0;
    assert!(
        list.contains("delivery-csat     csat  order.delivered         after 1d\n  Kor nøgd eller misnøgd"),
        "{list}"
    );
    assert_eq!(list.lines().filter(|line| line.contains("after") || line.contains("at once")).count(), 7);
    let shown = said(&glimt(folder.path(), &["templates", "show", "left-us", "--language", "nb,en"], "")?).0;
    assert_eq!(shown, include_str!("left-us.toml"));
    let unknown = glimt(folder.path(), &["templates", "show", "left"], "")?;
    assert!(!unknown.status.success() && said(&unknown).1.contains("there are order-ces, delivery-csat"));
    Ok(())
}
