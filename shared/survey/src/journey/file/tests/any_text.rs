//! Whatever is in a file, it is read or its mistakes are told.

use super::whole::EXAMPLE;
use super::*;
use proptest::prelude::*;

/// One slip of somebody who edits a file.
#[derive(Debug, Clone)]
enum Slip {
    DeleteLine(usize),
    RepeatLine(usize),
    SwapLines(usize, usize),
    DeleteCharacter(usize),
    RepeatCharacter(usize),
    PutCharacter(usize, char),
    ReplaceValue(usize, String),
}

fn slip() -> impl Strategy<Value = Slip> {
    let place = any::<usize>;
    let value = prop_oneof![
        Just("-1"),
        Just("1e400"),
        Just("nan"),
        Just("0x7fffffffffffffffff"),
        Just("true"),
        Just("[]"),
        Just("[[], {}]"),
        Just("{}"),
        Just("{ nb = 1 }"),
        Just("\"\""),
        Just("\"é\""),
        Just("\"\\u0000\""),
        Just("\"-\""),
        Just("\":-:\""),
        Just("\"a@b\""),
        Just("\"<>\""),
        Just("0001-01-01"),
        Just("9999-12-31"),
        Just("12:00:00"),
        Just("\"rating <= 99\""),
        Just("\"https://\""),
        Just("\"9999999999d\""),
    ];
    prop_oneof![
        place().prop_map(Slip::DeleteLine),
        place().prop_map(Slip::RepeatLine),
        (place(), place()).prop_map(|(a, b)| Slip::SwapLines(a, b)),
        place().prop_map(Slip::DeleteCharacter),
        place().prop_map(Slip::RepeatCharacter),
        (place(), any::<char>()).prop_map(|(at, c)| Slip::PutCharacter(at, c)),
        (place(), value).prop_map(|(at, value)| Slip::ReplaceValue(at, value.to_owned())),
    ]
}

fn make(text: &str, slip: &Slip) -> String {
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    let mut characters: Vec<char> = text.chars().collect();
    let (height, length) = (lines.len(), characters.len().max(1));
    let (line, character) = (|at: &usize| at % height, |at: &usize| at % length);
    match slip {
        Slip::DeleteLine(at) => drop(lines.remove(line(at))),
        Slip::RepeatLine(at) => lines.insert(line(at), lines[line(at)].clone()),
        Slip::SwapLines(a, b) => lines.swap(line(a), line(b)),
        Slip::ReplaceValue(at, value) => {
            let at = line(at);
            if let Some((key, _)) = lines[at].clone().split_once('=') {
                lines[at] = format!("{key}= {value}");
            }
        }
        Slip::DeleteCharacter(at) if !characters.is_empty() => drop(characters.remove(character(at))),
        Slip::RepeatCharacter(at) if !characters.is_empty() => {
            characters.insert(character(at), characters[character(at)])
        }
        Slip::PutCharacter(at, c) => characters.insert(character(at), *c),
        Slip::DeleteCharacter(_) | Slip::RepeatCharacter(_) => {}
    }
    match slip {
        Slip::DeleteCharacter(_) | Slip::RepeatCharacter(_) | Slip::PutCharacter(..) => {
            characters.into_iter().collect()
        }
        _ => lines.join("\n"),
    }
}

fn is_read_or_explained(text: &str) -> Result<(), TestCaseError> {
    let lines = 1 + text.matches('\n').count();
    let notes = match read(text) {
        Ok(checked) => {
            let stored = serde_json::to_string(&checked.journey).unwrap();
            prop_assert_eq!(serde_json::from_str::<Journey>(&stored).unwrap(), checked.journey);
            checked.warnings
        }
        Err(mistakes) => {
            prop_assert!(!mistakes.is_empty());
            mistakes
        }
    };
    prop_assert!(notes.is_sorted_by_key(|note| note.line));
    for note in notes {
        prop_assert!(
            (1..=lines).contains(&note.line) && !note.what.is_empty() && !note.expected.is_empty(),
            "{}",
            note
        );
        prop_assert!(!note.to_string().contains('\n'), "{:?}", note.to_string());
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
    fn any_lines_of_the_language_are_read_or_explained(
        lines in prop::collection::vec("(\\[\\[?(journey|sender|stage|stage.survey|change|segments|stage.survey.follow_up)\\]\\]?)|((id|name|on|target|alert|languages|type|ask_when|options|measures)(.nb)? = (\"[a-z.]{0,9}\"|[0-9.e-]{1,6}|\\[\\]|\\{\\}))", 0..20)
    ) {
        is_read_or_explained(&lines.join("\n"))?;
    }

    #[test]
    fn any_slips_in_the_example_are_read_or_explained(slips in prop::collection::vec(slip(), 1..6)) {
        is_read_or_explained(&slips.iter().fold(EXAMPLE.to_owned(), |text, slip| make(&text, slip)))?;
    }
}
