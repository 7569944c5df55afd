#!/usr/bin/env bash
# Builds Debian packages of undertone, undertone-monitor and undertone-lab; prints where they are.
#   deb.sh [--open] [--out DIR]
#   --open   the model with the open data licence (CREMA-D alone) inside instead of the default one
# DEBFULLNAME and DEBEMAIL name the maintainer (without them the last commit's author); SOURCE_DATE_EPOCH stands for the commit's time.
. "$(dirname "$0")/files.sh"
for tool in dh dpkg-shlibdeps; do
  command -v $tool >/dev/null || fail "needs $tool: apt-get install debhelper"
done

tree=$work/undertone
lay "$tree" undertone undertone-lab undertone-monitor

maintainer="${DEBFULLNAME:-$(git -C "$repository" log -1 --format=%an)} <${DEBEMAIL:-$(git -C "$repository" log -1 --format=%ae)}>"
cp -r "$packaging/debian" "$tree/debian"
sed -i "s/@MAINTAINER@/$maintainer/" "$tree/debian/control"
cat >"$tree/debian/changelog" <<CHANGELOG
undertone ($version-1) unstable; urgency=medium

  * Built from the source as of this date; what is new stands in changelog.gz.

 -- $maintainer  $(date -u -R -d "@$SOURCE_DATE_EPOCH")
CHANGELOG
cp "$repository/CHANGELOG.md" "$tree/debian/upstream-changelog"
cp "$tree/undertone.service" "$tree/debian/"
(cd "$tree" && DEB_BUILD_OPTIONS=noautodbgsym debian/rules binary >&2)
for package in "$work"/*.deb; do
  mv "$package" "$out/"
  echo "$out/$(basename "$package")"
done
