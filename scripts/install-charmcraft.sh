#!/usr/bin/env bash
# For the test that builds a charm with charmcraft: installs its snap where snapd runs. Elsewhere the test is
# skipped with a counted line, so a machine where it cannot be installed is no failure.
set -u
if command -v charmcraft >/dev/null; then exit 0; fi
if [ "$(id -u)" != 0 ] || ! snap version >/dev/null 2>&1; then
  echo "install-charmcraft: not root, or no snapd; the tests with charmcraft will be skipped" >&2
  exit 0
fi
snap install charmcraft --classic ||
  echo "install-charmcraft: it could not be installed; the tests with charmcraft will be skipped" >&2
