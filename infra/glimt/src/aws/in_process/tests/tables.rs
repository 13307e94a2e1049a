use std::collections::HashMap;

use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::operation::create_table::CreateTableOutput;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, Delete, KeySchemaElement, KeyType, Put,
    ReturnValuesOnConditionCheckFailure, ScalarAttributeType, TimeToLiveSpecification, TransactWriteItem,
};

use super::in_process;

pub async fn table(client: &aws_sdk_dynamodb::Client) -> CreateTableOutput {
    let key = KeySchemaElement::builder().attribute_name("pk").key_type(KeyType::Hash);
    let text = AttributeDefinition::builder().attribute_name("pk").attribute_type(ScalarAttributeType::S);
    let request = client
        .create_table()
        .table_name("invitations")
        .billing_mode(BillingMode::PayPerRequest)
        .key_schema(key.build().unwrap())
        .attribute_definitions(text.build().unwrap());
    request.send().await.unwrap()
}

pub fn item(pk: &str, state: &str) -> HashMap<String, AttributeValue> {
    let text = |v: &str| AttributeValue::S(v.to_owned());
    HashMap::from([("pk".to_owned(), text(pk)), ("state".to_owned(), text(state))])
}

/// Puts an item unless its key is taken; on failure the item that was there.
pub async fn put_once(
    client: &aws_sdk_dynamodb::Client,
    item: HashMap<String, AttributeValue>,
) -> Result<(), HashMap<String, AttributeValue>> {
    let put = client
        .put_item()
        .table_name("invitations")
        .set_item(Some(item))
        .condition_expression("attribute_not_exists(pk)")
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
    match put.send().await.map_err(|e| e.into_service_error()) {
        Ok(_) => Ok(()),
        Err(PutItemError::ConditionalCheckFailedException(e)) => Err(e.item.unwrap()),
        Err(other) => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_conditional_put_fails_typed_and_shows_the_item_that_was_there() {
    let client = in_process().dynamodb();
    table(&client).await;
    assert_eq!(put_once(&client, item("a", "pending")).await, Ok(()));
    assert_eq!(put_once(&client, item("a", "sent")).await, Err(item("a", "pending")));
    let read = client
        .get_item()
        .table_name("invitations")
        .set_key(Some(HashMap::from([("pk".to_owned(), AttributeValue::S("a".to_owned()))])));
    assert_eq!(read.send().await.unwrap().item, Some(item("a", "pending")));
}

#[tokio::test]
async fn a_transaction_is_undone_and_says_why() {
    let client = in_process().dynamodb();
    table(&client).await;
    put_once(&client, item("b", "pending")).await.unwrap();
    let put = |pk| {
        let put = Put::builder()
            .table_name("invitations")
            .set_item(Some(item(pk, "new")))
            .condition_expression("attribute_not_exists(pk)");
        TransactWriteItem::builder().put(put.build().unwrap()).build()
    };
    let request = client.transact_write_items().transact_items(put("a")).transact_items(put("b"));
    let error = request.send().await.unwrap_err().into_service_error();
    let TransactWriteItemsError::TransactionCanceledException(e) = error else { panic!("{error:?}") };
    let codes: Vec<_> = e.cancellation_reasons().iter().map(|r| r.code()).collect();
    assert_eq!(codes, [Some("None"), Some("ConditionalCheckFailed")]);
    let scan = client.scan().table_name("invitations").send().await.unwrap();
    assert_eq!(scan.items(), [item("b", "pending")]);
}

#[tokio::test]
async fn errors_keep_their_class() {
    let client = in_process().dynamodb();
    let missing = client.describe_table().table_name("invitations").send().await;
    assert!(missing.unwrap_err().into_service_error().is_resource_not_found_exception());
    table(&client).await;
    assert_eq!(client.list_tables().send().await.unwrap().table_names(), ["invitations"]);
    let ttl = TimeToLiveSpecification::builder().enabled(true).attribute_name("expires");
    let request = client.update_time_to_live().table_name("invitations");
    request.time_to_live_specification(ttl.build().unwrap()).send().await.unwrap();

    let number = AttributeValue::N("twelve".to_owned());
    let request = client.put_item().table_name("invitations");
    let request = request.set_item(Some(item("a", "x"))).item("n", number);
    assert_eq!(request.send().await.unwrap_err().code(), Some("ValidationException"));
    let not_served = client.list_backups().table_name("invitations").send().await;
    assert_eq!(not_served.unwrap_err().code(), Some("UnknownOperationException"));
    let empty = TransactWriteItem::builder().delete(
        Delete::builder().table_name("invitations").key("pk", AttributeValue::S(String::new())).build().unwrap(),
    );
    let request = client.transact_write_items().transact_items(empty.build());
    assert_eq!(request.send().await.unwrap_err().code(), Some("ValidationException"));
}
