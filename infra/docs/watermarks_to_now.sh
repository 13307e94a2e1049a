#!/bin/sh
# Moves the senders' watermarks of a table of invitations to now: nothing that was due by then is mailed any more.
# For tables that were set back as a whole; see runbook.md. Pause first.
set -eu
table=${1:?the table, such as glimt-invitations}
now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
for shard in $(seq 0 15); do
  aws dynamodb put-item --table-name "$table" --item "{
    \"pk\": {\"S\": \"mark#$shard\"}, \"sk\": {\"S\": \"mark\"}, \"format\": {\"N\": \"1\"},
    \"shard\": {\"N\": \"$shard\"}, \"open\": {\"S\": \"$now\"}, \"settled\": {\"S\": \"$now\"}}"
done
echo "nothing that was due before $now is mailed any more"
