import { chmod, mkdir, symlink, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { toolNames } from "../hook-tools/table.ts"
import { agentVersion } from "../operator/charm-demands.ts"
import { JUJU_VERSION } from "../state/juju-version.ts"
import { bestToolClient, readToolClient, type ToolClient } from "./choose-tool-client.ts"
import { EXEC_PROGRAM, EXEC_SOCKET } from "./exec-program.ts"

/**
 * Creates the folder that comes first on a hook's PATH: one client program with a link per hook tool, as in
 * Juju. The program uses the agent's RPC, so charms in any language can call it. `juju-exec` is there, too, with the
 * socket that it calls, and a `jujud` that knows its version.
 */
export async function makeToolsDir(
  dir: string,
  client?: ToolClient,
  jujuVersion = JUJU_VERSION,
  execSocket = "",
): Promise<void> {
  await mkdir(dir, { recursive: true })
  const program = join(dir, ".tool-client")
  await writeFile(program, await readToolClient(client ?? (await bestToolClient())))
  await chmod(program, 0o755)
  // Prevents that a package.json in a parent folder changes how Node parses the program.
  await writeFile(join(dir, "package.json"), '{ "type": "commonjs" }\n')
  await writeFile(join(dir, "juju-exec"), EXEC_PROGRAM, { mode: 0o755 })
  await writeFile(join(dir, "jujud"), agentProgram(jujuVersion), { mode: 0o755 })
  await writeFile(join(dir, EXEC_SOCKET), `${execSocket}\n`)
  await Promise.all(toolNames(jujuVersion).map((name) => symlink(".tool-client", join(dir, name))))
}

/** The agent's program, of which charms ask the version and nothing else. */
function agentProgram(jujuVersion: string): string {
  return `#!/bin/sh
if [ "$#" -eq 1 ] && [ "$1" = version ]; then
  echo ${agentVersion(jujuVersion)}
  exit
fi
echo "ERROR jujud: minijuju has only \\"jujud version\\"" >&2
exit 2
`
}
