//! Whatever is sent to the answer page: it is taken as it was meant, or refused with a reason, and never more than once.

use crate::follow_ups::{answer, asked, location, sent};
use anyhow::Result;
use futures::future::try_join_all;
use glimt::aws::in_process::{Arrive, Carried, Network, Request, To};
use glimt::person::erase;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use survey::token::read_survey_token;
use tests::shop::{JOURNEY, Shop};
use tests::stream;

#[tokio::test]
async fn no_rating_but_one_on_the_scale_is_taken() -> Result<()> {
    let shop = Shop::open().await?;
    let (_, page) = asked(&shop).await?;
    for form in [
        "",
        "rating",
        "rating=",
        "rating=0",
        "rating=6",
        "rating=-1",
        "rating=1.5",
        "rating=1e0",
        "rating=256",
        "rating=99999999999999999999",
        "rating=%EF%BC%95",
        "rating=3%00",
        "rating=%FF%FE",
        "rating=3&rating=4",
        "rating[]=3",
        "comment=only",
        "%",
        "{\"rating\":3}",
    ] {
        let refused = shop.post(&page, form).await?;
        assert_eq!(refused.status, 422, "{form}");
        assert!(refused.body.contains("role=\"alert\""), "{form}");
    }
    assert_eq!(shop.count("answers").await?, 0);
    Ok(())
}

#[tokio::test]
async fn a_body_is_read_by_what_it_says_and_never_breaks_anything() -> Result<()> {
    let shop = Shop::open().await?;
    let (key, page) = asked(&shop).await?;
    let types: [&[(&str, &str)]; 4] = [
        &[],
        &[("content-type", "application/json")],
        &[("content-type", "multipart/form-data; boundary=x")],
        &[("content-type", "\u{7f}")],
    ];
    let bodies: [&[u8]; 6] =
        [b"{\"rating\":3}", b"--x\r\n\r\n", b"\0\0\0", b"\xff\xfe", &[b'a'; 100_000], b"rating=3;rating=4"];
    for headers in types {
        for body in bodies {
            assert_eq!(shop.world.door("POST", &page, "", headers, body).await?.status, 422, "{headers:?} {body:?}");
        }
    }
    assert_eq!(shop.count("answers").await?, 0);
    let untyped = shop.world.door("POST", &page, "", &[], b"rating=3&comment=%00a%FFb%07&more=%00").await?;
    assert_eq!((untyped.status, answer(&shop, &key).await?.comment.as_deref()), (303, Some("a\u{fffd}b")));
    let long = format!("rating=3&comment={}", "%C3%A5".repeat(170_000));
    assert_eq!(shop.post(&page, &long).await?.status, 303);
    assert_eq!(answer(&shop, &key).await?.comment.map(|comment| comment.chars().count()), Some(2_000));
    Ok(())
}

