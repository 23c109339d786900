import { MINIMUM_NODE } from "../bundle/banner.ts"
import type { Runtime } from "../runtime/runtime.ts"

/**
 * The `dispatch` of a charm for Node.js. Juju runs it for every hook and action, so it starts no process of its own before
 * Node.js, not even a subshell; the bundle's first statement checks the version.
 *
 * The last word of the last line is a literal relative path, because charmcraft takes it for the entry file (`linters.py`).
 */
const onNode = `#!/bin/sh
# Starts the charm. Juju runs this file for every hook and action.

# NODE_EXTRA_CA_CERTS makes Node.js 20 start three times slower; the others belong to somebody else's Node.js.
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

# One helper thread instead of four, as a hook ends before it needs them; no look at each folder above for links; and no modules
# of the user's home or NODE_PATH, for the charm has all it needs.
exec "$node" --v8-pool-size=1 --preserve-symlinks-main --no-global-search-paths ./src/start.cjs
`

/** The charm and its Bun are one program. Bun's own variables could make it another program, and a crash is told to nobody. */
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
