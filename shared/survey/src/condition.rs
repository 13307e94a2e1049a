//! The small conditions of a journey file: `rating <= 2`, `country == 'NO' and carrier != 'Posten'`.

use serde::{Deserialize, Serialize};

/// Comparisons, all of which must hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Condition {
    text: String,
    comparisons: Vec<Comparison>,
}

#[derive(Debug, Clone, PartialEq)]
struct Comparison {
    field: String,
    operator: Operator,
    value: String,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Operator {
    Equal,
    NotEqual,
    AtMost,
    AtLeast,
    Less,
    More,
}

/// The text is no condition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no condition; expected e.g. rating <= 2, or country == 'NO' and carrier != 'Posten'")]
pub struct BadCondition(String);

const OPERATORS: [(&str, Operator); 6] = [
    ("==", Operator::Equal),
    ("!=", Operator::NotEqual),
    ("<=", Operator::AtMost),
    (">=", Operator::AtLeast),
    ("<", Operator::Less),
    (">", Operator::More),
];

impl Condition {
    /// Reads comparisons joined by `and`.
    pub fn parse(text: &str) -> Result<Self, BadCondition> {
        let comparisons: Option<Vec<_>> = text.split(" and ").map(Comparison::parse).collect();
        comparisons
            .map(|comparisons| Self { text: text.to_owned(), comparisons })
            .ok_or_else(|| BadCondition(text.to_owned()))
    }

    /// The fields that it asks for.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.comparisons.iter().map(|c| c.field.as_str())
    }

    /// Whether it holds; `field` looks a value up. A field that is missing is equal to nothing and compares to nothing.
    pub fn holds<'a>(&self, field: impl Fn(&str) -> Option<&'a str>) -> bool {
        self.comparisons.iter().all(|c| c.holds(field(&c.field)))
    }
}

impl Comparison {
    fn parse(text: &str) -> Option<Self> {
        let (at, sign, operator) = OPERATORS
            .iter()
            .filter_map(|(sign, operator)| Some((text.find(sign)?, *sign, *operator)))
            .min_by_key(|(at, sign, _)| (*at, 2 - sign.len()))?;
        let field = text[..at].trim();
        let value = text[at + sign.len()..].trim();
        let quoted = |q: char| value.len() >= 2 && value.starts_with(q) && value.ends_with(q);
        let value = if quoted('\'') || quoted('"') {
            &value[1..value.len() - 1]
        } else if value.parse::<f64>().is_ok() {
            value
        } else {
            return None;
        };
        let named = !field.is_empty() && field.chars().all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c));
        named.then(|| Self { field: field.to_owned(), operator, value: value.to_owned() })
    }

    fn holds(&self, found: Option<&str>) -> bool {
        let Some(found) = found else { return self.operator == Operator::NotEqual };
        let numbers = found.parse::<f64>().ok().zip(self.value.parse::<f64>().ok());
        let order = match numbers {
            Some((a, b)) => a.partial_cmp(&b),
            None if matches!(self.operator, Operator::Equal | Operator::NotEqual) => Some(found.cmp(&self.value)),
            None => None,
        };
        order.is_some_and(|order| match self.operator {
            Operator::Equal => order.is_eq(),
            Operator::NotEqual => order.is_ne(),
            Operator::AtMost => order.is_le(),
            Operator::AtLeast => order.is_ge(),
            Operator::Less => order.is_lt(),
            Operator::More => order.is_gt(),
        })
    }
}

impl TryFrom<String> for Condition {
    type Error = BadCondition;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Condition> for String {
    fn from(condition: Condition) -> Self {
        condition.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(condition: &str) -> bool {
        let fields = [("rating", "2"), ("country", "NO"), ("carrier", "Bring")];
        let look_up = |name: &str| fields.iter().find(|(n, _)| *n == name).map(|(_, v)| *v);
        Condition::parse(condition).unwrap().holds(look_up)
    }

    #[test]
    fn comparisons_mean_what_they_say() {
        for yes in
            ["rating <= 2", "rating<3", "country == 'NO'", "country == \"NO\" and carrier != 'Posten'", "state != 'SP'"]
        {
            assert!(holds(yes), "{yes}");
        }
        for no in [
            "rating > 2",
            "country == 'SE'",
            "rating <= 2 and country != 'NO'",
            "state == 'SP'",
            "state <= 5",
            "country > 3",
        ] {
            assert!(!holds(no), "{no}");
        }
    }

    #[test]
    fn what_is_no_condition_is_refused() {
        for bad in ["", "rating", "rating <=", "<= 2", "rating <= two", "a b == 'x'", "rating <= 2 and"] {
            assert!(Condition::parse(bad).is_err(), "{bad}");
        }
    }
}
