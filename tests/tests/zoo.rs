//! Mail scanners follow the links that people do. `cargo run --bin zoo` has ten thousand people.

use anyhow::Result;
use tests::zoo::{Scanner, run};

#[tokio::test]
async fn what_a_scanner_clicks_is_nobodys_answer_and_what_people_do_is_theirs() -> Result<()> {
    let zoo = run(1_000, 1).await?;
    let no_form = zoo.of(|habit, scanner| habit.is_none() && !scanner.is_some_and(Scanner::submits));
    assert!(no_form.mails > 500, "{zoo}");
    assert_eq!(no_form.confirmed, 0, "{zoo}");
    assert!(zoo.provisional_by_scanners() <= 0.005, "{zoo}");
    assert!(zoo.kept() >= 0.98, "{zoo}");
    Ok(())
}
