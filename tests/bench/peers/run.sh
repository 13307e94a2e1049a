#!/bin/sh
# Runs one peer as Lambda's own bootstrap would: PEERS_OUT=OUT_DIR AWS_LAMBDA_RUNTIME_API=127.0.0.1:9001 run.sh VARIANT FUNCTION
# with VARIANT node, node-bundled or python. The rest comes from the environment, or has Lambda's values.
set -eu
. "${PEERS_OUT:?where build.sh has built}/tools/paths"
: "${AWS_LAMBDA_RUNTIME_API:?host:port of the runtime API}"
export LAMBDA_TASK_ROOT="$PEERS_OUT/$1/$2" _HANDLER="$2.handler" TZ=:UTC LANG=en_US.UTF-8
export AWS_LAMBDA_FUNCTION_NAME="${AWS_LAMBDA_FUNCTION_NAME:-$2}" AWS_LAMBDA_FUNCTION_VERSION="${AWS_LAMBDA_FUNCTION_VERSION:-\$LATEST}"
export AWS_LAMBDA_FUNCTION_MEMORY_SIZE="${AWS_LAMBDA_FUNCTION_MEMORY_SIZE:-512}" AWS_LAMBDA_LOG_FORMAT="${AWS_LAMBDA_LOG_FORMAT:-Text}"
export AWS_LAMBDA_LOG_GROUP_NAME="/aws/lambda/$2" AWS_LAMBDA_LOG_STREAM_NAME="local" AWS_LAMBDA_INITIALIZATION_TYPE=on-demand
cd "$LAMBDA_TASK_ROOT"
case $1 in
  node*)
    export AWS_EXECUTION_ENV=AWS_Lambda_nodejs24.x
    new=$((AWS_LAMBDA_FUNCTION_MEMORY_SIZE / 10))
    exec "$NODE" --expose-gc --max-http-header-size 81920 --max-semi-space-size=$((new / 2)) \
      --max-old-space-size=$((AWS_LAMBDA_FUNCTION_MEMORY_SIZE - new)) "$NODE_RIC" "$_HANDLER"
    ;;
  python)
    export AWS_EXECUTION_ENV=AWS_Lambda_python3.13 PYTHONPATH="$LAMBDA_TASK_ROOT:$PYTHON_RIC" PYTHONDONTWRITEBYTECODE=1
    exec "$PYTHON" -m awslambdaric "$_HANDLER"
    ;;
esac
