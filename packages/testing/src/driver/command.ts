import { basename } from "node:path"
import { fileURLToPath } from "node:url"

/** The implementation behind the command line: the embedded minijuju, or a Juju controller. */
export type Engine = "minijuju" | "juju"

/** The program that is called, and which implementation it belongs to. */
export interface JujuCommand {
  readonly engine: Engine
  readonly program: string
  /** Leading arguments: when the program is Node.js, the file that it runs. */
  readonly args: readonly string[]
}

/**
 * Selects the program by the variable `JUJU`. Unset or `minijuju`: the minijuju that is installed with this package. Anything else: a
 * program, by its path or by its name on PATH. A program whose name begins with `minijuju` is treated as minijuju.
 */
export function findCommand(env: Readonly<Record<string, string | undefined>>): JujuCommand {
  const chosen = env.JUJU?.trim() || "minijuju"
  if (chosen === "minijuju") {
    const program = fileURLToPath(new URL("../bin/minijuju.js", import.meta.resolve("minijuju")))
    return { engine: "minijuju", program: process.execPath, args: [program] }
  }
  return { engine: basename(chosen).startsWith("minijuju") ? "minijuju" : "juju", program: chosen, args: [] }
}
