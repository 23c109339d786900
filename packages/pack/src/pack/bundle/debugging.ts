// Bundled into src/start.cjs, and into the program of a charm for Bun. `juju debug-code` sets JUJU_DEBUG_AT; other hooks only look at the variable.
import { writeSync } from "node:fs"

/**
 * Opens the runtime's inspector on a free port of this machine and waits until a debugger is attached, if Juju asks for it. The address, or why
 * there is none, is written to standard error, which Juju has in its log or, during `juju debug-code`, on the terminal. Returns whether a
 * debugger is attached.
 */
export function waitForDebugger(): boolean {
  const { JUJU_DEBUG_AT: at, JUJU_UNIT_NAME: unit, OPERATOR_DISPATCH: nested } = process.env
  // Only a hook: not the charm's own programs, and not the charm in a hook of its own.
  if (!at || !unit || nested !== undefined) return false
  // Loaded here, because it takes time that other hooks do not have to spend.
  const inspector: typeof import("node:inspector") = require("node:inspector")
  try {
    inspector.open(0, "127.0.0.1")
  } catch (error) {
    // An old Bun has no inspector that a program can open.
    writeSync(
      2,
      `JUJU_DEBUG_AT=${at}: the hook runs without a debugger, because this runtime (${runtime()}) opens no inspector: ` +
        `${String(error)}. Pack the charm with a newer Bun, or for Node.js (charmkit-pack without --runtime bun)\n`,
    )
    return false
  }
  const url = inspector.url() ?? ""
  const port = new URL(url).port
  writeSync(
    2,
    `JUJU_DEBUG_AT=${at}: the charm waits for a debugger at ${url}\n` +
      `On your machine: juju ssh ${unit} -N -L ${port}:127.0.0.1:${port}, then node inspect 127.0.0.1:${port} (or Chrome, VS Code)\n`,
  )
  // Read by @charmkit/ops before each handler (framework.ts).
  if (/^(.*,)?\s*(all|hook)\s*(,.*)?$/.test(at)) process.env.CHARMKIT_STOP = "1"
  inspector.waitForDebugger()
  // Otherwise Node.js would wait until the debugger has left, and Juju for the hook.
  process.on("exit", () => inspector.close())
  return true
}

function runtime(): string {
  const { bun, node } = process.versions
  return bun === undefined ? `Node.js ${node}` : `Bun ${bun}`
}
