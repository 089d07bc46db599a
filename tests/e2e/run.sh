#!/usr/bin/env bash
# End-to-end tests of the workbench in Debian's headless Chromium.
#
#   tests/e2e/run.sh [SELON]              tests, with a built program (default target/release/selon)
#   tests/e2e/run.sh [SELON] --shots DIR  the same, and keeps a picture of each step
#
# Installs what is missing (Debian's chromium and fonts where it may, npm packages by their lock file).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
selon=$root/target/release/selon
if [ $# -gt 0 ] && [ "${1#--}" = "$1" ]; then selon=$1; shift; fi

if [ ! -x "$selon" ]; then
  echo "$selon is not there: cargo build --release -p selon-cli" >&2
  exit 1
fi
chromium=${CHROMIUM:-/usr/bin/chromium}
if [ ! -x "$chromium" ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    apt-get update -q && apt-get install -y -q --no-install-recommends chromium fonts-noto-core
  else
    echo "$chromium is not there: install Debian's chromium and fonts-noto-core, or set CHROMIUM" >&2
    exit 1
  fi
fi
if [ ! -d "$here/node_modules/playwright-core" ] || [ ! -d "$here/node_modules/axe-core" ]; then
  (cd "$here" && npm ci --no-audit --no-fund --silent)
fi
CHROMIUM=$chromium exec timeout 300 node "$here/run.mjs" "$selon" "$@"
