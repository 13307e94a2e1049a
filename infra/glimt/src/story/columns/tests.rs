use super::*;

const LEAST: &str = "order = \"id\"\nemail = \"mail\"\npurchased = \"bought\"\n";

fn wrong(more: &str) -> String {
    format!("{:#}", Columns::parse(&format!("{LEAST}{more}")).unwrap_err())
}

fn located(columns: &Columns, header: &[&str]) -> String {
    columns
        .locate(&csv::StringRecord::from(header.to_vec()))
        .map_or_else(|error| error.to_string(), |_| "found".to_owned())
}

#[test]
fn the_shipped_mapping_and_the_documented_one_are_read() {
    Columns::parse(include_str!("../../../../replay/olist.toml")).unwrap();
    let documented = include_str!("../columns.rs").split("```toml").nth(1).unwrap().split("```").next().unwrap();
    let documented: Vec<_> = documented.lines().map(|line| line.trim().trim_start_matches("///")).collect();
    // It shows the currency and the country both ways.
    let documented = documented.join("\n").replace("currency = \"NOK\"", "").replace("country = \"NO\"", "");
    Columns::parse(&documented).unwrap();
}

#[test]
fn a_wrong_mapping_says_which_columns_are_missing_and_which_are_there() {
    let columns = Columns::parse(&format!("{LEAST}rating = \"stars\"\n[segments]\nstate = \"uf\"")).unwrap();
    assert_eq!(located(&columns, &["id", " mail ", "bought", "stars", "uf"]), "found");
    assert_eq!(
        located(&columns, &["id", "mail", "mail", "Bought"]),
        "the file has no column \"bought\" (for `purchased`), two columns \"mail\" (for `email`), no column \"stars\" \
         (for `rating`), no column \"uf\" (for `segments.state`); its columns are: id, mail, mail, Bought."
    );
}

#[test]
fn the_plain_names_need_only_the_order_the_customer_and_the_time() {
    assert_eq!(located(&Columns::default(), &["order", "email", "purchased"]), "found");
    assert_eq!(located(&Columns::default(), &["order", "customer", "purchased", "delivered", "whatever"]), "found");
    assert_eq!(
        located(&Columns::default(), &["purchased", "value"]),
        "the file has no column \"order\", neither \"email\" nor \"customer\", \"value\" but no \"currency\" \
         (a column, or fixed in a mapping); its columns are: purchased, value."
    );
    let parted = located(&Columns::default(), &["order;email;purchased"]);
    assert!(parted.ends_with("Are they parted by something else than a comma? Say `delimiter`."), "{parted}");
}

#[test]
fn a_mapping_that_makes_no_sense_says_what_is_wrong() {
    assert!(wrong("raiting = \"stars\"").contains("unknown field `raiting`"));
    assert!(wrong("raiting = \"stars\"").contains("line 4"));
    assert!(format!("{:#}", Columns::parse("email = \"mail\"").unwrap_err()).contains("missing field `order`"));
    let neither = Columns::parse("order = \"id\"\npurchased = \"bought\"").unwrap_err();
    assert_eq!(neither.to_string(), "the mapping names neither `email` nor `customer`");
    assert_eq!(wrong("time_zone = \"Oslo\"").split(':').next().unwrap(), "time_zone = \"Oslo\" is no IANA time zone");
    assert_eq!(wrong("email_domain = \"home\""), "email_domain = \"home\" is no domain such as example.com");
    assert_eq!(wrong("late = true"), "`late = true` needs `delivered` and `estimated`");
    assert_eq!(wrong("value = \"sum\""), "`value` needs `currency`: a column, or fixed under [fixed]");
    assert_eq!(wrong("delimiter = \"–\""), "`delimiter` must be one ASCII character, such as \";\"");
    assert_eq!(wrong("[fixed]\ncountry = \"Norge\""), "fixed.country = \"Norge\" is no ISO 3166 code such as NO");
    assert_eq!(
        wrong("currency = \"cur\"\n[fixed]\ncurrency = \"NOK\""),
        "`currency` is both a column and fixed; take one of them"
    );
}

#[test]
fn a_mapping_may_say_what_stands_between_cells_and_how_times_are_written() {
    let mapping = format!(
        "{LEAST}delimiter = \";\"\ntime_formats = [\"%d.%m.%Y %H.%M\", \"%d.%m.%Y\"]\ntime_zone = \"Europe/Oslo\""
    );
    let file = "id;mail;bought\n1;a@b.no;19.11.2026 14.03\n2;b@b.no;20.11.2026\n3;c@b.no;2026-11-21T00:00:00Z\n";
    let orders = crate::story::read(file.as_bytes(), &Columns::parse(&mapping).unwrap(), "shop").unwrap();
    let at: Vec<_> = orders.stories.iter().map(|story| story.events[0].at.to_string()).collect();
    assert_eq!(at, ["2026-11-19T13:03:00Z", "2026-11-19T23:00:00Z", "2026-11-21T00:00:00Z"]);
}
