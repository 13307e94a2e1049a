#!/usr/bin/env bash
# Builds everything and measures the seven functions beside a hello world and the peers: run.sh [--runs 20] [--warm 200] [--help].
# Needs Rust and what peers/build.sh needs. PEERS_PYTHON says which Python, best 3.13.
set -euo pipefail
cd "$(dirname "$0")/../.."
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
out=$target/bench

functions=(trigger send collect feedback alert aggregate export)
cargo build --locked --profile lambda "${functions[@]/#/--package=}" --package=bootstrap --bins --example hello
# Built again only if anything has changed.
if [ ! -e "$out/peers/built" ] || [ -n "$(find tests/bench/peers -newer "$out/peers/built")" ]; then
  tests/bench/peers/build.sh "$out/peers"
  touch "$out/peers/built"
fi
# The harness as the tests are built: what it does itself is not measured.
exec cargo bench --locked --workspace --profile dev --bench functions -- \
  --programs "$target/lambda" --peers "$out/peers" --out "$out" "$@"
