# Shared by first-hour.sh and what it runs in the root (sourced): a clock, steps and checks.
rows=()

# A minus B of $EPOCHREALTIME, in seconds with a tenth.
seconds() { local us=$((${1/./} - ${2/./} + 50000)); printf '%d.%d' $((us / 1000000)) $((us / 100000 % 10)); }

hour() {
  hour_began=$EPOCHREALTIME
  echo "---- $*"
}

# took WHAT BEGAN [END]: a line of the table.
took() {
  local end=${3:-$EPOCHREALTIME}
  rows+=("| $1 | $(seconds "$end" "$2") |")
  echo "        $(seconds "$end" "$2") s"
}

# step WHAT COMMAND…: does it by the clock, shows the end of what it said, and says whether its exit code is 0, or $expected.
step() {
  local what=$1 began=$EPOCHREALTIME end code=0
  shift
  echo "---- $what"
  "$@" >/tmp/said 2>&1 || code=$?
  end=$EPOCHREALTIME
  tail -n 12 /tmp/said | cut -c 1-300 | sed 's/^/        | /'
  took "$what" "$began" "$end"
  if [ "$code" = "${expected:-0}" ]; then echo "ok      exit code $code"; else echo "FAILED  exit code $code"; fi
}

# check WHAT COMMAND…: one line; what the command said, where it failed. It is not counted.
check() {
  local what=$1 said
  shift
  if said=$("$@" 2>&1); then echo "ok      $what"; else printf 'FAILED  %s\n%s\n' "$what" "$said"; fi
}

# says PATTERN: what the last step said has it.
says() { grep -qE -- "$1" /tmp/said || { tail -n 3 /tmp/said; return 1; }; }

are_there() { local value; for value in "$@"; do [ -n "$value" ] || return 1; done; }

# listens PROGRAM RECORDING: plays it as if it came from a microphone, until an emotion is named.
listens() {
  local began=$EPOCHREALTIME line='' first='' named=''
  echo "---- undertone listen --pace real --input ${2##*/}"
  while read -r -t 20 line; do
    if [ -z "$first" ]; then first=$EPOCHREALTIME; echo "        | ${line:0:100} …"; fi
    case $line in *'"type":"estimate"'*'"emotion":"'*) named=$EPOCHREALTIME; break ;; esac
  done < <("$1" listen --pace real --input "$2")
  echo "        | … ${line:0:240} …"
  took "undertone listen, the demonstration in real time: the first line" "$began" "${first:-$EPOCHREALTIME}"
  took "… the first emotion that is named" "$began" "${named:-$EPOCHREALTIME}"
  check "a line and an emotion came" are_there "$first" "$named"
}

# table TITLE: the steps in Markdown; it ends the hour.
table() {
  local row
  rows+=("| all of it, with the checks between | $(seconds "$EPOCHREALTIME" "$hour_began") |")
  printf '\n%s:\n\n| step | seconds |\n|---|---|\n' "$1"
  for row in "${rows[@]}"; do echo "$row"; done
  echo
}
