//! `[journey]`, `[segments]` and `[[change]]`.

use super::*;
use crate::journey::length::Length;
use crate::journey::{Branding, Mode, WhenUnsure};
use crate::touchpoint::Basis;
use jiff::civil::{Time, date, time};

#[test]
fn what_is_not_said_has_its_default() {
    let journey = base();
    assert_eq!((journey.mode, journey.when_unsure), (Mode::Shadow, WhenUnsure::Drop));
    assert_eq!((journey.quiet_period, journey.link_life), (Length::days(14), Length::days(28)));
    assert_eq!((journey.send_between.from, journey.send_between.until), (time(9, 0, 0, 0), time(20, 0, 0, 0)));
    assert_eq!((journey.minimum_answers, journey.quiet_days.len()), (5, 0));
    assert_eq!(journey.sender.basis(Some("NO")), Basis::ExistingCustomer);
    assert_eq!(journey.sender.branding(None), Branding::Full);
}

#[test]
fn everything_said_is_kept() {
    let all = "mode = \"pilot\"\npilot_to = [\"a@shop.example\"]\nquiet_period = \"0d\"\nsend_between = \"00:00-24:00\"\n\
               quiet_days = [\"12-24\", \"02-29\"]\nminimum_answers = 1\nlink_life = \"1000d\"\nwhen_unsure = \"resend\"";
    let journey = journey(HEAD, &format!("{HEAD}\n{all}"));
    assert_eq!((journey.mode, journey.when_unsure), (Mode::Pilot, WhenUnsure::Resend));
    assert_eq!(journey.pilot_to[0].as_str(), "a@shop.example");
    assert!(journey.quiet_period.is_zero());
    assert_eq!((journey.send_between.from, journey.send_between.until), (Time::midnight(), Time::midnight()));
    assert_eq!(journey.quiet_days, [(12, 24), (2, 29)]);
    assert_eq!((journey.minimum_answers, journey.link_life), (1, Length::days(1_000)));
    assert_eq!(journey.notice_since, Some(date(2026, 1, 1)));
    assert_eq!(journey.time_zone.iana_name(), Some("Europe/Oslo"));
}

#[test]
fn a_misspelt_key_names_the_nearest_one() {
    assert_eq!(added(HEAD, "quite_days = []"), "unknown key \"quite_days\" in [journey]; did you mean \"quiet_days\"?");
    assert_eq!(
        mistake("[segments]", "[segmets]"),
        "line 16: unknown key \"segmets\" in the file; did you mean \"segments\"?"
    );
    assert!(added(SENDER, "banana = 1").ends_with(
        "the keys are \"from\", \"reply_to\", \"legal\", \"privacy_url\", \"mail\", \"branding\", \"consent\""
    ));
}

#[test]
fn a_missing_key_is_missed_at_its_heading() {
    assert_eq!(mistake("id = \"shop\"\n", ""), "line 1: [journey] has no \"id\"; add id = \"my-shop\"");
    assert_eq!(
        mistake("owner = \"cx@shop.example\"\n", ""),
        "line 1: [journey] has no \"owner\"; add owner = \"name@domain\""
    );
    assert_eq!(
        mistake(&format!("{SENDER}\n"), ""),
        "line 10: [sender] has no \"reply_to\"; add reply_to = \"name@domain\""
    );
    assert_eq!(
        mistake("name.nb = \"Butikken\"\nname.en = \"The Shop\"\n", ""),
        "line 1: [journey] has no \"name\"; add name.nb = \"…\" and name.en = \"…\""
    );
}

#[test]
fn a_missing_section_is_missed_once() {
    let start = BASE.find("[sender]").unwrap();
    let end = BASE.find("[segments]").unwrap();
    assert_eq!(
        mistake(&BASE[start..end], ""),
        "line 1: the file has no \"sender\"; add [sender] with from, reply_to, legal and privacy_url"
    );
    assert_eq!(
        mistake(&BASE[..start], ""),
        "line 1: the file has no \"journey\"; add [journey] with id, name, owner, languages and time_zone"
    );
}

