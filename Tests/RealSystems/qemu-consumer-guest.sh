#!/bin/bash
# Runs as a unit in the machine of qemu-systemd.sh with CONSUMER: the events of the unit given go through the FIFO to the consumer of
# Config/packaging/examples, which is killed; the unit is started anew, loses its reader for a while, and ends. The transcript goes to
# standard output.
unit=$1
consumer=undertone-consumer.service
run=consumer
. /real/reader.sh
while read -r module; do insmod "$module"; done </real/modules/order
sleep 1

value() { systemctl show "$1" -p "$2" --value; }
user() { awk '/^Uid:/ { print $2 }' "/proc/$1/status" 2>/dev/null; }

# status NAME: both units and the FIFO, as an action.
status() {
  local other
  pid=$(value "$unit" MainPID)
  other=$(value "$consumer" MainPID)
  action "$1" "$(jq -cMn '$ARGS.named' --arg daemon "$(value "$unit" ActiveState)" --arg daemon_pid "$pid" --arg daemon_user "$(user "$pid")" \
    --arg consumer "$(value "$consumer" ActiveState)" --arg consumer_pid "$other" --arg consumer_user "$(user "$other")" \
    --arg socket "$(value undertone-consumer.socket ActiveState)" --arg fifo "$(stat -c '%A %U %G' /run/undertone/events)" | sed 's/^{//; s/}$//')"
}

# lines: what the journal has of both.
lines() {
  read -r up _ </proc/uptime
  journalctl -q -u "$unit" -u "$consumer" -u undertone-consumer.socket -o json --no-pager | jq -cM --argjson up "$up" --argjson now "$EPOCHREALTIME" --arg run "$run" '
    ($up - $now + (.__REALTIME_TIMESTAMP | tonumber) / 1e6) as $at |
    {run: $run, at: $at} + ((.MESSAGE | fromjson? | select(type == "object") | {event: .}) // {said: "\(.SYSLOG_IDENTIFIER): \(.MESSAGE)"})
      + {unit: ._SYSTEMD_UNIT}'
}

systemctl start undertone-consumer.socket
status waiting
systemctl start "$unit"
sleep 6
status started
kill -KILL "$(value $consumer MainPID)"
sleep 5
status killed
systemctl restart "$unit"
sleep 5
status restarted
# What systemd alone opened ends with its reader.
if grep -q -- --output "/etc/systemd/system/$unit.d/output.conf"; then
  systemctl stop undertone-consumer.socket $consumer
  sleep 4
  status reader-gone
  systemctl start undertone-consumer.socket
  sleep 5
  status reader-back
fi
systemctl stop "$unit"
sleep 2
status ended
lines
systemctl poweroff --force --force
