import { MINIMUM_NODE } from "../bundle/banner.ts"
import type { Runtime } from "../runtime/runtime.ts"

/**
 * The `dispatch` of a charm for Node.js. Juju runs it for every hook and action, so it starts no other process before Node.js, not even a
 * subshell. The bundle's first statement checks the version.
 *
 * The last word of the last line is a literal relative path, because charmcraft's linter takes it for the entry file (`linters.py`).
 */
const onNode = `#!/bin/sh
# Starts the charm. Juju runs this file for every hook and action.

# NODE_EXTRA_CA_CERTS makes Node.js 20 start three times slower; the others are meant for other programs on the unit.
unset NODE_EXTRA_CA_CERTS NODE_OPTIONS NODE_V8_COVERAGE

case $0 in
  */*) cd "\${0%/*}" || exit 1 ;;
esac

if [ -x ./bin/node ]; then
  node=./bin/node
elif command -v node >/dev/null 2>&1; then
  node=node
elif [ -x /snap/bin/node ]; then
  node=/snap/bin/node
elif command -v snap >/dev/null 2>&1; then
  status-set maintenance "installing Node.js" 2>/dev/null
  snap install node --classic --channel=24/stable >&2 || {
    echo "dispatch: the Node.js snap could not be installed; install Node.js ${MINIMUM_NODE} or newer on this unit, then: juju resolved" >&2
    exit 1
  }
  node=/snap/bin/node
else
  echo "dispatch: no Node.js on this unit (looked at ./bin/node, PATH, /snap/bin/node; no snap to install it with); install Node.js ${MINIMUM_NODE} or newer, then: juju resolved" >&2
  exit 1
fi

# One V8 worker thread instead of four, because a hook ends before it needs them; no resolution of symbolic links; and no modules from
# the user's home or NODE_PATH, because the charm contains all that it needs.
exec "$node" --v8-pool-size=1 --preserve-symlinks-main --no-global-search-paths ./src/start.cjs
`

/** The `dispatch` of a charm for Bun. Bun's variables could change what the executable does; crash reports are switched off. */
const onBun = `#!/bin/sh
# Starts the charm. Juju runs this file for every hook and action.

unset BUN_BE_BUN BUN_OPTIONS BUN_INSPECT NODE_OPTIONS NODE_EXTRA_CA_CERTS
BUN_ENABLE_CRASH_REPORTING=0
export BUN_ENABLE_CRASH_REPORTING

case $0 in
  */*) cd "\${0%/*}" || exit 1 ;;
esac

exec ./bin/charm
`

export const dispatchScripts: Readonly<Record<Runtime, string>> = { node: onNode, bun: onBun }
