use super::*;
use crate::story::Reply;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write;

const MAPPING: &str = r#"
    order = "order"
    customer = "customer"
    purchased = "purchased"
    delivered = "delivered"
    estimated = "estimated"
    cancelled = "cancelled"
    survey_sent = "asked"
    rating = "stars"
    comment = "words"
    answered = "answered"
    time_zone = "Europe/Oslo"
"#;

const HEADER: &str = "order,customer,purchased,delivered,estimated,cancelled,asked,stars,words,answered\n";

fn asked(rows: &str) -> Orders {
    read(format!("{HEADER}{rows}").as_bytes(), &Columns::parse(MAPPING).unwrap(), "shop").unwrap()
}

fn plain(file: &str) -> Orders {
    read(file.as_bytes(), &Columns::default(), "shop").unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Each event's type, when it happened and when it is fired.
fn fired(story: &Story) -> Vec<(&str, Timestamp, Timestamp)> {
    let event = |event: &'_ crate::story::Happening| event.at;
    let text = |value: &Value| at(value.as_str().unwrap());
    story
        .events
        .iter()
        .map(|e| (e.event["type"].as_str().unwrap(), text(&e.event["data"]["happened_at"]), event(e)))
        .collect()
}

fn reasons(orders: &Orders) -> Vec<(u64, &str)> {
    orders.refused.iter().map(|refused| (refused.line, refused.reason.as_str())).collect()
}

#[test]
fn a_row_is_a_story_with_one_event_and_one_reply() {
    let orders = asked(
        "5512,kari,2026-11-14 10:00,2026-11-19 14:03:00,2026-11-20,,2026-11-20 09:00:00,4,\" Fint,\ntakk \",2026-11-20 18:30:00\n",
    );
    assert_eq!((orders.orders, orders.rows, orders.refused.len()), (1, 1, 0));
    let story = &orders.stories[0];
    assert_eq!(story.person, "kari@example.com");
    assert_eq!(story.events[0].at, at("2026-11-20T09:00:00+01:00"));
    assert_eq!(
        story.events[0].event,
        json!({
            "specversion": "1.0", "id": "5512-delivered", "source": "shop", "type": "order.delivered",
            "time": "2026-11-19T13:03:00Z",
            "data": {
                "contact": { "email": "kari@example.com", "customer_id": "kari" },
                "order": { "id": "5512" },
                "happened_at": "2026-11-19T13:03:00Z",
            },
        })
    );
    let comment = Some("Fint,\ntakk".to_owned());
    assert_eq!(story.replies, [Reply { at: at("2026-11-20T17:30:00Z"), survey: None, rating: 4, comment }]);
}

#[test]
fn an_event_is_fired_exactly_when_the_survey_was_sent_and_happened_no_later() {
    let orders = asked(
        "1,a,2026-11-01,2026-11-10,2026-11-08,,2026-11-12,,,\n\
         2,b,2026-11-01,2026-11-20,2026-11-08,,2026-11-13,,,\n\
         3,c,2026-11-01,,2026-11-08,,2026-11-14,,,\n\
         4,d,2026-11-01,,2026-11-28,,2026-11-15,,,\n",
    );
    let day = |day: u8| at(&format!("2026-11-{day:02}T00:00:00+01:00"));
    let fired: Vec<_> = orders.stories.iter().flat_map(fired).collect();
    assert_eq!(
        fired,
        [
            ("order.delivered", day(10), day(12)),
            ("order.delivered", day(13), day(13)),
            ("order.overdue", day(8), day(14)),
            ("order.overdue", day(15), day(15)),
        ]
    );
}

#[test]
fn an_order_without_a_survey_is_asked_about_when_it_came_or_should_have_come() {
    let orders = asked(
        "1,a,2026-11-01,2026-11-10,2026-11-08,,,,,\n\
         2,b,2026-11-01,,2026-11-11,,,,,\n\
         3,c,2026-11-01,,,,,5,,2026-11-12\n\
         4,d,2026-11-01,,,,,,,\n\
         5,e,2026-11-01,,2026-11-13,2026-11-09,,,,\n\
         6,f,2026-11-01,,2026-11-14,2026-11-15,,,,\n",
    );
    let day = |day: u8| at(&format!("2026-11-{day:02}T00:00:00+01:00"));
    let fired: Vec<_> = orders.stories.iter().flat_map(fired).collect();
    assert_eq!(
        fired,
        [
            ("order.cancelled", day(9), day(9)),
            ("order.delivered", day(10), day(10)),
            ("order.overdue", day(11), day(11)),
            ("order.overdue", day(12), day(12)),
            ("order.overdue", day(14), day(14)),
            ("order.cancelled", day(15), day(15)),
        ]
    );
    assert_eq!((orders.orders, orders.rows, orders.refused.len()), (6, 6, 0));
}

#[test]
fn several_answers_about_an_order_are_one_answer_that_was_changed() {
    let orders = asked(
        "1,a,2026-11-01,2026-11-10,,,2026-11-14,2,later,2026-11-16 12:00\n\
         2,b,2026-11-01,2026-11-10,,,2026-11-10,3,,2026-11-11\n\
         1,a,2026-11-01,2026-11-10,,,2026-11-12,4,first,2026-11-13\n\
         1,a,2026-11-01,2026-11-10,,,2026-11-13,5,last,2026-11-16 12:00\n",
    );
    assert_eq!((orders.orders, orders.rows, orders.stories.len()), (2, 4, 2));
    let story = &orders.stories[1];
    assert_eq!(fired(story), [("order.delivered", at("2026-11-09T23:00:00Z"), at("2026-11-11T23:00:00Z"))]);
    let replies: Vec<_> = story.replies.iter().map(|reply| (reply.rating, reply.comment.as_deref().unwrap())).collect();
    assert_eq!(replies, [(4, "first"), (2, "later"), (5, "last")]);
}

#[test]
fn an_answer_keeps_its_own_time_and_without_one_it_counts_at_the_send() {
    let orders =
        asked("1,a,2026-11-01,2026-11-10,,,2026-11-12,2,,2026-11-11\n2,a,2026-11-01,2026-11-10,,,2026-11-13,10.0,,\n");
    assert_eq!(orders.stories[0].replies[0].at, at("2026-11-11T00:00:00+01:00"));
    assert_eq!(orders.stories[1].replies[0].at, at("2026-11-13T00:00:00+01:00"));
    assert_eq!(orders.stories[1].replies[0].rating, 10);
}

#[test]
fn a_plain_list_of_orders_fires_everything_that_it_dates() {
    let orders = plain(
        "order,email,purchased,fulfilled,delivered,estimated,value,currency,country,segment.carrier\n\
         7,Kari@example.no,2026-11-01T10:00:00+01:00,2026-11-02,2026-11-05 12:00:00,2026-11-04,1299.90,NOK,no,Bring\n",
    );
    let story = &orders.stories[0];
    let kinds: Vec<_> = fired(story).into_iter().map(|(kind, ..)| kind).collect();
    assert_eq!(kinds, ["order.paid", "order.fulfilled", "order.delivered"]);
    assert_eq!(story.events[0].at, at("2026-11-01T09:00:00Z"));
    let event = &story.events[2].event;
    assert_eq!(event["data"]["value"], json!({ "amount": "1299.90", "currency": "NOK" }));
    assert_eq!(event["data"]["attributes"], json!({ "carrier": "Bring", "late": "yes" }));
    assert_eq!(event["data"]["contact"], json!({ "email": "Kari@example.no", "country": "no" }));
}

#[test]
fn a_delivery_on_the_promised_day_is_not_late_and_one_that_never_came_is_neither() {
    let file = "order,email,purchased,delivered,estimated\n\
        1,a@example.com,2026-11-01,2026-11-05 23:59,2026-11-05\n\
        2,b@example.com,2026-11-01,2026-11-06 00:01,2026-11-05\n\
        3,c@example.com,2026-11-01,,2026-11-05\n";
    let mut late = BTreeMap::new();
    for story in plain(file).stories {
        let last = story.events.last().unwrap();
        late.insert(story.person, last.event["data"]["attributes"]["late"].as_str().map(str::to_owned));
    }
    let late: Vec<_> = late.into_values().collect();
    assert_eq!(late, [Some("no".to_owned()), Some("yes".to_owned()), None]);
}

#[test]
fn rows_that_do_not_parse_are_listed_by_the_line_they_begin_on_and_the_rest_goes_on() {
    let orders = asked(
        "1,a,2026-11-01,2026-11-10,,,,5,\"two\nlines, \"\"quoted\"\"\",2026-11-11\r\n\
         2,b,2026-11-01,yesterday,,,,,,\n\
         \n\
         3,c,,2026-11-10,,,,,,\n\
         4,d,2026-11-01\n\
         5,e,2026-11-01,2026-11-10,,,,eleven,,\n\
         6,f,2026-11-01,2026-02-30,,,,,,\n\
         ,g,2026-11-01,2026-11-10,,,,,,\n\
         8,h,2026-11-01,2026-11-10,,,,,,\n\
         9,i,2026-11-01,2026-11-10,,,,12,,\n",
    );
    assert_eq!(
        reasons(&orders),
        [
            (4, "\"delivered\" must be a time such as 2026-11-19 14:03:00 (or say `time_formats`), not \"yesterday\""),
            (6, "\"purchased\" is empty"),
            (7, "the row has 3 cells where the header has 10 (is a quote left open?)"),
            (8, "\"stars\" must be a whole number from 0 to 10, not \"eleven\""),
            (9, "\"delivered\" must be a time such as 2026-11-19 14:03:00 (or say `time_formats`), not \"2026-02-30\""),
            (10, "\"order\" must be 1 to 180 characters without control characters, not \"\""),
            (12, "\"stars\" must be a whole number from 0 to 10, not \"12\""),
        ]
    );
    assert_eq!((orders.orders, orders.rows), (2, 9));
}

#[test]
fn lines_are_counted_right_when_they_end_as_on_windows() {
    let file = "order,email,purchased,rating,comment\r\n1,a@b.no,2026-11-01,5,\"x\r\ny\"\r\n\r\n2,a@b.no,never,5,\r\n";
    assert_eq!(plain(file).refused[0].line, 5);
}

#[test]
fn money_is_kept_as_it_stands_or_refused() {
    let file = |value: &str| format!("order,email,purchased,value,currency\n1,a@b.no,2026-11-01,{value}\n");
    let value = |text: &str| plain(&file(text)).stories[0].events[0].event["data"].get("value").cloned();
    assert_eq!(value("0.10,NOK"), Some(json!({ "amount": "0.10", "currency": "NOK" })));
    assert_eq!(value("90071992547409.93,EUR"), Some(json!({ "amount": "90071992547409.93", "currency": "EUR" })));
    assert_eq!(value(",NOK"), None);
    let refused = |text: &str| plain(&file(text)).refused.remove(0).reason;
    assert_eq!(refused("1e3,NOK"), "\"value\" must be a decimal number, such as 1299.00, not \"1e3\"");
    assert_eq!(refused("5,"), "\"currency\" must be three letters (ISO 4217), such as NOK, not \"\"");
}

#[test]
fn a_byte_that_is_not_utf_8_refuses_its_row_only() {
    let mut file = b"order,email,purchased,comment\n1,a@b.no,2026-11-01,bl\xE5\n2,a@b.no,2026-11-01,x\n".to_vec();
    let orders = read(file.as_slice(), &Columns::default(), "shop").unwrap();
    assert_eq!(reasons(&orders), [(2, "\"comment\" is not UTF-8")]);
    assert_eq!(orders.stories.len(), 1);
    file[3] = 0xE5;
    let error = read(file.as_slice(), &Columns::default(), "shop").unwrap_err();
    assert_eq!(error.to_string(), "the file's first line is not UTF-8; save it as UTF-8");
}

#[test]
fn a_file_that_cannot_be_read_says_why() {
    let error = |bytes: &[u8]| read(bytes, &Columns::default(), "shop").unwrap_err().to_string();
    assert_eq!(error(b""), "the file is empty");
    assert_eq!(error(b"\xFF\xFEo\0r\0d\0"), "the file is UTF-16; save it as UTF-8");
    assert!(plain("\u{FEFF}order,email,purchased\n").stories.is_empty());
}

#[test]
fn ids_become_addresses_that_can_be_mailed_and_stay_apart() {
    let rows = ["kari", "kari lie", "kari=20lie", "åse", "a@b", ".."]
        .map(|id| format!("{id},{id},2026-11-01,,,,2026-11-02,,,\n"));
    let people: Vec<_> = asked(&rows.concat()).stories.into_iter().map(|story| story.person).collect();
    assert_eq!(people[..3], ["kari@example.com", "kari=20lie@example.com", "kari=3d20lie@example.com"]);
    assert!(people.iter().all(|person| survey::Address::parse(person).is_ok()), "{people:?}");
}

#[test]
fn an_order_without_an_address_is_still_a_story() {
    let orders = plain("order,email,purchased\n1,,2026-11-01\n");
    assert_eq!(orders.stories[0].person, "1");
    assert_eq!(orders.stories[0].events[0].event["data"]["contact"]["email"], "");
}

mod olist;
