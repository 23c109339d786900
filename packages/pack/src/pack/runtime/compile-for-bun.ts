import { execFile } from "node:child_process"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { PackError } from "../errors.ts"
import type { Bun } from "./find-bun.ts"

const run = promisify(execFile)

/**
 * Compiles the charm and this Bun into one executable with bytecode. A hook then compiles nothing and reads no other file but
 * charm.json. Stack traces have the line numbers of `code`, under the name `charm.cjs`.
 *
 * @throws PackError if Bun cannot compile the code
 */
export async function compileForBun(bun: Bun, code: Buffer): Promise<Buffer> {
  const dir = await mkdtemp(join(tmpdir(), "charmkit-bun-"))
  try {
    await writeFile(join(dir, "charm.cjs"), code)
    // Do not load .env or bunfig.toml from the unit: whoever can write them could run code in the charm's hooks.
    const options = ["--no-compile-autoload-dotenv", "--no-compile-autoload-bunfig", "--sourcemap=inline"]
    const args = ["build", "--compile", "--bytecode", ...options, "charm.cjs", "--outfile", "charm"]
    // A clean folder and environment, so that settings of this machine do not change the executable.
    await run(bun.file, args, { cwd: dir, env: { PATH: process.env.PATH, HOME: dir, TMPDIR: dir } })
    return await readFile(join(dir, "charm"))
  } catch (error) {
    const output = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : String(error)
    throw new PackError("runtime", `Bun ${bun.version} cannot compile the charm: ${output}`, error)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}