#[tokio::test]
async fn markup_and_formulas_in_a_comment_stay_text_wherever_they_go() -> Result<()> {
    let shop = Shop::open().await?;
    let (key, page) = asked(&shop).await?;
    let hostile = "=HYPERLINK(\"https://evil.example\",\"x\")<script>alert(1)</script>&{{ 7*7 }}";
    let form = "rating=1&comment=%3DHYPERLINK(%22https%3A%2F%2Fevil.example%22%2C%22x%22)%3Cscript%3Ealert(1)%3C%2Fscript%3E%26%7B%7B%207*7%20%7D%7D";
    sent(&shop, &page, form).await?;
    assert_eq!(answer(&shop, &key).await?.comment.as_deref(), Some(hostile));
    let change = shop.open_page(&format!("{page}/change")).await?.body;
    assert!(change.contains("&lt;script&gt;") && !change.contains("<script") && change.contains("{{ 7*7 }}"));

    shop.world.alert(stream::batch(&shop).await?).await?;
    let alert = shop.world.ses.messages().into_iter().find(|mail| mail.to.starts_with("logistikk")).unwrap();
    let html = alert.html.unwrap();
    assert!(html.contains("&lt;script&gt;") && !html.contains("<script") && !html.contains("href=\"https://evil"));
    assert!(alert.text.unwrap().contains(hostile) && !alert.subject.contains("HYPERLINK"));

    shop.scores().await?;
    let files = export::render(&shop.world.export).await?;
    assert!(files.len() > 3, "there are exports");
    for (name, body) in files {
        let body = String::from_utf8_lossy(&body).into_owned();
        if name.ends_with(".html") {
            assert!(
                body.contains("&lt;script&gt;") && !body.contains("<script") && !body.contains("href=\"https://evil")
            );
        } else {
            assert!(!body.contains("evil.example"), "no comment leaves by {name}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn after_a_refund_an_answer_stands_and_after_an_erasure_none_is_taken() -> Result<()> {
    let shop = Shop::open().await?;
    let (key, page) = asked(&shop).await?;
    shop.fire(&shop.order("e2", "order.refunded", "5512", "kari@example.no")).await?;
    sent(&shop, &page, "rating=4").await?;
    assert_eq!(answer(&shop, &key).await?.rating.get(), 4);
    let library = shop.library()?;
    erase(&library, &library.person("kari@example.no")?, &mut |_| {}).await?;
    for _ in 0..2 {
        assert_eq!(shop.post(&page, "rating=4").await?.status, 404);
    }
    assert_eq!(shop.open_page(&format!("{page}/4")).await?.status, 404);
    assert_eq!(location(&shop.open_page(&format!("{page}/more")).await?), page);
    assert_eq!(shop.world.store.answer(&key).await?, None);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_answers_by_one_link_at_once_are_one() -> Result<()> {
    let shop = Shop::open().await?;
    let (key, page) = asked(&shop).await?;
    let replies = try_join_all((0..1_000).map(|_| shop.post(&page, "rating=4&comment=Takk"))).await?;
    assert!(replies.iter().all(|reply| reply.status == 303));
    assert_eq!((shop.count("answers").await?, answer(&shop, &key).await?.version), (1, 1));

    let replies = try_join_all((0..100).map(|n| {
        let (shop, page) = (&shop, &page);
        async move { shop.post(page, &format!("rating={}", 1 + n % 5)).await }
    }))
    .await?;
    let taken = replies.iter().filter(|reply| reply.status == 303).count();
    let told = replies.iter().filter(|reply| reply.status == 503).count();
    assert_eq!(taken + told, 100, "each is saved or told that it was not");
    let last = answer(&shop, &key).await?;
    assert_eq!((shop.count("answers").await?, last.first.rating.get(), last.last.len()), (1, 4, 9));
    Ok(())
}

/// Counts the calls to the tables.
struct Counts(Arc<AtomicUsize>);

impl Network for Counts {
    fn carry(&self, request: Request, arrive: Arrive) -> Carried {
        if matches!(request.to, To::Tables(_)) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
        let reply = arrive(&request);
        Box::pin(async move { Some(reply) })
    }
}

#[tokio::test]
async fn of_a_million_forged_links_none_is_taken_and_none_reaches_the_tables() -> Result<()> {
    let calls = Arc::new(AtomicUsize::new(0));
    let shop = Shop::on(JOURNEY, |client| client.over(Arc::new(Counts(Arc::clone(&calls))))).await?;
    let (_, page) = asked(&shop).await?;
    let token = page.strip_prefix("/r/").unwrap().to_owned();
    let (secrets, now) = (shop.library()?.secrets, shop.world.clock.now());
    assert!(read_survey_token(&token, now, &secrets).is_ok());
    let signs = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut dice = fastrand::Rng::with_seed(1);
    let mut forged = || {
        let mut bytes = token.clone().into_bytes();
        // Near the real one, or nothing like it.
        for _ in 0..if dice.bool() { 1 } else { bytes.len() } {
            let at = dice.usize(..bytes.len());
            bytes[at] = *dice.choice(signs).unwrap();
        }
        String::from_utf8(bytes).unwrap()
    };
    let before = calls.load(Ordering::Relaxed);
    let mut tried = 0;
    while tried < 1_000_000 {
        let other = forged();
        if other == token {
            continue;
        }
        tried += 1;
        assert!(read_survey_token(&other, now, &secrets).is_err(), "{other}");
        if tried % 100 == 0 {
            let (method, body): (_, &[u8]) = if tried % 200 == 0 { ("POST", b"rating=1") } else { ("GET", b"") };
            let path = format!("/r/{other}{}", if tried % 300 == 0 { "/1" } else { "" });
            let refused = shop.world.door(method, &path, "", &[], body).await?;
            assert!(refused.status == 404, "{method} {path}: {}", refused.status);
        }
    }
    assert_eq!(calls.load(Ordering::Relaxed), before);
    Ok(())
}
