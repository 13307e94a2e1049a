//! `[brand]`.

use super::*;

const SEGMENTS: &str = "\n[segments]";

fn branded(lines: &str) -> String {
    format!("\n[brand]\n{lines}\n[segments]")
}

#[test]
fn a_brand_is_a_colour_and_a_logo_that_is_put_into_words() {
    let lines = "colour = \"#1A2B6D\"\nlogo = \"https://shop.example/logo.png\"\n\
                 logo_alt = { nb = \"Butikken\", en = \"The Shop\" }\n";
    let brand = journey(SEGMENTS, &branded(lines)).brand;
    assert_eq!(brand.colour.unwrap().to_string(), "#1a2b6d");
    let logo = brand.logo.unwrap();
    assert_eq!((logo.url.as_str(), logo.alt.get(Language::Nb)), ("https://shop.example/logo.png", Some("Butikken")));
    assert_eq!(base().brand, Default::default());
}

#[test]
fn a_colour_that_cannot_be_read_is_refused_with_its_contrast() {
    let refused = |colour: &str| mistake(SEGMENTS, &branded(&format!("colour = \"{colour}\"\n")));
    assert_eq!(
        refused("#808080"),
        "line 17: the colour #808080 has a contrast of 3.94:1 on the card (#ffffff); \
         choose a darker one, with 4.5:1 at least"
    );
    assert!(refused("#767676").contains("a contrast of 4.14:1 on the page (#f2f5f6)"), "{}", refused("#767676"));
    assert!(refused("blue").ends_with("write # and six hexadecimal digits, such as #0f5a6b"));
}

#[test]
fn a_logo_is_reached_safely_and_says_what_it_shows() {
    let refused = |lines: &str| mistake(SEGMENTS, &branded(lines));
    assert!(refused("logo = \"https://shop.example/logo.png\"\n").contains("[brand] has no \"logo_alt\""));
    let http = "logo = \"http://shop.example/logo.png\"\nlogo_alt = { nb = \"B\", en = \"S\" }\n";
    assert!(refused(http).ends_with("write the whole address of the picture, beginning with https://"));
    assert!(refused("logo_alt = { nb = \"B\", en = \"S\" }\n").contains("and there is none"));
}
