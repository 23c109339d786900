/** File next to the hook tools with the path of the model's socket for `juju-exec`. */
export const EXEC_SOCKET = ".exec-socket"

/** The program `juju-exec`: it checks that no hook calls it, and sends its arguments with the hook tools' client. */
export const EXEC_PROGRAM = `#!/bin/sh
# juju-exec, for processes of a charm that run outside of its hooks. It belongs to the tools folder, which it finds by
# its own path, by PATH for a copy of it elsewhere (as /usr/bin/juju-exec it works for the units of all models), or by
# the place where Juju has it, on an isolated machine.
if [ -n "$JUJU_CONTEXT_ID" ]; then
  printf 'ERROR juju-exec cannot be called from within a hook, have context "%s"\\n' "$JUJU_CONTEXT_ID" >&2
  exit 2
fi
if [ "$1" = --no-context ]; then
  shift
  [ "$1" = -- ] && shift
  case $# in
    0) echo "ERROR missing commands" >&2; exit 2 ;;
    1) exec /bin/sh -c "$1" ;;
    *) exec "$@" ;;
  esac
fi
IFS=:
for dir in "\${0%/*}" $PATH /var/lib/juju/tools/machine-*; do
  [ -f "$dir/.exec-socket" ] && break
done
unset IFS
if ! read -r address 2>/dev/null < "$dir/.exec-socket"; then
  echo "ERROR no agent found: call juju-exec by its path in the tools folder of a model, or with that folder on PATH" >&2
  exit 1
fi
unset JUJU_AGENT_TOKEN
JUJU_CONTEXT_ID="\${JUJU_UNIT_NAME:--}" JUJU_AGENT_SOCKET_NETWORK=unix JUJU_AGENT_SOCKET_ADDRESS="$address" \\
  exec "$dir/.tool-client" "$@"
`
