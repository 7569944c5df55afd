#!/usr/bin/env bash
# `undertone watch` in a real terminal (tmux): what it shows, sizes, Ctrl-Z, and that the terminal is given back. See README.md.
#   watch-tmux.sh BINARY [PICTURE.ansi]
. "$(dirname "$0")/common.sh"
[ $# -ge 1 ] || fail "usage: watch-tmux.sh BINARY [PICTURE.ansi]"
binary=$(realpath "$1")
picture=${2:-}
need tmux
cd "$repository"
export LC_ALL=C.UTF-8
terminal() { tmux -L "undertone-$$" "$@"; }
trap 'terminal kill-server 2>/dev/null; rm -rf "$work"' EXIT
TERM=xterm-256color terminal -f /dev/null new-session -d -x 80 -y 24 "env PS1='shell> ' bash --norc --noprofile"

failures=0
check() { # check WHAT COMMAND…: one line, and whether it held
  if "${@:2}"; then echo "ok      $1"; else echo "FAILED  $1"; failures=$((failures + 1)); terminal capture-pane -p | sed 's/^/        | /'; fi
}
type() { terminal send-keys "$@"; }
screen() { terminal capture-pane -p; }
shows() { # shows PATTERN [SECONDS]: the screen does, within that time
  local until=$((SECONDS + ${2:-5}))
  while ! screen | grep -qE -- "$1"; do
    [ "$SECONDS" -lt "$until" ] || return 1
    sleep 0.05
  done
}
hides() { ! screen | grep -qE -- "$1"; }
is_off() { [ "$(terminal display -p '#{alternate_on} #{cursor_flag}')" = "0 1" ]; }
is_on() { [ "$(terminal display -p '#{alternate_on} #{cursor_flag}')" = "1 0" ]; }
is_alone() { ! pgrep -f "^undertone listen .*--input Config/demo.flac" >/dev/null; }
# A shell that reads keys by itself leaves them as watch found them; stty tells what a program would find.
settings() { type "stty -g > $work/$1; clear" Enter && sleep 0.3 && cat "$work/$1"; }

before=$(settings before)
type "$binary watch --input Config/demo.flac" Enter
check "the header names the input, the purpose and the model" shows '^ Config/demo.flac · research · undertone [0-9.]+ [0-9a-f]{8} '
check "the level is drawn" shows '^ level +▕█+.* −[0-9.]+ dBFS  peak −?[0-9.]+' 10
check "the answer is named within 5 s" shows '^  NEUTRAL  [0-9]+ %' 10
check "the eight bars are drawn" bash -c "[ \$(tmux -L undertone-$$ capture-pane -p | grep -cE '^ [ncasfhdu] (neutral|calm|happy|sad|angry|fear|disgust|surprise) +▕.* [0-9]+ %') = 8 ]"
check "what is settled is listed" shows ' 0:0[0-9.]+  neutral [0-9]+ %' 10
check "the other screen is used and the cursor hidden" is_on
terminal resize-window -x 120 -y 40
sleep 0.5
check "a larger window is filled" bash -c "tmux -L undertone-$$ capture-pane -p | sed -n '40p' | grep -q 'q quit'"
terminal resize-window -x 40 -y 10
check "in 40 × 10 there is the small view" shows '^neutral +▕.*  angry +▕'
terminal resize-window -x 30 -y 8
check "smaller is told" shows 'too small'
terminal resize-window -x 100 -y 30
check "and it comes back" shows '^ a angry'
type C-z
sleep 0.5
check "Ctrl-Z gives the terminal back" is_off
check "and the shell is there" shows 'Stopped'
type fg Enter
check "fg shows the view again" shows '^ a angry'
type Space
check "space stops the display" shows 'PAUSED'
one=$(screen | head -n 1)
sleep 1
check "which then stands still" [ "$one" = "$(screen | head -n 1)" ]
type Space
sleep 0.5
check "and goes on" hides PAUSED
if [ -n "$picture" ]; then
  shows '0:3[78]\.' 40 || true
  terminal capture-pane -e -N -p >"$picture"
fi
type q
sleep 1
check "q gives the terminal back" is_off
check "nothing of the view is left" hides 'dBFS|surprise'
check "nobody listens on" is_alone
after=$(settings after)
check "the terminal is set as before" [ "$before" = "$after" ]

"$binary" listen --input Config/demo.flac >"$work/events.jsonl"
type "clear; $binary watch < $work/events.jsonl" Enter
check "a saved stream is played" shows '0:02\.' 10
check "without levels it says so" shows 'not in these events'
type q
sleep 0.5
type "clear; $binary watch --speed max < $work/events.jsonl" Enter
check "and its end is shown" shows 'ENDED  0:41.8' 5
check "with the last change" shows 'stopped: end of input'
type q
sleep 0.5
type "clear; $binary listen --levels --input Config/demo.flac --pace real | $binary watch" Enter
check "a pipe is shown" shows '^ level +▕█+' 10
type C-c
sleep 1
check "Ctrl-C gives the terminal back" is_off

type "clear; NO_COLOR=1 $binary watch --input Config/demo.flac" Enter
shows 'dBFS' 5 || true
sleep 2
check "NO_COLOR: no colours" bash -c "! tmux -L undertone-$$ capture-pane -e -p | grep -qP '\x1b\[[0-9;]*(3[0-7]|38|9[0-7])[0-9;]*m'"
type q
sleep 0.5
type "clear; LC_ALL=C $binary watch --input Config/demo.flac" Enter
check "without UTF-8: ASCII" shows '^ level +\|#+' 10
check "and nothing else" bash -c "! tmux -L undertone-$$ capture-pane -p | grep -qP '[^\x00-\x7F]'"
type q
sleep 0.5
type "clear; $binary watch --device nonesuch; echo code \$?" Enter
check "a missing microphone: one line and 69" shows '^code 69'
check "which says which" shows 'cannot capture from nonesuch'
[ "$failures" -eq 0 ]
