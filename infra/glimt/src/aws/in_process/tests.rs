mod mail;
mod tables;

use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::watch;

use super::*;
use crate::aws::{SesOptions, loopback};
use mail::mail_goes_out_and_refusals_are_typed;
use tables::{item, put_once, table};

fn engines() -> (Database, Ses) {
    let ses = Ses::new(SesOptions {
        keep: 10,
        verified_from: Some(vec!["nordlys.example".to_owned()]),
        file: None,
        clock: Arc::new(|| "2026-11-21T09:15:00Z".parse().unwrap()),
    });
    (Database::memory().unwrap(), ses.unwrap())
}

fn in_process() -> InProcess {
    let (database, ses) = engines();
    InProcess::new(database, ses)
}

#[tokio::test]
async fn the_same_over_loopback_with_signed_requests() {
    let (database, ses) = engines();
    let bind = || TcpListener::bind(("127.0.0.1", 0));
    let (tables, mails) = (bind().await.unwrap(), bind().await.unwrap());
    let url = |l: &TcpListener| format!("http://{}", l.local_addr().unwrap());
    let (dynamodb, mailer) = loopback::clients(&url(&tables), &url(&mails));
    let (stop, stopped) = watch::channel(());
    let gone = |mut stopped: watch::Receiver<()>| async move {
        stopped.changed().await.ok();
    };
    let router = ses.clone().router();
    let serving = tokio::spawn(loopback::serve(mails, router, gone(stopped.clone())));
    let tables = tokio::spawn(loopback::serve_dynamodb(tables, database, gone(stopped)));

    table(&dynamodb).await;
    put_once(&dynamodb, item("a", "pending")).await.unwrap();
    assert_eq!(put_once(&dynamodb, item("a", "sent")).await, Err(item("a", "pending")));
    mail_goes_out_and_refusals_are_typed(&mailer, &ses).await;

    drop((stop, dynamodb, mailer));
    serving.await.unwrap().unwrap();
    tables.await.unwrap().unwrap();
}
