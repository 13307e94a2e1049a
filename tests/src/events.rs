//! Months of a shop's events in one heap: deliveries and refunds of orders, solved and re-opened tickets, cancellations,
//! several orders a customer. The same seed gives the same events.

use crate::shop::Shop;
use glimt::story::simulate::dice::Dice;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// So many events of so many customers, each with an id and a time of its own in the half day before `until`.
pub fn mixed(shop: &Shop, dice: &mut Dice, events: usize, customers: u64, until: Timestamp) -> Vec<Value> {
    let one = |nth| {
        let customer = dice.below(customers);
        let email = format!("c{customer}@example.no");
        let (id, subject) = (format!("evt-{nth}"), format!("{customer}-{}", dice.below(4)));
        let mut event = match dice.below(10) {
            0..4 => shop.order(&id, "order.delivered", &subject, &email),
            4..7 => shop.ticket(&id, &subject, &email),
            7 => shop.order(&id, "order.refunded", &subject, &email),
            8 => shop.order(&id, "order.cancelled", &subject, &email),
            _ => {
                let mut event = shop.ticket(&id, &subject, &email);
                event["type"] = json!("ticket.reopened");
                event
            }
        };
        let ago = SignedDuration::from_secs(dice.between(0, 12 * 3600));
        event["data"]["happened_at"] = json!(until - ago);
        event
    };
    (0..events).map(one).collect()
}
