import { MinijujuError } from "../state/errors.ts"
import { configDefault, configText } from "../state/model-config.ts"
import type { ModelState } from "../state/model-state.ts"
import { parseLoggingConfig } from "./logging-config.ts"
import { ISOLATE_KEY } from "./machines.ts"
import { CLAIMED_BASE_KEY, checkClaimedBase } from "./release-files.ts"

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

/** Keys that act here. */
const ACTS =
  /^(?:automatically-retry-hooks|update-status-hook-interval|logging-config|mode|isolate-machines|isolated-base|(?:juju-)?(?:http|https|ftp|no)-proxy)$/

/** Whether a key of the configuration has an effect on minijuju. */
export function configActs(key: string): boolean {
  return ACTS.test(key)
}

/** Keys that are set otherwise, with the command. */
const READ_ONLY: Readonly<Record<string, string>> = {
  "agent-version": "upgrade-model",
  "charmhub-url": "add-model",
}

/**
 * Sets and resets keys of a model's configuration, all or none. Unknown keys are accepted, as in Juju.
 * @throws MinijujuError in Juju's words
 */
export function applyModelConfig(
  state: ModelState,
  values: Readonly<Record<string, string>>,
  reset: readonly string[],
): void {
  const next = new Map(state.config)
  for (const key of reset) {
    if (Object.hasOwn(READ_ONLY, key)) refuse(`"${key}" cannot be reset`)
    next.delete(key)
  }
  for (const [key, text] of Object.entries(values)) {
    if (Object.hasOwn(READ_ONLY, key)) refuse(`"${key}" must be set via "${READ_ONLY[key]}"`)
    next.set(key, checked(key, text))
  }
  const isSet = (prefix: string) =>
    ["http-proxy", "https-proxy", "ftp-proxy"].some(
      (key) => configText({ config: next }, prefix + key) !== "",
    )
  if (isSet("") && isSet("juju-")) refuse("cannot specify both legacy proxy values and juju proxy values")
  state.config.clear()
  for (const [key, text] of next) state.config.set(key, text)
}

function checked(key: string, text: string): string {
  const kind = key === ISOLATE_KEY ? "boolean" : typeof configDefault(key)
  if (kind === "boolean" && !/^(?:true|false)$/i.test(text))
    refuse(`${key}: expected bool, got string(${JSON.stringify(text)})`)
  if (kind === "number" && !/^-?\d+$/.test(text))
    refuse(`${key}: expected number, got string(${JSON.stringify(text)})`)
  if (key === "logging-config") parseLoggingConfig(text)
  if (key === "secret-backend" && !["auto", "internal"].includes(text))
    refuse(`secret backend "${text}" not found`)
  if (key === "update-status-hook-interval") checkInterval(text)
  if (key === "mode") checkModes(text)
  if (key === CLAIMED_BASE_KEY) checkClaimedBase(text)
  return kind === "boolean" ? text.toLowerCase() : text
}

const REQUIRES_PROMPTS = "requires-prompts"

/** Juju: `environs/config/config.go` Mode and validateMode. */
function checkModes(text: string): void {
  const unknown = modesOf(text).filter((mode) => mode !== REQUIRES_PROMPTS && mode !== "strict")
  if (unknown.length > 0) refuse(`mode(s) ${JSON.stringify(unknown.sort().join(", "))} not valid`)
}

function modesOf(text: string): string[] {
  const modes = text.split(",").map((mode) => mode.trim())
  return modes.filter((mode) => mode !== "")
}

/** Whether commands that remove something ask first (Juju: `cmd/modelcmd/confirmation.go`). */
export function requiresPrompts(state: ModelState): boolean {
  return modesOf(configText(state, "mode")).includes(REQUIRES_PROMPTS)
}

/** Every duration is taken. Juju's sources have limits of 1m and 60m, but lose the error (`environs/config`: an annotation of nil). */
function checkInterval(text: string): void {
  if (parseInterval(text) !== undefined) return
  const reason = `time: invalid duration ${JSON.stringify(text)}`
  refuse(`invalid update status hook interval in model configuration: ${reason}`)
}

/** Returns the time between update-status hooks that the operator has set; undefined if none. */
export function updateStatusInterval({ config }: ModelState): number | undefined {
  const text = config.get("update-status-hook-interval")
  return text === undefined ? undefined : parseInterval(text)
}

function parseInterval(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(text)) return undefined
  let total = 0
  for (const [, amount, unit = ""] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g))
    total += Number(amount) * (UNITS[unit] ?? 0)
  return total
}

function refuse(reason: string): never {
  throw new MinijujuError("bad-argument", reason)
}
