use super::*;
use crate::aws::ses::NameValue;

fn shop() -> Home {
    Home {
        journey_name: "Nordlys Outdoor".to_owned(),
        simulated: true,
        origin: "http://127.0.0.1:9300".to_owned(),
        source: "https://shop.nordlys.example".to_owned(),
        key: "whsec_c2VjcmV0".to_owned(),
    }
}

#[test]
fn the_console_asks_nothing_of_anybody_else() {
    let page = home(&shop()).unwrap();
    let own = page.replace("http://127.0.0.1:9300", "").replace("https:&#x2f;&#x2f;shop.nordlys.example", "");
    assert!(!own.contains("http://") && !own.contains("https://"), "an address of somebody else");
    assert!(!page.contains("src=\"") && !page.contains("@import") && !page.contains("url("));
    assert_eq!(page.matches("</script>").count(), 1, "the script ends where it ends");
}

#[test]
fn only_a_simulated_journey_is_called_simulated() {
    let simulated =
        |simulated| home(&Home { simulated, ..shop() }).unwrap().contains("The first 60 days are simulated");
    assert!(simulated(true));
    assert!(!simulated(false));
}

#[test]
fn names_stay_text_in_the_page_and_in_the_shell() {
    let page = home(&Home { journey_name: "</title><script>alert(1)</script>".to_owned(), ..shop() }).unwrap();
    assert!(!page.contains("<script>alert"));
    let command = curl(&Home { source: "it's $HOME".to_owned(), ..shop() });
    assert!(command.contains(r#""source": "it'\''s $HOME""#), "{command}");
}

#[test]
fn the_command_sends_an_event_that_is_json() {
    let command = curl(&shop());
    let (_, event) = command.split_once("-d '").unwrap();
    let event: serde_json::Value = serde_json::from_str(event.trim_end_matches('\'')).unwrap();
    assert_eq!(event["type"], "order.delivered");
    assert!(
        command.starts_with("curl 'http://127.0.0.1:9300/v1/events' \\\n  -H 'Authorization: Bearer whsec_c2VjcmV0'")
    );
}

#[test]
fn a_mails_links_open_beside_the_page() {
    let framed = |html| super::framed(html);
    assert_eq!(
        framed("<!doctype html><html><HEAD lang=nb><title>"),
        "<!doctype html><html><HEAD lang=nb><base target=\"_blank\"><title>"
    );
    assert_eq!(framed("<p>Æ</p>"), "<base target=\"_blank\"><p>Æ</p>");
    assert_eq!(framed("<header>no head</header>"), "<base target=\"_blank\"><header>no head</header>");
    assert_eq!(framed("<head"), "<base target=\"_blank\"><head");
}

#[test]
fn a_message_is_shown_whole_and_harms_nobody() {
    let evil = "\"><script>alert(1)</script>";
    let message = Message {
        id: "0110".to_owned(),
        to: format!("Åse <ase@example.com>{evil}"),
        from: evil.to_owned(),
        subject: evil.to_owned(),
        headers: vec![NameValue { name: evil.to_owned(), value: evil.to_owned() }],
        tags: vec![NameValue { name: "invitation".to_owned(), value: "20261122T101500-x".to_owned() }],
        text: Some(format!("</pre>{evil}")),
        html: Some(format!("<p>{evil}</p>")),
        raw: Some(evil.to_owned()),
        ..Message::default()
    };
    let page = inbox(&[message]).unwrap();
    assert!(!page.contains("<script"));
    assert_eq!(page.matches("</pre>").count(), 2);
    for part in ["Åse &lt;ase@example.com&gt;", "20261122T101500-x", "1970-01-01 00:00 UTC"] {
        assert!(page.contains(part), "{part} is missing");
    }
    let frame = page.split("<iframe").nth(1).unwrap().split("</iframe>").next().unwrap();
    assert!(
        frame.contains("sandbox=\"allow-popups")
            && !frame.contains("allow-scripts")
            && !frame.contains("allow-same-origin")
    );
}

#[test]
fn an_empty_inbox_says_so() {
    assert!(inbox(&[]).unwrap().contains("No mail yet"));
}
