#!/usr/bin/env bash
# For tests and benchmarks of charms on Bun: installs the Bun of suite/bun. Without it they are skipped with a
# counted line, so a machine where it cannot be installed is no failure.
set -u
npm ci --prefix "$(dirname "$0")/../suite/bun" --no-audit --no-fund ||
  echo "install-bun: it could not be installed; the tests of charms on Bun will be skipped" >&2
