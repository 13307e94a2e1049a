#!/usr/bin/env bash
# Builds Glimt as it is deployed, deploys the whole template to an emulator of AWS on this machine, and plays a shop's days
# through it. See README.md.
set -euo pipefail
cd "$(dirname "$0")/../.."

out="${CARGO_TARGET_DIR:-$PWD/target}/deploy"
mkdir -p "$out"
started=$SECONDS

# Each with what it needs, for their own requirements contradict each other.
for venv in tools cloud; do
  if ! cmp -s "tests/deploy/$venv.txt" "$out/$venv/installed.txt"; then
    echo "installing tests/deploy/$venv.txt"
    python3 -m venv --clear "$out/$venv"
    "$out/$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "tests/deploy/$venv.txt"
    cp "tests/deploy/$venv.txt" "$out/$venv/installed.txt"
  fi
done
export PATH="$out/tools/bin:$PATH" SAM_CLI_TELEMETRY=0 SAM_CLI_BETA_RUST_CARGO_LAMBDA=1 AWS_DEFAULT_REGION=eu-north-1

echo "building the command"
# By cargo-lambda as well, so that what the functions share with it is built once.
cargo lambda build --quiet --release --locked --bin glimt

echo "building the functions, by sam"
python3 tests/deploy/template.py "$out/template.yaml"
sam build --template "$out/template.yaml" --build-dir "$out/build" >"$out/build.log" 2>&1 ||
  { tail -n 40 "$out/build.log" && exit 1; }
echo "built after $((SECONDS - started)) s"

"$out/cloud/bin/python" tests/deploy/story.py "$out" "${CARGO_TARGET_DIR:-$PWD/target}/lambda/glimt/bootstrap" "$@"
echo "all of it: $((SECONDS - started)) s"
