#!/usr/bin/env bash
# For the tests of traffic through HAProxy: installs Debian's package where this may be done. Without it they are
# skipped with a counted line, so a machine where it cannot be installed is no failure.
set -u
if command -v haproxy >/dev/null || [ -x /usr/sbin/haproxy ]; then exit 0; fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "install-haproxy: not root, or no apt-get; the tests of traffic through HAProxy will be skipped" >&2
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
install() { apt-get install -y -q --no-install-recommends haproxy; }
install || { apt-get update -q && install; } ||
  echo "install-haproxy: it could not be installed; the tests of traffic through HAProxy will be skipped" >&2