#[test]
fn a_value_of_the_wrong_type_says_what_it_is() {
    assert_eq!(
        mistake("id = \"shop\"", "id = 7"),
        "line 2: id is a number; use 1 to 40 of a-z, 0-9, _, . and -, and start with a letter or digit"
    );
    assert_eq!(
        added(HEAD, "quiet_period = 14"),
        "quiet_period is a number; write a whole number and s, m, h, d or w in quotes, such as \"30m\", \"12h\" or \"14d\""
    );
    assert_eq!(
        added(HEAD, "minimum_answers = \"5\""),
        "minimum_answers is a text; write a whole number from 1 to 1000000"
    );
    assert_eq!(
        mistake("2026-01-01", "\"2026-01-01\""),
        "line 8: notice_since is a text; write a date without quotes, such as 2026-10-01"
    );
    assert_eq!(
        mistake("name.nb = \"Butikken\"\nname.en = \"The Shop\"", "name = \"Shop\""),
        "line 3: name is a text; write it for each language: name.nb = \"…\""
    );
    assert_eq!(
        mistake("[segments]\ncarrier.nb = \"Transportør\"\ncarrier.en = \"Carrier\"", "segments = 3"),
        "line 16: unknown key \"segments\" in [sender]; the keys are \"from\", \"reply_to\", \"legal\", \"privacy_url\", \"mail\", \"branding\", \"consent\""
    );
}

#[test]
fn a_name_that_is_not_safe_everywhere_is_refused() {
    assert!(
        mistake("id = \"shop\"", "id = \"My Shop\"").starts_with("line 2: id can't be \"My Shop\"; use 1 to 40 of a-z")
    );
    assert!(
        mistake("carrier.nb = \"Transportør\"\ncarrier.en", "Car.nb = \"x\"\nCar.en")
            .starts_with("line 17: the key can't be \"Car\"")
    );
}

#[test]
fn languages_are_those_that_glimt_has() {
    assert_eq!(
        mistake("[\"nb\", \"en\"]", "[\"nb\", \"en\", \"no\"]"),
        "line 6: unknown language \"no\" in languages; did you mean \"nb\"?"
    );
    for (wrong, meant) in [("sv-FI", "sv"), ("dk", "da"), ("se", "sv")] {
        let said = mistake("[\"nb\", \"en\"]", &format!("[\"nb\", \"en\", \"{wrong}\"]"));
        assert!(said.ends_with(&format!("did you mean \"{meant}\"?")), "{said}");
    }
    let said = mistake("[\"nb\", \"en\"]", "[\"nb\", \"en\", \"fr\"]");
    assert!(said.ends_with("the languages are \"en\", \"nb\", \"nn\", \"sv\", \"da\", \"fi\", \"de\""), "{said}");
    assert_eq!(
        mistake("[\"nb\", \"en\"]", "[\"nb\", \"en\", \"nb\"]"),
        "line 6: \"nb\" is in languages twice; keep one"
    );
    assert_eq!(
        mistake("[\"nb\", \"en\"]", "[]"),
        "line 6: languages is empty; name at least one, such as languages = [\"en\"]"
    );
}

#[test]
fn every_text_exists_in_every_language_of_the_journey_and_in_no_other() {
    assert_eq!(mistake("name.en = \"The Shop\"\n", ""), "line 3: name has no text in \"en\"; add name.en = \"…\"");
    assert_eq!(
        mistake("carrier.nb = \"Transportør\"\n", ""),
        "line 17: carrier has no text in \"nb\"; add carrier.nb = \"…\""
    );
    assert_eq!(
        added("name.en = \"New carrier\"", "name.fr = \"x\""),
        "unknown language \"fr\" in name.fr; the languages are \"en\", \"nb\", \"nn\", \"sv\", \"da\", \"fi\", \"de\""
    );
    let one = read(&BASE.replace("[\"nb\", \"en\"]", "[\"en\"]")).unwrap_err();
    assert_eq!(
        one[0].to_string(),
        "line 3: name.nb is in a language that the journey does not have; add \"nb\" to languages, or take the text away"
    );
    assert_eq!(one.len(), 6);
}

