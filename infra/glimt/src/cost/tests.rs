use super::*;
use clap::Parser;

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    options: Options,
}

fn options(line: &str) -> Result<Options, clap::Error> {
    Cli::try_parse_from(std::iter::once("cost").chain(line.split_whitespace())).map(|cli| cli.options)
}

fn asked(line: &str) -> Bill {
    bill(&options(line).unwrap(), &prices(), &measured()).unwrap()
}

fn prices() -> PriceList {
    PriceList::parse(PRICES).unwrap()
}

fn measured() -> Measured {
    Measured::parse(MEASURED).unwrap()
}

fn line<'a>(bill: &'a Bill, item: &str) -> &'a Line {
    bill.lines.iter().find(|line| line.item == item).unwrap()
}

fn dollars(text: &str) -> Mills {
    Mills::of_dollars(text.parse().unwrap())
}

/// A file with these values in place of its own, by section and name.
fn with(file: &str, values: &[(&str, &str, f64)]) -> String {
    let mut tables: toml::Table = toml::from_str(file).unwrap();
    for (section, name, value) in values {
        let figure = &mut tables[*section][*name];
        match figure.get_mut("value") {
            Some(of_figure) => *of_figure = (*value).into(),
            None => *figure = (*value).into(),
        }
    }
    tables.to_string()
}

#[test]
fn a_million_surveys_worked_by_hand() {
    let prices = with(
        PRICES,
        &[
            ("ses_a_la_carte", "usd", 0.10),
            ("dynamodb_write", "usd", 0.60),
            ("dynamodb_read", "usd", 0.125),
            ("http_api", "usd", 1.00),
            ("lambda_time", "usd", 13.0),
            ("alarm", "usd", 0.10),
        ],
    );
    let measured = with(
        MEASURED,
        &[
            ("event", "invited_writes", 3.0),
            ("event", "fuse_writes", 0.05),
            ("event", "skipped_writes", 2.0),
            ("mail", "writes", 2.0),
            ("mail", "closed_writes", 1.0),
            ("shop", "skipped_at_send", 0.1),
            ("shop", "alerted", 0.1),
            ("bytes", "invitation", 600.0),
            ("bytes", "skip", 500.0),
            ("bytes", "answer", 700.0),
            ("fold", "invitation_hourly", 200.0),
            ("fold", "skip_hourly", 100.0),
            ("fold", "answer_hourly", 300.0),
            ("ms", "event", 40.0),
            ("memory_mb", "trigger", 256.0),
            ("anyway", "alarms", 28.0),
        ],
    );
    let (prices, measured) = (PriceList::parse(&prices).unwrap(), Measured::parse(&measured).unwrap());
    let asked = options("--surveys 1M --answered 20% --event-share 80%").unwrap();
    let bill = bill(&asked, &prices, &measured).unwrap();
    // A million mails, and 0.1 × 200,000 alerts, at $0.10 per 1,000.
    let mails = line(&bill, "SES: surveys, reminders and alerts");
    assert_eq!((mails.units, mails.month), (1_020_000.0, dollars("102")));
    // 5 writes a survey and 0.05 for each of 1,250,000 events, at $0.60 per million.
    let writes = line(&bill, "DynamoDB writes: event to mail");
    assert_eq!((writes.units, writes.month), (5_062_500.0, dollars("3.0375")));
    // 250,000 skips of 2 writes, and 1 more for each of the tenth that is closed when it is due.
    assert_eq!(line(&bill, "DynamoDB writes: skips").units, 525_000.0);
    // 1,250,000 events at $1.00 per million.
    assert_eq!(line(&bill, "API Gateway: events").month, dollars("1.25"));
    // 1,000,000 × 600 × 200, 250,000 × 500 × 100 and 200,000 × 700 × 300 bytes, of which 8,192 are a unit, eventually
    // consistent, at $0.125.
    let hourly = line(&bill, "DynamoDB reads: hourly fold");
    assert_eq!((hourly.units, hourly.month), (21_301_269.531_25, dollars("2.663")));
    // 1,250,000 × 40 ms of a quarter of a GB, at $13 per million GB-seconds.
    let trigger = line(&bill, "Lambda: trigger");
    assert_eq!((trigger.units, trigger.month), (12_500.0, dollars("0.1625")));
    // 28 alarms at $0.10.
    assert_eq!(line(&bill, "CloudWatch: alarms").month, dollars("2.8"));
}

