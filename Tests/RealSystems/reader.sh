# Shared by the scripts that run beside `undertone` (sourced; any POSIX shell): the transcript, one JSON object a line.
#
#     {"run":"AC97","at":12.34,"event":{…}}                          a line of undertone's, when it was read
#     {"run":"AC97","at":13.00,"action":"removed","ticks":41,…}      what was done to it, when it was done; CPU so far, in 10 ms
#
# `at`: seconds since the machine started (/proc/uptime, so asleep or not).

# stamp_lines RUN: reads undertone's lines.
stamp_lines() {
  while IFS= read -r line; do
    read -r up _ </proc/uptime
    printf '{"run":"%s","at":%s,"event":%s}\n' "$1" "$up" "$line"
  done
}

# listen RUN DEVICE [ARGUMENT…]: starts undertone; `pid` is its process, `run` its name from here on.
listen() {
  run=$1 device=$2
  shift 2
  rm -f "/tmp/lines.$run"
  mkfifo "/tmp/lines.$run"
  stamp_lines "$run" <"/tmp/lines.$run" &
  reader=$!
  undertone listen --device "$device" "$@" >"/tmp/lines.$run" 2>"/tmp/said.$run" &
  pid=$!
}

# action NAME [JSON FIELDS]: notes that something was done just now.
action() {
  read -r up _ </proc/uptime
  ticks=0
  read -r stat 2>/dev/null </proc/"$pid"/stat && {
    stat=${stat##*) }
    # shellcheck disable=SC2086
    set -- "$1" "${2:-}" $stat
    # Fields 14 and 15 of the whole: user and system.
    ticks=$((${14} + ${15}))
  }
  printf '{"run":"%s","at":%s,"action":"%s","ticks":%s%s}\n' "$run" "$up" "$1" "$ticks" "${2:+,$2}"
}

# terminate: SIGTERM, and how it ended.
terminate() {
  action terminating
  kill -TERM "$pid"
  code=0
  wait "$pid" || code=$?
  action ended "\"code\":$code"
  wait "$reader"
  while IFS= read -r line; do
    printf '{"run":"%s","at":%s,"said":"%s"}\n' "$run" "$up" "$(printf '%s' "$line" | sed 's/[\\"]/\\&/g')"
  done <"/tmp/said.$run"
}
