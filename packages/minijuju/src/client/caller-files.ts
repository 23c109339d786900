import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { type Home, makeHome } from "../controller/home.ts"
import { runError } from "../hook-tools/tool-error.ts"

/** Files that only the caller's process can open: `<(…)` in a shell, `/dev/stdin`. */
const OWN_FILE = /^((?:--[\w-]+=|[\w.-]+=)?@?)(\/dev\/(?:fd\/\d+|stdin)|\/proc\/self\/fd\/\d+)$/

/**
 * Runs a command in the background process. Files of the caller that the background process cannot open are
 * copied for it, and the copies deleted afterwards.
 */
export async function withCallerFiles<T>(
  argv: readonly string[],
  home: Home,
  use: (argv: readonly string[]) => Promise<T>,
): Promise<T> {
  // What follows `--` is a command line for a unit's machine.
  const end = argv.includes("--") ? argv.indexOf("--") : argv.length
  if (!argv.slice(0, end).some((arg) => OWN_FILE.test(arg))) return use(argv)
  makeHome(home)
  const dir = mkdtempSync(join(home.path, "caller-"))
  try {
    return await use(argv.map((arg, i) => (i < end ? copied(arg, join(dir, String(i))) : arg)))
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

function copied(arg: string, copy: string): string {
  const [, before, path] = OWN_FILE.exec(arg) ?? []
  if (path === undefined) return arg
  try {
    writeFileSync(copy, readFileSync(path), { mode: 0o600 })
  } catch (error) {
    throw runError(error instanceof Error ? error.message : String(error))
  }
  return `${before}${copy}`
}
