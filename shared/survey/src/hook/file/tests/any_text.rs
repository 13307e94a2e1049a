//! Whatever is in a file, it is read or its mistakes are told.

use super::*;
use proptest::prelude::*;

fn is_read_or_explained(text: &str) -> Result<(), TestCaseError> {
    let lines = 1 + text.matches('\n').count();
    let notes = match read(text) {
        Ok(checked) => {
            let stored = serde_json::to_string(&checked.hook).unwrap();
            prop_assert_eq!(serde_json::from_str::<Hook>(&stored).unwrap(), checked.hook);
            checked.warnings
        }
        Err(mistakes) => {
            prop_assert!(!mistakes.is_empty());
            mistakes
        }
    };
    for note in notes {
        prop_assert!((1..=lines).contains(&note.line) && !note.expected.is_empty(), "{}", note);
        prop_assert!(note.what != "the file could not be read", "nothing was noted in\n{}", text);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_text_is_read_or_explained(text in "(?s).{0,300}") {
        is_read_or_explained(&text)?;
    }

    #[test]
    fn any_value_in_any_line_is_read_or_explained(
        line in 0usize..12,
        value in prop_oneof![
            Just("1"), Just("true"), Just("[]"), Just("{}"), Just("[[], {}]"), Just("\"\""), Just("\"/\""),
            Just("\"~\""), Just("\"/~1\""), Just("2026-11-20"), Just("{ at = 1, is = [] }"), Just("{ at = [], is = {} }"),
            Just("{ at = \"/a\", is = { \"\" = \"order.paid\", x = 1 } }"), Just("{ header = [], hash = {} }"),
            Just("[\"/a\", 1, \"b\"]"), Just("{ header = \"é\", hash = \"sha1\", prefix = 1 }"),
        ],
    ) {
        let mut lines: Vec<_> = BASE.lines().map(str::to_owned).collect();
        let line = line % lines.len();
        if let Some((key, _)) = lines[line].clone().split_once('=') {
            lines[line] = format!("{key}= {value}");
        }
        is_read_or_explained(&lines.join("\n"))?;
    }
}
