#!/usr/bin/env bash
# The monitor's page in a real Chromium without a screen, beside a real `undertone`: see README.md. About a minute and a half.
#   monitor-browser.sh UNDERTONE UNDERTONE_MONITOR [FOLDER]     FOLDER gets screenshots
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
[ $# -ge 2 ] || fail "usage: monitor-browser.sh UNDERTONE UNDERTONE_MONITOR [FOLDER]"
need chromium chromedriver python3

venv=$cache/selenium
if [ ! -e "$venv/.whole" ]; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install -q selenium==4.51.0
  touch "$venv/.whole"
fi
[ $# -lt 3 ] || mkdir -p "$3"
"$venv/bin/python" "$here/monitor-browser.py" "$1" "$2" "$repository/Config/demo.flac" "${3:-}"
