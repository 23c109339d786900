#!/usr/bin/env bash
# Installs the programs of some tests from Debian's packages where this may be done; arguments choose some of them. The tests of a missing
# program are skipped with a counted line, so a machine where it cannot be installed is no failure.
#   haproxy      traffic through HAProxy
#   chromium     the dashboard and the site in a browser
#   zsh, fish    completion in these shells
#   prometheus   a scrape of metrics
set -u
missing=()
if [ $# = 0 ]; then set -- haproxy chromium zsh fish prometheus; fi
for one; do
  command -v "$one" >/dev/null || [ -x "/usr/sbin/$one" ] || missing+=("$one")
done
if [ ${#missing[@]} = 0 ]; then exit 0; fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "install-programs: not root, or no apt-get; the tests of ${missing[*]} will be skipped" >&2
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
install() { apt-get install -y -q --no-install-recommends "${missing[@]}"; }
install || { apt-get update -q && install; } ||
  echo "install-programs: not all could be installed; the tests of ${missing[*]} will be skipped" >&2
