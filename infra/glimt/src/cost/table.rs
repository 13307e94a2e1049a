//! The bill in the terminal.

use super::options::Options;
use super::{Bill, Line, Measured, Mills, Part, Plan, PriceList, Through, bill};
use anyhow::Result;
use std::fmt::Write;

/// How many of the largest lines are told of.
const LARGEST: usize = 3;

const HEADS: [&str; 5] = ["", "how many", "unit price", "$ a month", "$ per 1M"];

/// The bill line by line, its sums, its largest lines, and what it rests on.
pub(super) fn table(options: &Options, prices: &PriceList, measured: &Measured) -> Result<String> {
    let bill = bill(options, prices, measured)?;
    let mut rows = vec![HEADS.map(str::to_owned)];
    let parts = [
        (Part::Mail, "SES, the floor"),
        (Part::Survey, "everything else that comes with a survey"),
        (Part::Month, "what a month costs anyway"),
    ];
    for (part, name) in parts {
        let shows_million = part != Part::Month || options.spread;
        rows.push(heading(name));
        rows.extend(bill.of(part).map(|line| row(line, shows_million)));
        rows.push(sum("together", bill.month(part), shows_million.then(|| bill.million(part))));
    }
    let everything: Mills = parts.iter().map(|(part, _)| bill.million(*part)).sum();
    rows.push(heading(""));
    rows.push(sum("in all", bill.total(), options.spread.then_some(everything)));

    let mut text = String::new();
    writeln!(text, "{}\n", asked(options, prices))?;
    aligned(&mut text, &rows)?;
    writeln!(text)?;
    sums(&mut text, &bill, options)?;
    writeln!(text, "\nThe largest of them, and what would bring them down:")?;
    for (place, line) in bill.largest(LARGEST).into_iter().enumerate() {
        writeln!(text, "  {}. {}, ${} per million. {}", place + 1, line.item, line.million, line.lower)?;
    }
    rests_on(&mut text, prices, measured)?;
    Ok(text)
}

/// What the bill is of.
fn asked(options: &Options, prices: &PriceList) -> String {
    let Options { surveys, answered, event_share, region, .. } = options;
    let through = match options.through {
        Through::Door => "through the API",
        Through::Bus => "through EventBridge",
        Through::Queue => "through the queue",
    };
    let place = prices.place(region).unwrap_or_default();
    format!(
        "{surveys} surveys a month in {region} ({place}), {answered} of them answered; events come {through}, and \
         {event_share} of them become a survey"
    )
}

fn sums(text: &mut String, bill: &Bill, options: &Options) -> Result<()> {
    let (ses, rest, anyway) = (bill.million(Part::Mail), bill.million(Part::Survey), bill.month(Part::Month));
    writeln!(text, "SES is the floor: ${ses} per million surveys.")?;
    writeln!(text, "Everything but SES: ${rest} per million, and ${anyway} a month anyway.")?;
    if options.ses_plan == Plan::ALaCarte {
        writeln!(
            text,
            "That is SES by the mail. An account that is new since July 2026 begins with the plan Essentials, which asks \
             more: --ses-plan essentials."
        )?;
    }
    Ok(())
}

/// What the figures are worth.
fn rests_on(text: &mut String, prices: &PriceList, measured: &Measured) -> Result<()> {
    let oldest = prices.oldest().unwrap_or_default();
    writeln!(
        text,
        "\nList prices, without the free tier, tax, or a discount for volume but SES's; checked on {oldest} or later."
    )?;
    if !measured.not_yet.is_empty() {
        let names = measured.not_yet.join(", ");
        writeln!(text, "Meant to be too high until they are measured on AWS: {names}.")?;
    }
    Ok(())
}

fn heading(name: &str) -> [String; 5] {
    [name.to_owned(), String::new(), String::new(), String::new(), String::new()]
}

fn row(line: &Line, shows_million: bool) -> [String; 5] {
    let million = if shows_million { line.million.to_string() } else { String::new() };
    [format!("  {}", line.item), many(line.units), line.price.told(), line.month.to_string(), million]
}

fn sum(name: &str, month: Mills, million: Option<Mills>) -> [String; 5] {
    let million = million.map(|million| million.to_string()).unwrap_or_default();
    [format!("  {name}"), String::new(), String::new(), month.to_string(), million]
}

/// `1,250,000`, and below a hundred with decimals.
fn many(units: f64) -> String {
    if units < 100.0 {
        let text = format!("{units:.2}");
        return text.trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    let digits = format!("{units:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Columns as wide as what stands in them; numbers to the right.
fn aligned(text: &mut String, rows: &[[String; 5]]) -> Result<()> {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let [item, units, price, month, million] = std::array::from_fn(width);
    for row in rows {
        let [a, b, c, d, e] = row;
        let line = format!("{a:<item$}  {b:>units$}  {c:<price$}  {d:>month$}  {e:>million$}");
        writeln!(text, "{}", line.trim_end())?;
    }
    Ok(())
}
