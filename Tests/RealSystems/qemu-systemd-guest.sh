#!/bin/bash
# Runs as a unit in the machine of qemu-systemd.sh: starts the unit given, takes its card away and brings it back, stops its process so
# that the watchdog must act, and ends it. The transcript goes to standard output.
unit=$1
run=systemd
. /real/reader.sh
while read -r module; do insmod "$module"; done </real/modules/order
sleep 1

main_pid() { pid=$(systemctl show -p MainPID --value "$unit"); }

# lines: what undertone printed, when the journal got it, and what systemd said of the unit.
lines() {
  read -r up _ </proc/uptime
  journalctl -q -u "$unit" -o json --no-pager | jq -cM --argjson up "$up" --argjson now "$EPOCHREALTIME" --arg run "$run" '
    ($up - $now + (.__REALTIME_TIMESTAMP | tonumber) / 1e6) as $at |
    {run: $run, at: $at} + ((.MESSAGE | fromjson? | select(type == "object") | {event: .}) // {said: "\(.SYSLOG_IDENTIFIER): \(.MESSAGE)"})'
}

# status NAME: the unit's state as an action.
status() {
  main_pid
  action "$1" "$(systemctl show "$unit" -p ActiveState -p SubState -p NRestarts -p StatusText -p Result -p MainPID |
    jq -MRrs 'split("\n") | map(select(length > 0) | capture("(?<key>[^=]*)=(?<value>.*)")) | from_entries | tojson | .[1:-1]')"
}

# show: what a person sees.
show() {
  read -r up _ </proc/uptime
  systemctl status "$unit" --no-pager -n 0 | jq -RcM --arg run "$run" --argjson at "$up" '{run: $run, at: $at, said: "status: \(.)"}'
}

main_pid
action starting
systemctl start "$unit"
status started
sleep 6
address=snd_aloop.0 driver=/sys/bus/platform/drivers/snd_aloop
status removing
echo $address >$driver/unbind
action removed
sleep 3
show
status returning
echo $address >$driver/bind
action returned
sleep 5
status stopped
first=$pid
kill -STOP "$pid"
for _ in $(seq 600); do
  sleep 0.1
  main_pid
  [ "$pid" != "$first" ] && [ "$pid" != 0 ] && break
done
status restarted
sleep 5
status ending
systemctl stop "$unit"
status ended
lines
show
systemd-analyze security "$unit" --no-pager 2>/dev/null | tail -n 1 | jq -RcM --arg run "$run" '{run: $run, at: 0, said: "security: \(.)"}'
systemctl poweroff --force --force
