//! Follow-ups, contact and what customers are told, on the real engine.

use anyhow::Result;
use survey::follow_up::{Measures, Reply, Value};
use survey::{Answer, InvitationKey, Slug};
use tests::shop::{JOURNEY, Shop};

/// A customer of a delivery who has got the mail: their ask, their page, and its path without a rating.
pub async fn asked(shop: &Shop) -> Result<(InvitationKey, String)> {
    let fired = shop.fire(&shop.order("e1", "order.delivered", "5512", "kari@example.no")).await?;
    let key = fired.json()["decisions"][0]["invitation"].as_str().unwrap().to_owned();
    shop.at("2026-11-21T09:00:00Z").await?;
    Ok((key.try_into()?, shop.links()?.0))
}

pub fn location(reply: &glimt::world::Answer) -> &str {
    reply.headers.iter().find(|(name, _)| name == "location").map_or("", |(_, value)| value)
}

/// Sends a form, and gives where it leads to.
pub async fn sent(shop: &Shop, path: &str, form: &str) -> Result<String> {
    let reply = shop.post(path, form).await?;
    assert_eq!(reply.status, 303, "{}", reply.body);
    Ok(location(&reply).to_owned())
}

pub async fn answer(shop: &Shop, key: &InvitationKey) -> Result<Answer> {
    Ok(shop.world.store.answer(key).await?.unwrap())
}

fn reply<'a>(answer: &'a Answer, id: &str) -> Option<&'a Reply> {
    answer.follow_ups.get(&Slug::parse(id).unwrap())
}

#[tokio::test]
async fn a_low_rating_leads_to_what_went_wrong_and_each_post_is_saved() -> Result<()> {
    let shop = Shop::open().await?;
    let (key, page) = asked(&shop).await?;
    assert_eq!(sent(&shop, &page, "rating=2&comment=Sent").await?, format!("{page}/more"));
    assert_eq!((answer(&shop, &key).await?.version, answer(&shop, &key).await?.follow_ups.len()), (1, 0));
    let more = shop.open_page(&format!("{page}/more")).await?;
    assert!(more.body.contains("name=\"on_time\"") && more.body.contains("name=\"better\""));

    let form = "on_time=no&better=late&better=other";
    assert_eq!(sent(&shop, &format!("{page}/more"), form).await?, format!("{page}/thanks"));
    let now = answer(&shop, &key).await?;
    assert_eq!(
        reply(&now, "on_time"),
        Some(&Reply { value: Value::YesNo(false), asked_ppm: Some(1_000_000), measures: Some(Measures::Promise) })
    );
    let chosen = ["late", "other"].map(|id| Slug::parse(id).unwrap()).to_vec();
    assert_eq!(reply(&now, "better"), Some(&Reply { value: Value::Choices(chosen), asked_ppm: None, measures: None }));
    assert_eq!((now.version, now.last.len(), now.comment.as_deref()), (2, 1, Some("Sent")));

    sent(&shop, &format!("{page}/more"), form).await?;
    assert_eq!(answer(&shop, &key).await?, now, "the same again writes nothing");
    let shown = shop.open_page(&format!("{page}/more")).await?;
    assert_eq!(shown.body.matches(" checked").count(), 3, "what was replied before is shown");
    assert!(serde_json::to_string(&now)?.len() < 1024);
    sent(&shop, &format!("{page}/more"), "on_time=no").await?;
    assert_eq!(reply(&answer(&shop, &key).await?, "better"), None, "and can be taken back");
    Ok(())
}

#[tokio::test]
async fn an_answer_is_shown_where_it_is_changed_and_only_there_a_comment_can_be_taken_away() -> Result<()> {
    let shop = Shop::open().await?;
    let (key, page) = asked(&shop).await?;
    let change = format!("{page}/change");
    assert_eq!(location(&shop.open_page(&change).await?), page, "there is nothing to change yet");
    sent(&shop, &page, "rating=2&comment=Sent").await?;
    assert!(shop.open_page(&format!("{page}/thanks")).await?.body.contains(&format!("href=\"{change}\"")));
    let shown = shop.open_page(&change).await?.body;
    assert!(shown.contains("value=\"2\" checked") && shown.contains(">Sent</textarea>"));
    assert!(!shop.open_page(&page).await?.body.contains("Sent</textarea>"));

    sent(&shop, &page, "rating=3&comment=").await?;
    assert_eq!(answer(&shop, &key).await?.comment.as_deref(), Some("Sent"), "a second click in the mail");
    sent(&shop, &change, "rating=3&comment=").await?;
    let now = answer(&shop, &key).await?;
    assert_eq!((now.version, now.rating.get(), now.comment), (3, 3, None));
    Ok(())
}

#[tokio::test]
async fn a_changed_rating_asks_anew_and_drops_what_is_not_asked_any_more() -> Result<()> {
    let shop = Shop::open().await?;
    let (key, page) = asked(&shop).await?;
    sent(&shop, &page, "rating=2").await?;
    sent(&shop, &format!("{page}/more"), "on_time=yes&better=damaged").await?;
    assert_eq!(sent(&shop, &page, "rating=5").await?, format!("{page}/more"));
    let now = answer(&shop, &key).await?;
    assert_eq!(now.follow_ups.keys().map(Slug::as_str).collect::<Vec<_>>(), ["on_time"]);
    assert!(!shop.open_page(&format!("{page}/more")).await?.body.contains("name=\"better\""));
    Ok(())
}

