#!/usr/bin/env bash
# Writes the screens of WatchScreenTests as they are drawn now: look at the difference before you commit it.
set -euo pipefail
cd "$(dirname "$0")/../../.."
UNDERTONE_WRITE_GOLDEN=1 swift test --filter WatchScreenTests
