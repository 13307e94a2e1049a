use super::*;
use crate::secret::tests::secrets;
use crate::subject::SubjectKey;
use score::Metric;

fn slug(text: &str) -> Slug {
    Slug::parse(text).unwrap()
}

fn id(order: u32) -> InvitationId {
    InvitationId::of(&secrets(), "nordlys", &SubjectKey::order("shop", &order.to_string()).unwrap(), "delivered", 1)
}

fn rating(given: u8) -> Rating {
    Rating::new(Metric::Csat, given).unwrap()
}

fn follow_up(id: &str, when: Option<&str>, measures: Option<Measures>) -> FollowUp<String> {
    let ask_when = when.map(|when| Condition::parse(when).unwrap());
    FollowUp { id: slug(id), kind: Kind::YesNo, ask_when, question: format!("{id}?"), measures }
}

fn ids<T>(asked: &[Asked<'_, T>]) -> Vec<String> {
    asked.iter().map(|asked| asked.follow_up.id.to_string()).collect()
}

fn yes() -> Reply {
    Reply { value: Value::YesNo(true), asked_ppm: None, measures: None }
}

#[test]
fn nobody_is_asked_more_than_two_and_the_rating_says_which() {
    let all = [follow_up("a", None, None), follow_up("low", Some("rating <= 2"), None), follow_up("b", None, None)];
    assert_eq!(ids(&first(&all, id(1), rating(1))), ["a", "low"]);
    assert_eq!(ids(&first(&all, id(1), rating(5))), ["a", "b"]);
    assert!(first::<String>(&[], id(1), rating(5)).is_empty());
}

#[test]
fn of_those_that_measure_one_is_drawn_evenly_and_always_the_same() {
    let measuring = |name, when| follow_up(name, when, Some(Measures::Driver));
    let all =
        [measuring("x", None), follow_up("a", None, None), measuring("y", None), measuring("low", Some("rating <= 2"))];
    let mut drawn = BTreeMap::new();
    for order in 0..600 {
        let asked = first(&all, id(order), rating(1));
        assert_eq!(asked, first(&all, id(order), rating(1)));
        let measured: Vec<_> = asked.iter().filter(|asked| asked.follow_up.measures.is_some()).collect();
        assert_eq!((asked.len(), measured.len(), measured[0].asked_ppm), (2, 1, Some(333_333)));
        assert!(ids(&asked).contains(&"a".to_owned()));
        *drawn.entry(measured[0].follow_up.id.to_string()).or_insert(0) += 1;
        let satisfied = first(&all, id(order), rating(5));
        assert!(satisfied.iter().all(|asked| asked.follow_up.measures.is_none() || asked.asked_ppm == Some(500_000)));
    }
    assert!(drawn.len() == 3 && drawn.values().all(|n| (160..240).contains(n)), "{drawn:?}");
}

#[test]
fn what_depends_on_a_reply_is_asked_after_it_where_there_is_room() {
    let chain = [follow_up("late", None, None), follow_up("told", Some("late == 'yes'"), None)];
    assert_eq!(ids(&first(&chain, id(1), rating(3))), ["late"]);
    let replies = Replies::from([(slug("late"), yes())]);
    assert_eq!(ids(&then(&chain, id(1), rating(3), &replies)), ["told"]);
    assert!(then(&chain, id(1), rating(3), &Replies::new()).is_empty());
    let full = [chain[0].clone(), chain[1].clone(), follow_up("b", None, None)];
    assert_eq!(ids(&first(&full, id(1), rating(3))), ["late", "b"]);
    assert!(then(&full, id(1), rating(3), &replies).is_empty());
}

#[test]
fn a_reply_to_what_is_not_asked_any_more_falls_away() {
    let all = [
        follow_up("on_time", None, Some(Measures::Promise)),
        follow_up("wrong", Some("rating <= 2"), None),
        follow_up("told", Some("wrong == 'yes'"), None),
    ];
    let replies = Replies::from(["on_time", "wrong", "gone"].map(|id| (slug(id), yes())));
    let kept =
        |given| still_asked(&all, id(1), rating(given), &replies).into_keys().map(String::from).collect::<Vec<_>>();
    assert_eq!((kept(1), kept(5)), (vec!["on_time".to_owned(), "wrong".to_owned()], vec!["on_time".to_owned()]));
    assert_eq!(still_asked(&all, id(1), rating(5), &replies)["on_time"].asked_ppm, Some(1_000_000));
}

#[test]
fn a_form_is_read_as_the_kind_takes_it_or_not_at_all() {
    let options = || ["late", "broken"].map(|id| Choice { id: slug(id), label: id.to_owned() }).to_vec();
    let read = |kind: Kind<String>, sent: &[&str]| FollowUp { kind, ..follow_up("f", None, None) }.read(sent);
    let scale = || Kind::Scale { low: "Bad".to_owned(), high: "Good".to_owned() };
    assert_eq!(read(Kind::YesNo, &["no"]), Ok(Some(Value::YesNo(false))));
    assert_eq!(read(scale(), &["5"]), Ok(Some(Value::Scale(5))));
    assert_eq!(read(Kind::Choice { options: options() }, &["late"]), Ok(Some(Value::Choice(slug("late")))));
    let both = Value::Choices(vec![slug("late"), slug("broken")]);
    assert_eq!(read(Kind::Choices { options: options() }, &["broken", "late", "late"]), Ok(Some(both)));
    let long = "å".repeat(600);
    assert_eq!(read(Kind::Text, &[&long]), Ok(Some(Value::Text("å".repeat(500)))));
    for blank in [&[][..], &[""], &["  "]] {
        assert_eq!(read(Kind::Text, blank), Ok(None));
        assert_eq!(read(Kind::Choices { options: options() }, blank), Ok(None));
    }
    for (kind, sent) in [
        (Kind::YesNo, &["maybe"][..]),
        (Kind::YesNo, &["yes", "no"]),
        (scale(), &["6"]),
        (scale(), &["0"]),
        (Kind::Choice { options: options() }, &["lost"]),
        (Kind::Choice { options: options() }, &["late", "broken"]),
        (Kind::Choices { options: options() }, &["late", "lost"]),
        (Kind::Text, &["a", "b"]),
    ] {
        assert_eq!(read(kind, sent), Err(NotAReply), "{sent:?}");
    }
}
