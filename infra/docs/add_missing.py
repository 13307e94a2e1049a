"""Adds what a table lacks from a copy of it, and overwrites nothing: python3 add_missing.py glimt-answers-then glimt-answers"""

import sys

import boto3

then, now = sys.argv[1:]
db = boto3.client("dynamodb")
added = 0
for page in db.get_paginator("scan").paginate(TableName=then, ConsistentRead=True):
    for item in page["Items"]:
        try:
            db.put_item(TableName=now, Item=item, ConditionExpression="attribute_not_exists(pk)")
            added += 1
        except db.exceptions.ConditionalCheckFailedException:
            pass
print(f"{added} items added to {now}")
