//! A file that is right, changed in one place at a time.

mod any_text;

use super::*;
use crate::Slug;
use crate::hook::{About, Encoding, Hash, Key, Known, Signature, Which};

const BASE: &str = r#"key = "bearer"
touchpoint = { at = ["/topic", "/state"], is = { "closed user" = "ticket.solved", "opened" = "ticket.reopened" } }
event = "/id"

[fields]
ticket = "/ticket/id"
email = ["/ticket/email", "/contacts/0/email"]
happened_at = "/at"
amount = "/total"
currency = "/currency"

[attributes]
agent = "/ticket/agent"
"#;

fn changed(from: &str, to: &str) -> String {
    assert_eq!(BASE.matches(from).count(), 1, "{from}");
    BASE.replace(from, to)
}

fn said(mistakes: &[Mistake]) -> Vec<String> {
    mistakes.iter().map(Mistake::to_string).collect()
}

/// The mistakes of the file in which this is replaced by that.
fn mistakes(from: &str, to: &str) -> Vec<String> {
    let text = changed(from, to);
    said(&read(&text).expect_err(&text))
}

fn hook(text: &str) -> Hook {
    read(text).unwrap_or_else(|mistakes| panic!("{:#?}", said(&mistakes))).hook
}

fn pointers(places: &[&str]) -> Vec<Pointer> {
    places.iter().map(|place| Pointer::parse(place).unwrap()).collect()
}

#[test]
fn a_mapping_is_what_its_file_says_and_the_same_after_it_was_stored() {
    let hook = hook(BASE);
    assert_eq!(hook.key, Key::Bearer);
    let Which::By { at, is } = &hook.touchpoint else { panic!("{:?}", hook.touchpoint) };
    assert_eq!(at, &pointers(&["/topic", "/state"]));
    assert_eq!(is["closed user"], Slug::parse("ticket.solved").unwrap());
    assert_eq!(hook.about, About::Ticket(Places::of(pointers(&["/ticket/id"])).unwrap()));
    assert_eq!(hook.places(Known::Email), pointers(&["/ticket/email", "/contacts/0/email"]));
    assert!(hook.places(Known::Country).is_empty());
    let stored = serde_json::to_string(&hook).unwrap();
    assert_eq!(serde_json::from_str::<Hook>(&stored).unwrap(), hook);
}

#[test]
fn a_key_stands_in_a_header_as_it_is_or_as_a_signature() {
    let key = |key| hook(&changed("\"bearer\"", key)).key;
    assert_eq!(key("{ header = \"X-Key\" }"), Key::Header("x-key".to_owned()));
    let signature = Signature {
        header: "x-hub-signature".to_owned(),
        hash: Hash::Sha1,
        prefix: "sha1=".to_owned(),
        encoding: Encoding::Hex,
    };
    assert_eq!(
        key("{ header = \"x-hub-signature\", hash = \"sha1\", prefix = \"sha1=\" }"),
        Key::Signature(signature.clone())
    );
    let base64 = Signature { hash: Hash::Sha256, prefix: String::new(), encoding: Encoding::Base64, ..signature };
    assert_eq!(
        key("{ header = \"x-hub-signature\", hash = \"sha256\", encoding = \"base64\" }"),
        Key::Signature(base64)
    );
}

