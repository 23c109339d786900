import { spawn } from "node:child_process"
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { text } from "node:stream/consumers"

/** A project in a temporary folder that uses the packages only as tarballs, without access to the repository. */
export interface SmokeProject extends Disposable {
  readonly folder: string
  /** Runs a program and returns its standard output; throws with all output if it fails. */
  run(program: string, ...args: string[]): Promise<string>
}

/** @param at an empty folder; default: a new one */
export function smokeProject(at = mkdtempSync(join(tmpdir(), "charmkit-smoke-"))): SmokeProject {
  const folder = realpathSync(at)
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "package-smoke", private: true, type: "module" }),
  )
  return {
    folder,
    run: (program, ...args) => run(folder, program, args),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

async function run(cwd: string, program: string, args: readonly string[]): Promise<string> {
  const child = spawn(program, args, { cwd, env: ownEnvironment(), stdio: ["ignore", "pipe", "pipe"] })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject)
    child.once("close", resolve)
  })
  const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${status}\n${stdout}\n${stderr}`)
  return stdout
}

// npm passes its own settings to the scripts that it runs. With them, the project's npm would work in this repository.
function ownEnvironment(): NodeJS.ProcessEnv {
  const foreign =
    /^(?:npm_(?:package|lifecycle)_|npm_config_local_prefix$|INIT_CWD$|NODE_OPTIONS$|NODE_PATH$)/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)))
}
