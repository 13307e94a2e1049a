//! Foreign text that has to fit on one line.

/// The text on one line of at most `longest` characters: no line ends, no control characters, nothing that turns
/// the direction of the rest of the line. What is cut off is marked by `…`.
pub(crate) fn one_line(text: &str, longest: usize) -> String {
    let visible: String = text.chars().map(|c| if hidden(c) { ' ' } else { c }).collect();
    let line = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= longest {
        return line;
    }
    let kept: String = line.chars().take(longest.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

fn hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_comes_in_one_line_comes_out() {
        assert_eq!(one_line("5512\r\nBcc: all@example.no", 40), "5512 Bcc: all@example.no");
        assert_eq!(one_line(" a\u{2028}b\u{202E}c\u{0}\td ", 40), "a b c d");
        assert_eq!(one_line("Blåbærsyltetøy", 8), "Blåbærs…");
        assert_eq!(one_line("", 8), "");
    }
}