#[tokio::test]
async fn what_is_not_asked_or_cant_be_replied_is_refused_and_nothing_of_it_is_saved() -> Result<()> {
    let shop = Shop::open().await?;
    let (key, page) = asked(&shop).await?;
    let more = format!("{page}/more");
    assert_eq!(sent(&shop, &more, "on_time=yes").await?, page, "first the rating");
    assert_eq!(location(&shop.open_page(&more).await?), page);
    sent(&shop, &page, "rating=5").await?;
    for form in ["on_time=maybe", "on_time=yes&on_time=no", "on_time=yes&better=late", "on_time=yes&rating=1"] {
        let refused = shop.post(&more, form).await?;
        assert_eq!(refused.status, 422, "{form}");
        assert!(refused.body.contains("role=\"alert\" tabindex=\"-1\" autofocus"), "{form}");
    }
    assert!(answer(&shop, &key).await?.follow_ups.is_empty());
    assert_eq!(location(&shop.open_page(&format!("{more}/2")).await?), format!("{page}/thanks"));
    Ok(())
}

#[tokio::test]
async fn what_depends_on_a_reply_is_asked_on_a_page_of_its_own() -> Result<()> {
    let follow_ups = r#"
follow_up = [
  { id = "late", type = "yes_no", question = { nb = "Sent?", en = "Late?" } },
  { id = "told", type = "text", ask_when = "late == 'yes'", question = { nb = "Hva sa vi?", en = "What did we say?" } },
]
priority = 10"#;
    let shop = Shop::with(&JOURNEY.replacen("\npriority = 10", follow_ups, 1)).await?;
    let (key, page) = asked(&shop).await?;
    let (more, then) = (format!("{page}/more"), format!("{page}/more/2"));
    sent(&shop, &page, "rating=4").await?;
    assert_eq!(sent(&shop, &more, "late=no").await?, format!("{page}/thanks"));
    assert_eq!(sent(&shop, &more, "late=yes").await?, then);
    assert!(shop.open_page(&then).await?.body.contains("<textarea id=\"q-told\" name=\"told\""));
    assert_eq!(sent(&shop, &then, "told=Ingenting").await?, format!("{page}/thanks"));
    let told = answer(&shop, &key).await?;
    assert_eq!(reply(&told, "told").unwrap().value, Value::Text("Ingenting".to_owned()));
    sent(&shop, &more, "late=no").await?;
    assert_eq!(reply(&answer(&shop, &key).await?, "told"), None);
    Ok(())
}

#[tokio::test]
async fn whoever_is_not_satisfied_may_be_contacted_and_may_take_it_back() -> Result<()> {
    let shop = Shop::open().await?;
    let (key, page) = asked(&shop).await?;
    let thanks = format!("{page}/thanks");
    let offer = async || anyhow::Ok(shop.open_page(&thanks).await?.body.contains("value=\"yes\""));
    assert_eq!(shop.open_page(&thanks).await?.status, 200, "also before there is an answer");
    assert_eq!(sent(&shop, &format!("{page}/contact"), "contact=yes").await?, page);
    sent(&shop, &page, "rating=4").await?;
    assert!(!offer().await?);
    sent(&shop, &page, "rating=1").await?;
    assert!(offer().await?);
    assert_eq!(sent(&shop, &format!("{page}/contact"), "contact=yes").await?, thanks);
    assert!(answer(&shop, &key).await?.wants_contact);
    assert!(shop.open_page(&thanks).await?.body.contains("value=\"no\""));
    sent(&shop, &page, "rating=5").await?;
    assert!(answer(&shop, &key).await?.wants_contact, "a wish outlives a change");
    sent(&shop, &format!("{page}/contact"), "contact=no").await?;
    assert!(!answer(&shop, &key).await?.wants_contact);
    let version = answer(&shop, &key).await?.version;
    for form in ["", "contact=no", "contact=perhaps"] {
        sent(&shop, &format!("{page}/contact"), form).await?;
    }
    assert_eq!(answer(&shop, &key).await?.version, version);
    Ok(())
}

#[tokio::test]
async fn who_has_answered_is_told_what_was_changed_unless_branding_is_plain() -> Result<()> {
    let change = "\n[[change]]\ndate = 2026-11-01\nstage = \"delivery\"\ntell_customers = true\nname.nb = \"Ny transportør\"\nname.en = \"New carrier\"\n";
    let journey =
        JOURNEY.replace("minimum_answers", "review_url = \"https://reviews.example/nordlys\"\nminimum_answers");
    let plain = journey.replace("consent = {", "branding = { default = \"full\", NO = \"plain\" }\nconsent = {");
    for (journey, told) in [(journey, true), (plain, false)] {
        let shop = Shop::with(&(journey + change)).await?;
        let (_, page) = asked(&shop).await?;
        for rating in ["1", "5"] {
            sent(&shop, &page, &format!("rating={rating}")).await?;
            let thanks = shop.open_page(&format!("{page}/thanks")).await?.body;
            assert_eq!(thanks.contains("«Levering»: Ny transportør"), told);
            assert_eq!(thanks.contains("href=\"https://reviews.example/nordlys\""), told, "alike for every rating");
        }
    }
    Ok(())
}
