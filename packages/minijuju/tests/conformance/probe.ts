import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { writeZip, type ZipItem } from "../shell-charm.ts"
import type { RecordedCall, RecordedHook, Recording } from "./recording.ts"

const PROBE = join(import.meta.dirname, "probe")

/**
 * Packs the probe charms of a scenario: `dispatch` calls the hook tools of the plan and records its environment
 * and their answers in `traces`.
 */
export async function packProbes(
  dir: string,
  { scenario, plan, charms }: Recording,
  traces: string,
): Promise<void> {
  for (const [name, files] of Object.entries({ [scenario]: {}, ...charms })) {
    const items: Record<string, ZipItem | string> = { "trace-folder": traces }
    for (const each of readdirSync(PROBE)) {
      const content = readFileSync(join(PROBE, each), "utf8").replace("{name}", name)
      items[each] = each === "dispatch" ? { content, mode: 0o100755 } : content
    }
    for (const [each, content] of Object.entries(plan)) items[`plan/${each}`] = content
    await writeZip(join(dir, `${name}.charm`), { ...items, ...files })
  }
}

/** A hook with the time of its start, in seconds. */
export interface TracedHook extends RecordedHook {
  readonly start: number
}

/**
 * Reads a unit's trace: fields that end with NUL, as `probe/dispatch` writes them. A hook that was killed has no
 * end and counts with exit code -1.
 */
function parseTrace(text: string): TracedHook[] {
  const fields = text.split("\0").values()
  const next = () => fields.next().value ?? ""
  const hooks: TracedHook[] = []
  let calls: RecordedCall[] = []
  for (const kind of fields) {
    if (kind === "") break
    const time = Number(next())
    if (kind === "H") {
      calls = []
      const env: Record<string, string> = {}
      for (let line = next(); line !== ""; line = next())
        env[line.slice(0, line.indexOf("="))] = line.slice(line.indexOf("=") + 1)
      const { JUJU_UNIT_NAME: unit = "", JUJU_DISPATCH_PATH: hook = "" } = env
      hooks.push({ unit, hook, rc: -1, env, calls, start: time })
    } else if (kind === "C") {
      const rc = Number(next())
      const args = Array.from({ length: Number(next()) }, next)
      calls.push({ args, rc, stdout: next(), stderr: next(), stdin: next() })
    } else {
      const last = hooks.pop()
      if (last !== undefined) hooks.push({ ...last, rc: Number(next()) })
    }
  }
  return hooks
}

/** Reads the traces of a model's units in a folder: all hooks, in the order of their start. */
export function readTraces(folder: string, model: string): TracedHook[] {
  return readdirSync(folder)
    .filter((file) => file.startsWith(`${model}.`) && file.endsWith(".rec"))
    .flatMap((file) => parseTrace(readFileSync(join(folder, file), "utf8")))
    .sort((a, b) => a.start - b.start)
}
