use super::*;
use aws_smithy_runtime_api::client::dns::{DnsFuture, ResolveDns};
use aws_smithy_runtime_api::client::http::HttpConnectorFuture;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;
use tokio::net::TcpListener;

const KEY: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

fn webhooks() -> Webhooks {
    Webhooks::signed_with(Some(KEY)).unwrap()
}

fn to(url: &str) -> Webhook {
    Webhook::parse(url).unwrap()
}

/// Answers with these statuses, one after the other, and then hangs.
#[derive(Debug, Clone, Default)]
struct Receiver {
    statuses: Arc<Mutex<Vec<u16>>>,
    heard: Arc<Mutex<Vec<HttpRequest>>>,
}

impl Receiver {
    fn answering(statuses: &[u16]) -> Self {
        let statuses = Arc::new(Mutex::new(statuses.iter().rev().copied().collect()));
        Self { statuses, ..Self::default() }
    }

    fn times(&self) -> usize {
        self.heard.lock().unwrap().len()
    }
}

impl HttpConnector for Receiver {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        self.heard.lock().unwrap().push(request);
        let Some(status) = self.statuses.lock().unwrap().pop() else {
            return HttpConnectorFuture::new(std::future::pending());
        };
        let mut answer = HttpResponse::new(status.try_into().unwrap(), SdkBody::from("{".repeat(100_000)));
        answer.headers_mut().insert("location", "https://169.254.169.254/latest/meta-data");
        HttpConnectorFuture::ready(Ok(answer))
    }
}

async fn call(receiver: &Receiver) -> Result<(), Undelivered> {
    webhooks().over(receiver.clone()).call(&to("https://hooks.shop.no/glimt"), "a-v1", r#"{"rating":1}"#).await
}

#[tokio::test]
async fn a_receiver_can_verify_what_it_gets_with_a_library_for_standard_webhooks() {
    let receiver = Receiver::answering(&[204]);
    call(&receiver).await.unwrap();
    let heard = receiver.heard.lock().unwrap().remove(0);
    let body = heard.body().bytes().unwrap().to_vec();
    let headers: http::HeaderMap = heard.try_into_http1x().unwrap().headers().clone();
    assert_eq!(headers["webhook-id"], "a-v1");
    assert_eq!(headers["content-type"], "application/json");
    let receivers = standardwebhooks::Webhook::new(KEY).unwrap();
    receivers.verify(&body, &headers).unwrap();
    assert!(receivers.verify(br#"{"rating":5}"#, &headers).is_err());
}

#[tokio::test(start_paused = true)]
async fn what_may_pass_is_to_be_tried_later_and_whatever_is_answered_is_not_read() {
    for status in [408, 425, 429, 500, 503] {
        let receiver = Receiver::answering(&[status]);
        assert!(matches!(call(&receiver).await, Err(Undelivered::Later(_))), "{status}");
        assert_eq!(receiver.times(), 1, "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn one_that_hangs_is_left_after_five_seconds() {
    let (receiver, began) = (Receiver::answering(&[]), tokio::time::Instant::now());
    assert!(matches!(call(&receiver).await, Err(Undelivered::Later(_))));
    assert!(began.elapsed() <= PATIENCE + Duration::from_millis(10), "{:?}", began.elapsed());
}

#[tokio::test]
async fn no_redirect_is_followed_and_a_refusal_is_final() {
    for status in [301, 302, 307, 308, 400, 401, 404, 410] {
        let receiver = Receiver::answering(&[status, 200]);
        assert!(matches!(call(&receiver).await, Err(Undelivered::Never(_))), "{status}");
        assert_eq!(receiver.times(), 1, "{status}");
    }
}

#[tokio::test]
async fn without_a_key_none_is_called() {
    let receiver = Receiver::answering(&[200]);
    let unsigned = Webhooks::signed_with(None).unwrap().over(receiver.clone());
    let outcome = unsigned.call(&to("https://hooks.shop.no/glimt"), "a-v1", "{}").await;
    assert!(outcome.unwrap_err().to_string().contains("GLIMT_WEBHOOK_KEY"));
    assert_eq!(receiver.times(), 0);
    for bad in ["", "whsec_", "whsec_c2hvcnQ=", "whsec_!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!", &KEY[6..]] {
        let error = Webhooks::signed_with(Some(bad)).err().unwrap().to_string();
        assert!(error.contains("write whsec_") && !error.contains("MfKQ"), "{error}");
    }
}

/// Says these addresses, one set after the other, the last one for good.
#[derive(Debug, Clone)]
struct Rebinding(Arc<Mutex<Vec<Vec<IpAddr>>>>, Arc<AtomicUsize>);

impl Rebinding {
    fn to(sets: &[&[&str]]) -> Self {
        let sets = sets.iter().rev().map(|set| set.iter().map(|address| address.parse().unwrap()).collect()).collect();
        Self(Arc::new(Mutex::new(sets)), Arc::default())
    }
}

impl ResolveDns for Rebinding {
    fn resolve_dns<'a>(&'a self, _: &'a str) -> DnsFuture<'a> {
        self.1.fetch_add(1, Ordering::Relaxed);
        let mut sets = self.0.lock().unwrap();
        let found = if sets.len() > 1 { sets.pop().unwrap() } else { sets[0].clone() };
        DnsFuture::ready(Ok(found))
    }
}

fn over(resolver: impl ResolveDns + Clone + 'static) -> Webhooks {
    let connector = Connector::builder().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_with_resolver(resolver);
    webhooks().over(connector)
}

#[tokio::test]
async fn a_name_that_leads_behind_the_caller_is_refused_before_any_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    for inside in [&["127.0.0.1"][..], &["::ffff:127.0.0.1"], &["169.254.169.254"], &["1.1.1.1", "127.0.0.1"]] {
        let webhooks = over(Public(Rebinding::to(&[inside])));
        let outcome = webhooks.call(&to(&format!("https://rebind.shop.no:{port}/")), "a-v1", "{}").await;
        assert!(
            matches!(&outcome, Err(Undelivered::Never(why)) if why.contains("internet")),
            "{inside:?}: {outcome:?}"
        );
    }
    let nobody = tokio::time::timeout(Duration::from_millis(50), listener.accept()).await;
    assert!(nobody.is_err(), "nobody has connected");
}

#[tokio::test]
async fn the_connection_goes_to_the_address_that_was_looked_at() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    // As if this machine were on the internet the first time that it is asked for, and the metadata's the next.
    let resolver = Rebinding::to(&[&["127.0.0.1"], &["169.254.169.254"]]);
    let webhooks = over(resolver.clone());
    let garbage = async {
        let (mut socket, _) = listener.accept().await.unwrap();
        tokio::io::AsyncWriteExt::write_all(&mut socket, b"HTTP/1.1 200 no TLS at all\r\n\r\n").await.unwrap();
    };
    let began = Instant::now();
    let url = to(&format!("https://rebind.shop.no:{port}/"));
    let (outcome, ()) = tokio::join!(webhooks.call(&url, "a-v1", "{}"), garbage);
    assert!(matches!(outcome, Err(Undelivered::Later(_))), "{outcome:?}");
    assert_eq!(resolver.1.load(Ordering::Relaxed), 1, "resolved once");
    assert!(began.elapsed() < PATIENCE);
}
