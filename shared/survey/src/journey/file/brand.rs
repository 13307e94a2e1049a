//! `[brand]`: one colour and a logo.

use super::field::Field;
use super::sender::web_address;
use super::table::Table;
use super::texts::NAME;
use crate::journey::brand::{BACKGROUNDS, Brand, Colour, LEAST_CONTRAST, Logo};
use crate::language::Language;

pub(super) const KEYS: [&str; 3] = ["colour", "logo", "logo_alt"];

/// Reads the brand. A colour that can't be read on every background of the mail is a mistake.
pub(super) fn read(table: &Table, languages: &[Language]) -> Brand {
    let url = table.get("logo").map(|field| web_address(&field, "picture"));
    let alt = match (&url, table.get("logo_alt")) {
        (Some(_), _) => table.need_texts("logo_alt", NAME, languages),
        (None, Some(field)) => {
            field.mistake("logo_alt says what a logo shows, and there is none", "add logo = \"https://…\"");
            None
        }
        (None, None) => None,
    };
    let logo = url.flatten().zip(alt).map(|(url, alt)| Logo { url, alt });
    Brand { colour: table.get("colour").and_then(|field| colour(&field)), logo }
}

fn colour(field: &Field) -> Option<Colour> {
    let colour = field.parse("write # and six hexadecimal digits, such as #0f5a6b", |text| Colour::parse(text).ok())?;
    for (where_, background) in BACKGROUNDS {
        let contrast = colour.contrast(background);
        if contrast < LEAST_CONTRAST {
            // Rounded down, so that 4.49 is not told as 4.5.
            let told = (contrast * 100.0).floor() / 100.0;
            let what = format!("the colour {colour} has a contrast of {told}:1 on {where_} ({background})");
            field.mistake(what, format!("choose a darker one, with {LEAST_CONTRAST}:1 at least"));
            return None;
        }
    }
    Some(colour)
}