#[test]
fn the_sums_are_those_of_the_lines() {
    for asked_for in ["--surveys 1M", "--surveys 1234", "--surveys 37M --answered 7% --reminded 30% --through bus"] {
        let bill = asked(asked_for);
        let all: Mills = bill.lines.iter().map(|line| line.month).sum();
        assert_eq!(bill.total(), all, "{asked_for}");
        let parts = [Part::Mail, Part::Survey, Part::Month].map(|part| bill.month(part));
        assert_eq!(parts.into_iter().sum::<Mills>(), all, "{asked_for}");
        let printed = run(&options(asked_for).unwrap()).unwrap();
        let column = |line: &str| line.split_whitespace().last().and_then(|cell| cell.parse::<f64>().ok());
        let rows = printed.lines().skip_while(|line| !line.starts_with("SES, the floor"));
        let rows: Vec<_> = rows.take_while(|line| !line.starts_with("  together")).filter_map(column).collect();
        assert_eq!(rows.into_iter().map(Mills::of_dollars).sum::<Mills>(), bill.million(Part::Mail), "{asked_for}");
    }
}

#[test]
fn no_free_tier_is_counted() {
    let bill = asked("--surveys 1");
    for free in [
        "Scheduler: invocations",
        "CloudWatch: alarms",
        "CloudWatch: custom metrics",
        "CloudWatch: dashboard",
        "Lambda: runs by the clock, requests",
        "Lambda: runs by the clock, time",
        "SQS: polls of empty queues",
    ] {
        assert!(line(&bill, free).month > Mills::default(), "{free}");
    }
    assert!(bill.of(Part::Survey).all(|line| line.million > Mills::default()));
}

