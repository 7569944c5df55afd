#!/usr/bin/env bash
# A real Prometheus scrapes the monitor, and its values are asked back: see README.md. Half a minute.
#   monitor-prometheus.sh UNDERTONE UNDERTONE_MONITOR
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
[ $# -eq 2 ] || fail "usage: monitor-prometheus.sh UNDERTONE UNDERTONE_MONITOR"
need prometheus promtool curl jq python3
undertone=$1 monitor=$2
rules=$repository/Config/packaging/undertone.rules.yml
token=prometheus-asks-0123

pids=()
# shellcheck disable=SC2317
finish() {
  kill "${pids[@]}" 2>/dev/null || true
  wait || true
  rm -rf "$work"
}
trap finish EXIT

failures=0
check() { # NAME COMMAND…
  local name=$1
  shift
  if "$@" >"$work/said" 2>&1; then echo "ok      $name"; else
    echo "FAILED  $name"
    sed 's/^/        /' "$work/said"
    failures=$((failures + 1))
  fi
}

# until_true SECONDS COMMAND…
until_true() {
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.2
  done
}

"$undertone" listen --input "$repository/Config/demo.flac" >"$work/events.jsonl"
# A gap, a lost microphone and an alert, which a file does not have.
jq -c 'select(.type == "estimate")' "$work/events.jsonl" | sed -n 20p | jq -c '{type: "gap", seq, time, monotonic_ns, stream_s,
  lost_samples: 4800, lost_ms: 100, cause: "overrun", lstm: "carried", merged: 1},
  {type: "device", seq, time, monotonic_ns, stream_s, state: "lost", error: "snd_pcm_readi: No such device (-19)"},
  {type: "alert", seq, time, monotonic_ns, stream_s, rule: "sustained-anger", state: "raised", since_s: 1}' >"$work/more.jsonl"
{ sed '$d' "$work/events.jsonl"; cat "$work/more.jsonl"; echo 'no event'; } >"$work/all.jsonl"

"$monitor" --replay "$work/all.jsonl" --speed 100 --port 0 --token "$token" 2>"$work/monitor.said" &
pids+=($!)
until_true 5 grep -q http:// "$work/monitor.said" || fail "the monitor did not start: $(cat "$work/monitor.said")"
port=$(sed -n 's/.*127\.0\.0\.1:\([0-9]*\).*/\1/p' "$work/monitor.said")
ask() { curl -fsS -H "Authorization: Bearer $token" "$@" "http://127.0.0.1:$port/metrics"; }
# shellcheck disable=SC2317
has_ended() { ask | grep -q '^undertone_monitor_input_ended 1'; }
until_true 10 has_ended || fail "the replay did not end"

check "promtool finds nothing wrong with the metrics as plain text" promtool check metrics < <(ask -H 'Accept: text/plain')
check "promtool finds nothing wrong with the example rules" promtool check rules "$rules"

cat >"$work/prometheus.yml" <<YML
global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: ["$rules"]
scrape_configs:
  - job_name: undertone
    authorization: { credentials: "$token" }
    static_configs: [{ targets: ["127.0.0.1:$port"] }]
  - job_name: stranger
    metrics_path: /metrics
    static_configs: [{ targets: ["127.0.0.1:$port"] }]
YML
own=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
prometheus --config.file="$work/prometheus.yml" --storage.tsdb.path="$work/data" --web.listen-address="127.0.0.1:$own" \
  --log.level=warn 2>"$work/prometheus.said" &
pids+=($!)
api=http://127.0.0.1:$own/api/v1
# value QUERY: the only value that it has.
value() { curl -fsS --get "$api/query" --data-urlencode "query=$1" | jq -er '.data.result | if length == 1 then .[0].value[1] else error("\(length) results") end'; }
# shellcheck disable=SC2317
is_scraped() { [ "$(value 'count_over_time(undertone_dropped_events_total{job="undertone"}[1m])')" -ge 3 ]; }
until_true 30 is_scraped || fail "Prometheus did not scrape: $(tail -n 3 "$work/prometheus.said")"

ask >"$work/metrics"
# Every sample of the monitor's that does not change by itself, asked back.
curl -fsS --get "$api/query" --data-urlencode 'query={job="undertone"}' >"$work/stored.json"
check "every series reads back from Prometheus with the monitor's own value" python3 - "$work/metrics" "$work/stored.json" <<'PYTHON'
import json, re, sys

stored = {}
for series in json.load(open(sys.argv[2]))["data"]["result"]:
    labels = {key: value for key, value in series["metric"].items() if key not in ("job", "instance")}
    stored[tuple(sorted(labels.items()))] = float(series["value"][1])
same, wrong = 0, []
for line in open(sys.argv[1]):
    if line.startswith(("#", "process_resident", "undertone_last_event_age")):
        continue
    name, inside, value = re.fullmatch(r"([a-z0-9_]+)(?:\{(.*)\})? (\S+)\n", line).groups()
    key = tuple(sorted([("__name__", name), *re.findall(r'([a-z]+)="([^"]*)"', inside or "")]))
    if stored.get(key) == float(value):
        same += 1
    else:
        wrong.append(f"{line.strip()}: stored {stored.get(key)}")
print(same, "same", *wrong, sep="\n")
sys.exit(bool(wrong) or same < 30)
PYTHON
is() { [ "$(value "$1")" = "$2" ] || { echo "$1 is $(value "$1"), not $2"; false; }; }
check "estimates: as many as there are lines" is 'undertone_events_total{job="undertone",type="estimate"}' "$(grep -c '"type":"estimate"' "$work/all.jsonl")"
check "lost samples: the gap's" is 'undertone_lost_samples_total{job="undertone"}' 4800
check "the refused line is counted" is 'undertone_refused_lines_total{job="undertone"}' 1
check "a scrape without the token fails" is 'up{job="stranger"}' 0
check "the rules are evaluated without errors" jq -e '[.data.groups[].rules[] | select(.health != "ok")] == []' < <(curl -fsS "$api/rules")
firing() { curl -fsS "$api/alerts" | jq -e --arg name "$1" '.data.alerts | any(.labels.alertname == $name)'; }
check "the raised alert fires" until_true 5 firing UndertoneRule
check "the lost microphone is pending" until_true 5 firing UndertoneMicrophoneAway
[ "$failures" -eq 0 ]
