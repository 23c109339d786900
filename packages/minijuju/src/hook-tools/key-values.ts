import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { getSystemErrorMap } from "node:util"
import { parse } from "yaml"
import type { ToolCall } from "./tool.ts"
import { runError, usageError } from "./tool-error.ts"

/** Merges `key=value` arguments over the YAML map of `--file` (juju/cmd `keyvalues`, `filevar`). */
export function readSettingsFile(call: ToolCall): Map<string, string> {
  const file = call.flags.text("file")
  const fromArgs = parseKeyValues(call.args)
  const values = file === undefined ? new Map<string, string>() : parseStringMap(readFileOrStdin(call, file))
  for (const [key, value] of fromArgs) values.set(key, value)
  return values
}

/** Juju trims the values of arguments, not those of a file (`juju/utils` `keyvalues`; observed on 4.0.15). */
export function parseKeyValues(args: readonly string[]): Map<string, string> {
  const values = new Map<string, string>()
  for (const arg of args) {
    const at = arg.indexOf("=")
    if (at <= 0) throw usageError(`expected "key=value", got ${JSON.stringify(arg)}`)
    const key = arg.slice(0, at)
    if (values.has(key)) throw usageError(`key ${JSON.stringify(key)} specified more than once`)
    values.set(key, arg.slice(at + 1).replaceAll(/^\p{White_Space}+|\p{White_Space}+$/gu, ""))
  }
  return values
}

function readFileOrStdin(call: ToolCall, file: string): string {
  if (file === "-") return call.readStdin()
  try {
    return readFileSync(resolve(call.dir, file), "utf8")
  } catch (error) {
    throw runError(goFileError(file, error))
  }
}

/** The system's error in Go's words: `open FILE: no such file or directory`. */
function goFileError(file: string, error: unknown): string {
  const errno = error instanceof Error && "errno" in error ? Number(error.errno) : 0
  return `open ${file}: ${getSystemErrorMap().get(errno)?.[1] ?? String(error)}`
}

/**
 * Parses a YAML map of strings like Juju's reader: numbers and booleans keep the text in which they were
 * written, `null` is the empty string. In a databag, an empty string removes the key.
 */
export function parseStringMap(text: string): Map<string, string> {
  let parsed: unknown
  try {
    parsed = parse(text, { schema: "failsafe", customTags: ["null"], uniqueKeys: false })
  } catch (error) {
    throw runError(`yaml: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`)
  }
  if (parsed === null || parsed === undefined || parsed === "") return new Map()
  if (typeof parsed !== "object" || Array.isArray(parsed))
    throw runError("yaml: cannot unmarshal into map[string]string")
  const values = new Map<string, string>()
  for (const [key, value] of Object.entries(parsed)) {
    if (value !== null && typeof value !== "string")
      throw runError(`yaml: the value of ${JSON.stringify(key)} must be a string`)
    values.set(key, value ?? "")
  }
  return values
}