#[test]
fn what_a_month_costs_anyway_is_in_the_total_and_not_in_the_price_of_a_million_unless_it_is_wanted() {
    let (few, many) = (asked("--surveys 100k"), asked("--surveys 10M"));
    assert_eq!(few.month(Part::Month), many.month(Part::Month));
    assert_eq!(few.total(), few.month(Part::Mail) + few.month(Part::Survey) + few.month(Part::Month));
    let last = |asked_for: &str| {
        let printed = run(&options(asked_for).unwrap()).unwrap();
        let all = printed.lines().find(|line| line.trim_start().starts_with("in all")).unwrap().to_owned();
        all.split_whitespace().skip(2).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(last("--surveys 100k").len(), 1);
    let [month, million] = &last("--surveys 100k --spread")[..] else { panic!() };
    assert_eq!(month, &few.total().to_string());
    let spread = million.parse::<f64>().unwrap() / 10.0 - month.parse::<f64>().unwrap();
    assert!(spread.abs() < 0.05, "ten times the month: {million} and {month}");
}

#[test]
fn a_survey_costs_the_same_however_many_there_are_but_for_what_the_export_reads() {
    let (few, many) = (asked("--surveys 50k"), asked("--surveys 5M"));
    for (few, many) in few.of(Part::Survey).zip(many.of(Part::Survey)) {
        let same = few.million == many.million;
        assert!(same || few.item.ends_with("export") && many.million < few.million, "{}", few.item);
    }
}

#[test]
fn an_unknown_region_is_answered_with_the_known_ones() {
    let elsewhere = options("--surveys 1M --region mars-north-1").unwrap();
    let error = bill(&elsewhere, &prices(), &measured()).unwrap_err().to_string();
    assert_eq!(
        error,
        "there are no prices for the region “mars-north-1”; expected one of eu-central-1, eu-north-1, eu-west-1, us-east-1"
    );
    for region in ["eu-central-1", "eu-north-1", "eu-west-1", "us-east-1"] {
        assert!(asked(&format!("--surveys 1M --region {region}")).total() > dollars("100"), "{region}");
    }
}

#[test]
fn numbers_and_shares_are_read_as_people_write_them() {
    let count = |text: &str| text.parse::<Count>().map(Count::get);
    for (text, number) in [("1M", 1_000_000), ("250k", 250_000), ("2.5m", 2_500_000), ("1_000", 1_000), ("7", 7)] {
        assert_eq!(count(text), Ok(number), "{text}");
    }
    for wrong in ["", "k", "1,5M", "-1", "1.0001k", "1e6", "many", "0.5", ".5M"] {
        assert_eq!(
            count(wrong),
            Err(format!("expected a number such as 40000, 250k, 1M or 2.5M, found “{wrong}”")),
            "{wrong}"
        );
    }
    assert_eq!(count("0"), Err("expected at least one survey".to_owned()));
    assert!(count("900000M").unwrap_err().starts_with("expected at most 100,000,000,000 surveys a month"));
    for (text, share) in [("20%", 0.2), ("12.5 %", 0.125), ("0%", 0.0), ("100%", 1.0)] {
        assert_eq!(text.parse::<Share>().map(Share::float), Ok(share), "{text}");
    }
    for wrong in ["20", "0.2", "%", "-5%", "twenty%"] {
        assert_eq!(
            wrong.parse::<Share>(),
            Err(format!("expected a share such as 20% or 12.5%, found “{wrong}”")),
            "{wrong}"
        );
    }
    assert!("101%".parse::<Share>().unwrap_err().starts_with("expected a share of at most 100%"));
    let error = bill(&options("--surveys 1k --event-share 0%").unwrap(), &prices(), &measured()).unwrap_err();
    assert!(error.to_string().starts_with("--event-share: expected more than 0%"));
    assert!(options("--surveys lots").err().unwrap().to_string().contains("expected a number such as"));
}

#[test]
fn above_ten_million_mails_the_plan_asks_less() {
    let mails = |surveys: &str| {
        let bill = asked(&format!("--surveys {surveys} --answered 0% --ses-plan essentials"));
        line(&bill, "SES: surveys, reminders and alerts").month
    };
    assert_eq!(mails("1M"), dollars("160"));
    assert_eq!(mails("20M"), dollars("3000"), "10M at $0.16 and 10M at $0.14 per 1,000");
    assert_eq!(mails("150M"), dollars("19700"), "10M at $0.16, 90M at $0.14 and 50M at $0.11 per 1,000");
}

#[test]
fn events_come_in_by_one_way() {
    let items = |through: &str| -> Vec<&str> {
        let ways = ["API Gateway: events", "EventBridge: events", "EventBridge: archive of events", "SQS: events"];
        let bill = asked(&format!("--surveys 1M --through {through}"));
        bill.lines.iter().map(|line| line.item).filter(|item| ways.contains(item)).collect()
    };
    assert_eq!(items("door"), ["API Gateway: events"]);
    assert_eq!(items("bus"), ["EventBridge: events", "EventBridge: archive of events", "SQS: events"]);
    assert_eq!(items("queue"), ["SQS: events"]);
}

#[test]
fn a_price_list_says_of_each_price_when_it_was_checked_and_where() {
    assert!(prices().oldest().is_some_and(|oldest| oldest.starts_with("20")));
    let without = |what: &str| {
        let from = PRICES.find(&format!("\n{what}")).unwrap();
        let to = from + 1 + PRICES[from + 1..].find('\n').unwrap();
        format!("{}{}", &PRICES[..from], &PRICES[to..])
    };
    for what in ["checked", "source"] {
        let error = PriceList::parse(&without(what)).unwrap_err();
        assert!(format!("{error:#}").contains(&format!("missing field `{what}`")), "{error:#}");
    }
    let broken = PRICES.replace("[alarm]", "[alarms]");
    let error = bill(&options("--surveys 1").unwrap(), &PriceList::parse(&broken).unwrap(), &measured()).unwrap_err();
    assert_eq!(error.to_string(), "the price list has no [alarm]");
    let broken = PRICES.replace("usd = 3.00", "usd = { us-east-1 = 3.00 }");
    let error = bill(&options("--surveys 1").unwrap(), &PriceList::parse(&broken).unwrap(), &measured()).unwrap_err();
    assert!(error.to_string().ends_with("of the price list has nothing for eu-north-1"), "{error}");
}

#[test]
fn a_figure_says_where_it_is_from() {
    for (from, to) in [("from = \"infra/template.yaml\"", "from = \"\""), ("value = ", "value = -")] {
        assert!(Measured::parse(&MEASURED.replacen(from, to, 1)).is_err(), "{to}");
    }
    let forgotten = MEASURED.replace("alarms =", "alarm =");
    assert!(Measured::parse(&forgotten).is_err());
    let figure = "writes = { value = 2, from = \"somewhere\"";
    let of = |marked: &str| MEASURED.replacen("[mail]\nwrites =", &format!("[mail]\n{figure}{marked} }}\n#"), 1);
    let is_marked = |text: &str| Measured::parse(text).unwrap().not_yet.contains(&"mail.writes".to_owned());
    assert!(is_marked(&of(", measured = false")) && !is_marked(&of("")));
}

#[test]
fn the_largest_three_are_told_of_with_what_would_bring_them_down() {
    let bill = asked("--surveys 1M");
    let largest = bill.largest(3);
    assert!(largest.is_sorted_by(|a, b| a.million >= b.million));
    assert!(bill.of(Part::Survey).all(|line| line.million <= largest[0].million));
    let printed = run(&options("--surveys 1M").unwrap()).unwrap();
    for line in largest {
        assert!(printed.contains(&format!("{}, ${} per million. {}", line.item, line.million, line.lower)));
    }
    assert!(bill.lines.iter().all(|line| line.lower.ends_with('.')));
}
