import { constants } from "node:fs"
import { access, stat } from "node:fs/promises"
import { join } from "node:path"
import { dispatchPath, type Execution } from "../context/execution.ts"

/** The file to run, or that none exists, or why it cannot be run. */
export type DispatchFile =
  | { readonly kind: "run"; readonly file: string; readonly args?: readonly string[] }
  | { readonly kind: "missing" }
  | { readonly kind: "broken"; readonly reason: string }

/**
 * Finds the file that Juju would run: `dispatch` if it exists, otherwise the old-style file of the hook or
 * action (Juju: `uniter/runner/runner.go`).
 */
export async function findDispatchFile(charmDir: string, execution: Execution): Promise<DispatchFile> {
  for (const name of ["dispatch", dispatchPath(execution)]) {
    const file = join(charmDir, name)
    const found = await stat(file).catch(() => undefined)
    if (found === undefined) continue
    if (!found.isFile()) return { kind: "broken", reason: `${name} is not a file` }
    const runnable = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    )
    return runnable
      ? { kind: "run", file }
      : { kind: "broken", reason: `${name} is not executable (pack the charm with mode 0755)` }
  }
  return { kind: "missing" }
}
