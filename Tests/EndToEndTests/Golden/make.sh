#!/usr/bin/env bash
# Writes the golden files of CommandLineTests from the program as it is: look at the difference before you commit it.
set -euo pipefail
cd "$(dirname "$0")/../../.."
swift build --product undertone
program=$(swift build --show-bin-path)/undertone
golden=Tests/EndToEndTests/Golden
export COLUMNS=80
"$program" --help > "$golden/help-undertone.txt"
for command in listen watch score devices model check; do "$program" "$command" --help > "$golden/help-$command.txt"; done
"$program" listen --precision float --input Config/demo.flac > "$golden/demo-events.jsonl"
