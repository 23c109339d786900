import { execFile } from "node:child_process"
import { join } from "node:path"
import { promisify } from "node:util"
import { PYTHON_DIR, pythonPackages } from "./python-packages.ts"

const run = promisify(execFile)

/** Asks the installed Python library ops for its version and its public names, as JSON text with one name per line. */
export async function installedOpsNames(): Promise<string> {
  const { stdout } = await run(await pythonPackages(), [join(PYTHON_DIR, "ops_names.py")])
  const answer: unknown = JSON.parse(stdout)
  return `${JSON.stringify(answer, null, 2)}\n`
}
