#!/usr/bin/env bash
# For the tests of completion in a shell: installs Debian's zsh and fish where this may be done. Without them they are
# skipped with a counted line, so a machine where they cannot be installed is no failure.
set -u
if command -v zsh >/dev/null && command -v fish >/dev/null; then exit 0; fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "install-shells: not root, or no apt-get; the tests of completion in zsh and fish will be skipped" >&2
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
install() { apt-get install -y -q --no-install-recommends zsh fish; }
install || { apt-get update -q && install; } ||
  echo "install-shells: they could not be installed; the tests of completion in them will be skipped" >&2
