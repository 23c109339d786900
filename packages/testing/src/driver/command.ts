import { basename } from "node:path"
import { fileURLToPath } from "node:url"

/** What stands behind the command line: our embedded Juju, or a controller. */
export type Engine = "minijuju" | "juju"

/** The program that is called, and what it is. */
export interface JujuCommand {
  readonly engine: Engine
  readonly program: string
  /** What always comes first: with Node.js as program, the file that it runs. */
  readonly args: readonly string[]
}

/**
 * What the variable `JUJU` chooses: nothing or `minijuju` is the minijuju that is installed beside this package, everything else is a
 * program, by its path or by its name on PATH. One whose name begins with `minijuju` is taken for ours.
 */
export function findCommand(env: Readonly<Record<string, string | undefined>>): JujuCommand {
  const wanted = env.JUJU?.trim() || "minijuju"
  if (wanted === "minijuju") {
    const program = fileURLToPath(new URL("../bin/minijuju.js", import.meta.resolve("minijuju")))
    return { engine: "minijuju", program: process.execPath, args: [program] }
  }
  return { engine: basename(wanted).startsWith("minijuju") ? "minijuju" : "juju", program: wanted, args: [] }
}
