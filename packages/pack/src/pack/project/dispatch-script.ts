import { MINIMUM_NODE } from "../bundle/banner.ts"
import type { Runtime } from "../runtime/runtime.ts"

/**
 * The `dispatch` of a charm for Node.js. Juju runs it for every hook and action, so it starts no other process before Node.js, not even a
 * subshell, if the first Node.js that it finds is that of the last time, by its path and by the time of its last change, which the file
 * `.charmkit-node` has, too. In every hook it asks an old Node.js that comes before it. Behind a launcher (the snap's, or a shim) a change
 * goes unnoticed; if the Node.js is then too old, the hook fails at an option that it does not know, or at the charm's own check.
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

# The Node.js whose version was checked; the file's time of change is that of the program.
record=./.charmkit-node
checked=
node=
refused=
[ -r $record ] && read -r checked <$record

# Takes the program, unless it is older than Node.js ${MINIMUM_NODE} or does not run here. Newer options would end an old Node.js.
try() {
  [ -f "$1" ] && [ -x "$1" ] || return 1
  if [ "$checked" != "${MINIMUM_NODE} $1" ] || [ "$1" -nt $record ] || [ "$1" -ot $record ]; then
    version=$("$1" --version 2>/dev/null </dev/null)
    major=\${version#v}
    major=\${major%%.*}
    if ! [ "$major" -ge ${MINIMUM_NODE} ] 2>/dev/null; then
      refused="$refused, $1 is \${version:-no program for this machine}"
      return 1
    fi
    { echo "${MINIMUM_NODE} $1" >$record && touch -r "$1" $record; } 2>/dev/null
  fi
  node=$1
}

try ./bin/node || {
  set -f
  IFS=:
  for folder in $PATH; do
    try "\${folder:-.}/node" && break
  done
  unset IFS
  set +f
  [ "$node" ] || try /snap/bin/node
}

if [ -z "$node" ] && [ ! -x /snap/bin/node ] && command -v snap >/dev/null 2>&1; then
  status-set maintenance "installing Node.js" 2>/dev/null
  snap install node --classic --channel=24/stable >&2 || refused="$refused, the Node.js snap could not be installed"
  try /snap/bin/node
fi

if [ -z "$node" ]; then
  status-set blocked "needs Node.js ${MINIMUM_NODE} or newer: install it on this unit, or pack the charm with bin/node" 2>/dev/null
  echo "dispatch: no Node.js on this unit can run the charm (looked at ./bin/node, PATH, /snap/bin/node$refused); install Node.js ${MINIMUM_NODE} or newer, then: juju resolved" >&2
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

# For juju debug-code: a debugger stops only in code that was not taken from Bun's bytecode.
[ -z "$JUJU_DEBUG_AT" ] || export BUN_JSC_forceDebuggerBytecodeGeneration=1

case $0 in
  */*) cd "\${0%/*}" || exit 1 ;;
esac

exec ./bin/charm
`

export const dispatchScripts: Readonly<Record<Runtime, string>> = { node: onNode, bun: onBun }