#[test]
fn each_mistake_is_told_with_its_line_and_what_to_do() {
    let example = "key = \"bearer\", or key = { header = \"x-hub-signature\", hash = \"sha1\", prefix = \"sha1=\" }";
    let pointer = "write a JSON pointer to its place in the body, such as \"/ticket/id\"";
    let no_subject = "line 5: [fields] has no order, ticket or customer; \
                      add the one that it happens to, such as ticket = \"/ticket_id\"";
    for (from, to, expected) in [
        ("event =", "evnt =", "line 3: unknown key \"evnt\" in the file; did you mean \"event\"?"),
        ("\"bearer\"", "\"bearr\"", "line 1: unknown key \"bearr\"; did you mean \"bearer\"?"),
        ("\"bearer\"", "1", &format!("line 1: key is a number; write {example}")),
        ("\"bearer\"", "{}", "line 1: key has no \"header\"; add header = \"x-signature\""),
        (
            "\"bearer\"",
            "{ header = \"x y\" }",
            "line 1: key.header can't be \"x y\"; write a header's name, such as \"x-hub-signature\"",
        ),
        (
            "\"bearer\"",
            "{ header = \"x\", hash = \"md5\" }",
            "line 1: unknown algorithm \"md5\"; the algorithms are \"sha1\", \"sha256\"",
        ),
        (
            "\"bearer\"",
            "{ header = \"x\", hash = \"sha1\", encoding = \"hexa\" }",
            "line 1: unknown encoding \"hexa\"; did you mean \"hex\"?",
        ),
        (
            "\"bearer\"",
            "{ header = \"x\", prefix = \"sha1=\" }",
            "line 1: key.prefix says nothing without hash; \
             add hash = \"sha256\", or take it out: then the header holds the key as it is",
        ),
        (
            "ticket.solved",
            "ticket.sovled",
            "line 2: unknown touchpoint \"ticket.sovled\"; did you mean \"ticket.solved\"?",
        ),
        ("[\"/topic\", \"/state\"]", "[]", &format!("line 2: touchpoint.at is empty; {pointer}")),
        ("\"/id\"", "\"\"", &format!("line 3: event can't be \"\"; {pointer}")),
        ("\"/id\"", "\"data.item.id\"", "line 3: event can't be \"data.item.id\"; did you mean \"/data/item/id\"?"),
        ("\"/id\"", "\"{{ticket.id}}\"", "line 3: event can't be \"{{ticket.id}}\"; did you mean \"/ticket/id\"?"),
        ("\"/id\"", "\"/a~2\"", &format!("line 3: event can't be \"/a~2\"; {pointer}")),
        ("\"/id\"", "7", "line 3: event is a number; write a text in quotes"),
        ("ticket = \"/ticket/id\"\n", "", no_subject),
        (
            "ticket = \"/ticket/id\"\n",
            "ticket = \"/ticket/id\"\norder = \"/order\"\n",
            "line 6: ticket is there beside order; keep the one that it happens to; a customer's number is customer_id",
        ),
        ("email =", "e_mail =", "line 7: unknown key \"e_mail\" in [fields]; did you mean \"email\"?"),
        (
            "currency = \"/currency\"\n",
            "",
            "line 9: amount is there without currency; add currency = \"/…\", or take it out",
        ),
        (
            "agent =",
            "Agent =",
            "line 13: the key can't be \"Agent\"; use 1 to 40 of a-z, 0-9, _, . and -, and start with a letter or digit",
        ),
    ] {
        assert_eq!(mistakes(from, to), [expected], "{to}");
    }
}

#[test]
fn an_empty_file_says_what_belongs_in_it() {
    assert_eq!(
        said(&read("").unwrap_err()),
        [
            "line 1: the file has no \"fields\"; \
             add [fields] with the order, ticket or customer that it happened to, and email",
            "line 1: the file has no \"key\"; add key = \"bearer\"",
            "line 1: the file has no \"touchpoint\"; add touchpoint = \"ticket.solved\"",
        ]
    );
    assert_eq!(read("key = bearer").unwrap_err().len(), 1);
}

#[test]
fn what_may_be_meant_is_a_note_and_no_mistake() {
    let notes = |text: &str| said(&read(text).unwrap().warnings);
    assert_eq!(notes(BASE), [""; 0]);
    assert_eq!(
        notes(&changed("email = [\"/ticket/email\", \"/contacts/0/email\"]\n", "")),
        ["line 5: [fields] has no email; only customers who are known from an earlier event can be asked"]
    );
    assert_eq!(
        notes(&changed("ticket.reopened", "chat.closed")),
        ["line 2: \"chat.closed\" is a touchpoint of your own; see to it that a source sends it by exactly this name"]
    );
}
