//! `[sender]`.

use super::*;
use crate::journey::Branding;
use crate::touchpoint::Basis;

#[test]
fn addresses_can_be_mailed() {
    assert_eq!(
        mistake("\"cx@shop.example\"", "\"cx@shop\""),
        "line 5: owner can't be \"cx@shop\": it is no email address (expected name@domain); write one address, name@domain"
    );
    assert!(mistake("\"help@shop.example\"", "\"hjælp@shop.example\"").contains("letters outside ASCII"));
    assert!(mistake("<hello@shop.example>", "<hello@shop.example").starts_with("line 11: from can't be"));
    assert!(mistake("<hello@shop.example>", "<hello>").ends_with("write \"Name <name@domain>\", or an address alone"));
    assert!(mistake("The Shop <", "The\\nShop <").starts_with("line 11: from can't be \"The\\nShop"));
}

#[test]
fn the_senders_name_is_the_one_in_from_or_the_journeys() {
    let sender = |from: &str| {
        let sender = journey("\"The Shop <hello@shop.example>\"", from).sender;
        (sender.name, sender.from)
    };
    let pair = |name: &str, from: &str| (name.to_owned(), from.to_owned());
    assert_eq!(sender("'The Shop <hello@shop.example>'"), pair("The Shop", "The Shop <hello@shop.example>"));
    assert_eq!(sender("'Shop, Inc. <a@blåbær.no>'"), pair("Shop, Inc.", "\"Shop, Inc.\" <a@xn--blbr-roah.no>"));
    assert_eq!(sender("'\"Shop, Inc.\" <a@b.no>'"), pair("Shop, Inc.", "\"Shop, Inc.\" <a@b.no>"));
    assert_eq!(sender("'hello@shop.example'"), pair("Butikken", "hello@shop.example"));
}

#[test]
fn the_privacy_page_is_reached_safely() {
    for bad in [
        "http://shop.example",
        "https://",
        "https://shop",
        "https://.a/",
        "https://a@shop.example",
        "https://shop.example/a b",
        "https://shop.example/\\\"x",
    ] {
        let said = mistake("https://shop.example/privacy", bad);
        assert!(said.ends_with("write the whole address of the page, beginning with https://"), "{said}");
    }
}

#[test]
fn settings_by_country_have_countries_and_known_values() {
    let journey = journey(
        SENDER,
        &format!(
            "{SENDER}\nconsent = {{ default = \"consent\", GB = \"legitimate_interest\" }}\nbranding.DK = \"plain\""
        ),
    );
    assert_eq!(journey.sender.basis(Some("GB")), Basis::LegitimateInterest);
    assert_eq!(journey.sender.basis(Some("SE")), Basis::Consent);
    assert_eq!(journey.sender.branding(Some("DK")), Branding::Plain);
    assert_eq!(
        added(SENDER, "branding = { dk = \"plain\" }"),
        "unknown country \"dk\" in branding; write a country as two capital letters, such as NO, or default"
    );
    assert_eq!(
        added(SENDER, "consent = { NO = \"existing_costumer\" }"),
        "unknown ground \"existing_costumer\"; did you mean \"existing_customer\"?"
    );
    assert_eq!(added(SENDER, "branding = \"plain\""), "branding is a text; write branding = { default = \"full\" }");
}

#[test]
fn existing_customers_without_a_notice_are_warned_of() {
    let warnings = checked("notice_since = 2026-01-01\n", "").warnings;
    assert_eq!(warnings.iter().map(|warning| warning.line).collect::<Vec<_>>(), [9]);
    assert!(said(&warnings).iter().any(|warning| warning.contains("no notice_since")));
    let other = checked("notice_since = 2026-01-01\n\n[sender]", "[sender]\nconsent = { default = \"consent\" }");
    assert_eq!(other.warnings, []);
}