#[test]
fn a_text_is_one_visible_line_of_a_sensible_length() {
    assert_eq!(mistake("\"The Shop\"", "\"  \""), "line 4: name.en is empty; write the text");
    for hidden in ["\\n", "\\u0007", "\\u202E"] {
        assert!(
            mistake("\"The Shop\"", &format!("\"The{hidden}Shop\""))
                .starts_with("line 4: name.en has a line break or another")
        );
    }
    assert_eq!(
        mistake("\"The Shop\"", &format!("\"{}\"", "ø".repeat(81))),
        "line 4: name.en has 81 characters; shorten it to 80 at most"
    );
    assert_eq!(mistake("\"The Shop AS, Oslo\"", "\"\""), "line 13: legal is empty; write the text");
}

#[test]
fn zones_modes_and_policies_are_known_ones() {
    assert_eq!(
        mistake("Europe/Oslo", "Europe/Olso"),
        "line 7: unknown time zone \"Europe/Olso\"; did you mean \"Europe/Oslo\"?"
    );
    assert_eq!(
        mistake("Europe/Oslo", "CEST"),
        "line 7: unknown time zone \"CEST\"; write an IANA name, such as \"Europe/Oslo\""
    );
    assert_eq!(added(HEAD, "mode = \"shadwo\""), "unknown mode \"shadwo\"; did you mean \"shadow\"?");
    assert_eq!(added(HEAD, "when_unsure = \"pray\""), "unknown choice \"pray\"; the choices are \"drop\", \"resend\"");
}

#[test]
fn a_pilot_needs_somebody_to_mail() {
    assert_eq!(
        mistake(HEAD, &format!("{HEAD}\nmode = \"pilot\"")),
        "line 1: mode is \"pilot\" but pilot_to names nobody; add pilot_to = [\"name@domain\"]"
    );
}

#[test]
fn hours_and_days_are_real_ones() {
    for bad in ["9-20", "20:00-09:00", "09:00-09:00", "09:00-24:01", "09:60-20:00", "09:00", "+9:00-20:00", "–"] {
        assert!(added(HEAD, &format!("send_between = \"{bad}\"")).starts_with("send_between can't be"), "{bad}");
    }
    for bad in ["02-30", "13-01", "1-1", "24-12", "12/24", "é-01"] {
        assert!(
            added(HEAD, &format!("quiet_days = [\"{bad}\"]")).ends_with("write month and day, such as \"12-24\""),
            "{bad}"
        );
    }
}

#[test]
fn lengths_and_counts_are_in_range() {
    assert!(
        added(HEAD, "quiet_period = \"two weeks\"")
            .starts_with("quiet_period can't be \"two weeks\"; write a whole number")
    );
    assert_eq!(
        added(HEAD, "link_life = \"12h\""),
        "link_life can't be \"12h\"; write a length from \"1d\" to \"1000d\""
    );
    assert_eq!(
        added(HEAD, "link_life = \"1001d\""),
        "link_life can't be \"1001d\"; write a length from \"1d\" to \"1000d\""
    );
    assert_eq!(
        added(HEAD, "minimum_answers = 0"),
        "minimum_answers can't be 0; write a whole number from 1 to 1000000"
    );
    assert_eq!(
        added(HEAD, "minimum_answers = 99999999999999999999"),
        "minimum_answers can't be 99999999999999999999; write a whole number from 1 to 1000000"
    );
}

