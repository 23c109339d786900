#!/usr/bin/env bash
# For the tests of the dashboard in a browser: installs Debian's package where this may be done. Without it they are
# skipped with a counted line, so a machine where it cannot be installed is no failure.
set -u
if command -v chromium chromium-browser google-chrome >/dev/null; then exit 0; fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "install-chromium: not root, or no apt-get; the tests of the dashboard in a browser will be skipped" >&2
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
install() { apt-get install -y -q --no-install-recommends chromium; }
install || { apt-get update -q && install; } ||
  echo "install-chromium: it could not be installed; the tests of the dashboard in a browser will be skipped" >&2
