#!/bin/bash
# Runs in the fresh root of first-hour.sh --source: what Config/setup.sh takes where none of its packages is there. Swift is not there
# either; in its place stands a program that says a version.
set -uo pipefail
export LC_ALL=C.UTF-8 HOME=/root PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
. /hour/first-hour-clock.sh
printf '#!/bin/sh\necho "Swift version 6.2"\n' >/usr/local/bin/swift
chmod 755 /usr/local/bin/swift
hour "a fresh Debian $(cat /etc/debian_version), $(dpkg-query -W | wc -l) packages"
step "Config/setup.sh in a fresh Debian (without Swift's own packages)" bash /hour/setup.sh
step "… again" bash /hour/setup.sh
check "it is silent when all is there" [ ! -s /tmp/said ]
table "The set-up alone, $(dpkg-query -W | wc -l) packages afterwards"
echo "ok      all steps were taken"
