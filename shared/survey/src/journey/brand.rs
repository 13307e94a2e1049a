//! How a mail may look like its sender: one colour and a logo.

use crate::language::Text;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a journey's mails show of the brand, where the country's `branding` is full.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Brand {
    /// Of links, of the company's name and of the scale's numbers.
    pub colour: Option<Colour>,
    pub logo: Option<Logo>,
}

/// A picture that mailboxes load from the owner's server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Logo {
    pub url: String,
    /// What is read where no picture is shown.
    pub alt: Text,
}

/// A colour of the sRGB space, written `#0f5a6b`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour([u8; 3]);

/// The text is no [`Colour`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no colour; expected # and six hexadecimal digits, such as #0f5a6b")]
pub struct NotAColour(String);

/// What the brand's colour stands on in the mail that Glimt brings.
pub const BACKGROUNDS: [(&str, Colour); 3] = [("the card", CARD), ("the page", PAGE), ("the scale", CELL)];
pub const CARD: Colour = Colour([0xff, 0xff, 0xff]);
pub const PAGE: Colour = Colour([0xf2, 0xf5, 0xf6]);
pub const CELL: Colour = Colour([0xea, 0xf2, 0xf4]);
/// The colour of a brand that has none.
pub const PETROL: Colour = Colour([0x0f, 0x5a, 0x6b]);

/// The least contrast of text that everybody can read (WCAG 2.2, success criterion 1.4.3).
pub const LEAST_CONTRAST: f64 = 4.5;

impl Colour {
    /// Reads `#` and six hexadecimal digits.
    pub fn parse(text: &str) -> Result<Self, NotAColour> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii());
        let channel = |at| u8::from_str_radix(digits?.get(at..at + 2)?, 16).ok();
        let plain = digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let channels = (channel(0), channel(2), channel(4));
        match channels {
            (Some(red), Some(green), Some(blue)) if plain => Ok(Self([red, green, blue])),
            _ => Err(NotAColour(text.chars().take(20).collect())),
        }
    }

    /// The contrast of one on the other, from 1 to 21: (L₁ + 0.05) / (L₂ + 0.05), the lighter one first.
    /// <https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>
    pub fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// L = 0.2126 R + 0.7152 G + 0.0722 B, of the linear channels.
    /// <https://www.w3.org/TR/WCAG22/#dfn-relative-luminance>
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|channel| {
            let channel = f64::from(channel) / 255.0;
            if channel <= 0.04045 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl TryFrom<String> for Colour {
    type Error = NotAColour;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contrast(one: &str, other: &str) -> f64 {
        Colour::parse(one).unwrap().contrast(Colour::parse(other).unwrap())
    }

    #[test]
    fn the_contrast_is_that_of_wcag() {
        assert_eq!(contrast("#000000", "#ffffff"), 21.0);
        assert_eq!(contrast("#123456", "#123456"), 1.0);
        // The greys on either side of the limit, as WebAIM's contrast checker has them.
        assert!((contrast("#767676", "#ffffff") - 4.54).abs() < 0.005);
        assert!((contrast("#ffffff", "#777777") - 4.48).abs() < 0.005);
        assert!((contrast("#0000ff", "#ffffff") - 8.59).abs() < 0.005);
    }

    #[test]
    fn the_colour_of_a_brand_without_one_can_be_read_everywhere() {
        assert!(BACKGROUNDS.iter().all(|(_, background)| PETROL.contrast(*background) >= LEAST_CONTRAST));
    }

    #[test]
    fn a_colour_is_read_and_written_alike() {
        assert_eq!(Colour::parse("#0F5a6b").unwrap().to_string(), "#0f5a6b");
        for bad in ["", "#", "0f5a6b", "#0f5a6", "#0f5a6b0", "#0f5a6g", "#+f5a6b", "red", "#é5a6b"] {
            assert!(Colour::parse(bad).is_err(), "{bad}");
        }
    }
}
