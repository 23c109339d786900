import { join } from "node:path"
import { ownProgram } from "@charmkit/ops"
import { EmbeddedEngine } from "../engines/embedded-engine.ts"
import type { Engine } from "../engines/engine.ts"
import { HaproxyEngine } from "../haproxy/haproxy-engine.ts"

/** The argument that makes the charm's program the background process instead of a hook. */
export const BALANCE = "balance"

export const ENGINES = ["auto", "haproxy", "embedded"] as const

/** Both engines of a unit, each with its own folder in the charm's folder, which exists as long as the unit. */
export function enginesIn(charmDir: string): readonly Engine[] {
  const { PATH, JUJU_MODEL_UUID, JUJU_UNIT_NAME = "" } = process.env
  const host = {
    files: join(charmDir, "files"),
    prefix: JUJU_UNIT_NAME.replace("/", "-"),
    environment: { PATH, JUJU_MODEL_UUID },
  }
  return [
    new HaproxyEngine(join(charmDir, "balance", "haproxy"), host),
    new EmbeddedEngine(join(charmDir, "balance", "embedded"), host, ownProgram(BALANCE)),
  ]
}

/** Undefined for an unknown value of the option. */
export function chooseEngine(option: string, engines: readonly Engine[]): Engine | undefined {
  if (option === "auto") return engines.find(({ missing }) => missing === undefined)
  return engines.find(({ name }) => name === option)
}
