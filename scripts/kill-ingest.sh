#!/usr/bin/env bash
# Kills an ingest at random instants and checks that nothing acknowledged is lost.
#
# usage: scripts/kill-ingest.sh [--short | KILLS] [DISPATCHES] [SELON]
#   --short     ten kills of an ingest of 200, for CI
#   KILLS       how many times to kill (200)
#   DISPATCHES  how many dispatches to ingest (2000)
#   SELON       the program (target/release/selon, else target/debug/selon)
#
# `selon ingest --acknowledge` prints a dispatch's id once it is on disk. After every kill -9:
# whatever was printed is in the ledger with all the claims that an undisturbed run gives it, and
# `selon verify` finds it sound. After the last one a run that is left alone completes, and yet
# another adds nothing.
set -euo pipefail
if [ "${1:-}" = --short ]; then
  shift
  set -- 10 200 "$@"
fi
kills=${1:-200}
dispatches=${2:-2000}
root=$(cd "$(dirname "$0")/.." && pwd)
selon=${3:-$root/target/release/selon}
[ -x "$selon" ] || selon=$root/target/debug/selon
[ -x "$selon" ] || { echo "no program at $selon: build it first" >&2; exit 2; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/in"
# Dispatches of a few sentences each, all different, so that each has an id of its own.
towns=(Raqqa Mayadine Deir-ez-Zor Palmyre Mossoul Goma Kidal Tombouctou Hodeïda Saada)
for ((n = 0; n < dispatches; n++)); do
  town=${towns[$((n % 10))]}
  printf 'L’armée a pris le poste numéro %d près de %s, a annoncé un porte-parole. Selon une source locale, %d combattants ont été tués à %s.\n' \
    "$n" "$town" "$((n % 40 + 1))" "$town" > "$work/in/$(printf '%05d' "$n").txt"
done

ledger=$work/record.selon
acks=$work/acks
: > "$acks"
ingest() { "$selon" ingest "$work/in" --ledger "$ledger" --published 2020-01-01 --outlet test --acknowledge 2> "$work/err"; }

# How long a whole run takes, so that instants are spread over it.
begun=$(date +%s%N)
"$selon" ingest "$work/in" --ledger "$work/whole.selon" --published 2020-01-01 --outlet test 2> /dev/null
whole=$(( ($(date +%s%N) - begun) / 1000000 ))
# Every dispatch with the number of its claims, a line each.
kept() {
  "$selon" sql 'SELECT "blake3:" || lower(hex(d.id)) AS id, (SELECT count(*) FROM claim c WHERE c.dispatch = d.n) AS claims FROM dispatch d' \
    --rows 1000000 --format csv --ledger "$1" | tr -d '\r' | tail -n +2 | sort
}
kept "$work/whole.selon" > "$work/expected"
claims=$(awk -F, '{ n += $2 } END { print n + 0 }' "$work/expected")
[ "$claims" -ge "$dispatches" ] || { echo "only $claims claims in $dispatches dispatches: nothing to lose" >&2; exit 1; }
echo "a whole ingest of $dispatches dispatches with $claims claims takes $whole ms"

fresh=0
for ((kill = 1; kill <= kills; kill++)); do
  # A ledger that is complete has nothing left to lose: begin anew.
  if [ -e "$ledger" ] && [ "$(sort -u "$acks" | wc -l)" -ge "$dispatches" ]; then
    rm -f "$ledger" "$ledger"-*
    : > "$acks"
    fresh=$((fresh + 1))
  fi
  # `exec`, so that the job is the program itself and not a shell that outlives it.
  (exec "$selon" ingest "$work/in" --ledger "$ledger" --published 2020-01-01 --outlet test --acknowledge \
    >> "$acks" 2> "$work/err") &
  job=$!
  pause=$(( (RANDOM * 32768 + RANDOM) % (whole + 1) ))
  sleep "$(printf '%d.%03d' $((pause / 1000)) $((pause % 1000)))"
  kill -9 "$job" 2> /dev/null || true
  wait "$job" 2> /dev/null || true
  # A line cut short by the kill acknowledges nothing.
  grep -E '^blake3:[0-9a-f]{64}$' "$acks" > "$acks.whole" || true
  mv "$acks.whole" "$acks"
  if [ ! -s "$ledger" ]; then
    [ ! -s "$acks" ] || { echo "kill $kill: acknowledged, and there is no ledger" >&2; exit 1; }
    continue
  fi
  if ! "$selon" verify --ledger "$ledger" > "$work/verify" 2>&1; then
    # Before its tables are written a ledger is empty; then nothing may have been acknowledged.
    if [ -s "$acks" ] || ! grep -q 'empty file' "$work/verify"; then
      echo "kill $kill: verify failed" >&2; cat "$work/verify" >&2; exit 1
    fi
    continue
  fi
  kept "$ledger" > "$work/there"
  # What was acknowledged, as an undisturbed run keeps it; each line of it must be there.
  sort -u "$acks" | join -t, - "$work/expected" > "$work/due"
  lost=$(comm -23 "$work/due" "$work/there" | wc -l)
  if [ "$lost" -ne 0 ] || [ "$(wc -l < "$work/due")" -ne "$(sort -u "$acks" | wc -l)" ]; then
    echo "kill $kill: $lost acknowledged dispatches are lost or lack claims" >&2; exit 1
  fi
done

ingest > /dev/null
"$selon" verify --ledger "$ledger" > /dev/null
count() { "$selon" sql 'SELECT count(*) AS n FROM dispatch' --format csv --ledger "$ledger" | tail -1 | tr -d '\r'; }
kept "$ledger" | cmp -s - "$work/expected" || { echo "the last run keeps other claims than an undisturbed one" >&2; exit 1; }
[ "$(count)" -eq "$dispatches" ] || { echo "the last run left $(count) of $dispatches dispatches" >&2; exit 1; }
ingest > "$work/again"
[ ! -s "$work/again" ] || kept "$ledger" | cmp -s - "$work/expected" || { echo "the last run keeps other claims than an undisturbed one" >&2; exit 1; }
[ "$(count)" -eq "$dispatches" ] || { echo "a further run added something" >&2; exit 1; }
echo "$kills kills, $fresh completed between them: nothing acknowledged was lost, every ledger verified, the last run completed"
