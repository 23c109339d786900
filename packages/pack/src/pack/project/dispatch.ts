import { type ArchiveEntry, textEntry } from "../archive/entry.ts"
import { PackError } from "../errors.ts"
import type { Runtime } from "../runtime/runtime.ts"
import { dispatchScripts } from "./dispatch-script.ts"
import type { ProjectFiles } from "./project-files.ts"

/** Returns the project's own dispatch, or else the packer's. It must be executable, because Juju runs it as a file. */
export async function readDispatch(files: ProjectFiles, runtime: Runtime): Promise<ArchiveEntry> {
  const own = await files.file("dispatch")
  if (!own) return textEntry("dispatch", dispatchScripts[runtime], 0o755)
  if (own.mode === 0o755) return own
  throw new PackError(
    "dispatch",
    "dispatch is not executable, so every hook would fail; run: chmod +x dispatch",
  )
}
