import { existsSync } from "node:fs"
import { chmod, mkdir, readFile, symlink, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { TOOL_NAMES } from "../hook-tools/table.ts"

/**
 * Makes the folder that stands first on a hook's PATH: one client program with a link per hook tool,
 * as Juju lays out its tools. The program speaks the agent's RPC, so charms in any language can use it.
 */
export async function makeToolsDir(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true })
  const program = join(dir, ".tool-client")
  // An absolute interpreter: a hook's PATH need not hold this Node.
  await writeFile(program, `#!${process.execPath}\n${await toolClientCode()}`)
  await chmod(program, 0o755)
  // A package.json further up must not decide how the program's text is read.
  await writeFile(join(dir, "package.json"), '{ "type": "commonjs" }\n')
  await Promise.all(TOOL_NAMES.map((name) => symlink(".tool-client", join(dir, name))))
}

let code: Promise<string> | undefined

function toolClientCode(): Promise<string> {
  code ??= loadToolClient()
  return code
}

/** Published packages carry the bundled client; from sources it is bundled on first use. */
async function loadToolClient(): Promise<string> {
  const built = fileURLToPath(new URL("./tool-client.cjs", import.meta.url))
  if (existsSync(built)) return readFile(built, "utf8")
  const { bundleToolClient } = await import("./bundle-tool-client.ts")
  return bundleToolClient()
}
