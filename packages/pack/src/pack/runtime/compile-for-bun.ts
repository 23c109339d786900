import { execFile } from "node:child_process"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { PackError } from "../errors.ts"
import type { Bun } from "./find-bun.ts"

const run = promisify(execFile)

/**
 * One program of Bun and the charm, compiled to the bytecode of this very Bun: a hook then compiles nothing, and reads no
 * other file but charm.json. Lines in stack traces are those of `code`, under the name `charm.cjs`.
 *
 * @throws PackError if Bun refuses the code
 */
export async function compileForBun(bun: Bun, code: Buffer): Promise<Buffer> {
  const dir = await mkdtemp(join(tmpdir(), "charmkit-bun-"))
  try {
    await writeFile(join(dir, "charm.cjs"), code)
    // Settings beside the charm are not the charm's: whoever can write them could run anything in its hooks.
    const options = ["--no-compile-autoload-dotenv", "--no-compile-autoload-bunfig", "--sourcemap=inline"]
    const args = ["build", "--compile", "--bytecode", ...options, "charm.cjs", "--outfile", "charm"]
    // Neither its settings nor the caller's decide what the charm is.
    await run(bun.file, args, { cwd: dir, env: { PATH: process.env.PATH, HOME: dir, TMPDIR: dir } })
    return await readFile(join(dir, "charm"))
  } catch (error) {
    const words = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : String(error)
    throw new PackError("runtime", `Bun ${bun.version} cannot compile the charm: ${words}`, error)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}