#[test]
fn a_change_is_of_a_stage_that_exists_on_a_day_that_exists() {
    assert_eq!(
        mistake("stage = \"delivery\"", "stage = \"delivry\""),
        "line 43: unknown stage \"delivry\"; did you mean \"delivery\"?"
    );
    assert_eq!(
        mistake("stage = \"delivery\"", "stage = \"checkout\""),
        "line 43: unknown stage \"checkout\"; the stages are \"delivery\", \"support\""
    );
    assert_eq!(
        mistake("date = 2026-10-01", "date = 2026-10-01T00:00:00Z"),
        "line 42: date can't be 2026-10-01T00:00:00Z; write a date without quotes, such as 2026-10-01"
    );
    assert_eq!(mistake("[[change]]", "[change]"), "line 41: change is a table; write [[change]], in double brackets");
}

#[test]
fn home_parcels_exclusions_and_the_fuse_are_read_or_explained() {
    let said = "home = \"SE\"\ndelivered_after = { abroad = \"21d\" }\nfuse = { person = 2 }\n\
                exclude = { domains = [\"@Shop.example\", \"blåbær.no\"], when = \"tag.vip == 'yes'\" }";
    let journey = journey(HEAD, &format!("{HEAD}\n{said}"));
    assert_eq!(
        (journey.delivered_after(Some("SE")), journey.delivered_after(Some("NO"))),
        (Length::days(7), Length::days(21))
    );
    assert_eq!(journey.exclude.domains, ["shop.example", "xn--blbr-roah.no"]);
    assert_eq!((journey.exclude.when.len(), journey.fuse.person, journey.fuse.source), (1, 2, 20_000));
    assert_eq!(base().home.as_deref(), Some("NO"), "as the zone says");
    for (line, expected) in [
        ("home = \"Norway\"", "home can't be \"Norway\"; write a country as two capital letters, such as NO"),
        (
            "delivered_after = \"7d\"",
            "delivered_after is a text; write delivered_after = { home = \"7d\", abroad = \"14d\" }",
        ),
        ("exclude = { domain = [\"shop.example\"] }", "unknown key \"domain\" in exclude; did you mean \"domains\"?"),
        (
            "exclude = { domains = [\"no domain\"] }",
            "exclude.domains can't be \"no domain\"; write a domain, such as nordlys.example",
        ),
        ("fuse = { person = 0 }", "fuse.person can't be 0; write a whole number from 1 to 1000"),
    ] {
        assert_eq!(added(HEAD, line), expected);
    }
}

#[test]
fn customers_are_told_of_the_newest_change_that_has_happened_and_says_so() {
    let more = "[[change]]\ndate = 2026-11-01\nstage = \"delivery\"\ntell_customers = true\nname.nb = \"Kveld\"\nname.en = \"Evenings\"\n";
    let text = BASE.replace("date = 2026-10-01", "date = 2026-10-01\ntell_customers = true") + more;
    let journey = read(&text).unwrap().journey;
    let told = |day: jiff::civil::Date| {
        let change = journey.told(&journey.stages[0].id, day);
        change.map(|change| change.name.for_reader(Language::En).to_owned())
    };
    let day = jiff::civil::date;
    assert_eq!(told(day(2026, 9, 30)), None);
    assert_eq!(told(day(2026, 10, 1)).as_deref(), Some("New carrier"));
    assert_eq!(told(day(2026, 11, 1)).as_deref(), Some("Evenings"));
    assert_eq!(journey.told(&journey.stages[1].id, day(2026, 12, 1)), None);
    assert_eq!(base().told(&journey.stages[0].id, day(2026, 12, 1)), None, "it does not say so");
    let bad = added("date = 2026-10-01", "tell_customers = \"yes\"");
    assert_eq!(bad, "tell_customers is a text; write true or false, without quotes");
}

#[test]
fn a_review_is_written_on_a_page_that_can_be_linked_to() {
    let said = journey(HEAD, &format!("{HEAD}\nreview_url = \"https://reviews.example/shop\""));
    assert_eq!((said.review_url.as_deref(), base().review_url), (Some("https://reviews.example/shop"), None));
    assert!(added(HEAD, "review_url = \"reviews.example\"").ends_with("beginning with https://"));
}
