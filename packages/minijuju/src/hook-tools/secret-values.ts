import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { parseStringMap } from "./key-values.ts"
import type { ToolCall } from "./tool.ts"
import { runError, usageError } from "./tool-error.ts"

const KEY = /^[a-z](?:-?[a-z0-9]){2,}$/
const BASE64 = "#base64"
const FILE = "#file"
/** Limit of one value and of all values together, in base64. */
const MAX_BYTES = 1_000_000

/**
 * Reads a secret's content from `key=value`, `key#base64=…`, `key#file=…` and from `--file`; arguments take
 * precedence over the file. The returned values are base64.
 */
export function readSecretValues(
  { flags }: Pick<ToolCall, "flags">,
  args: readonly string[],
  dir = "/",
): Map<string, string> {
  const file = flags.text("file")
  const given = new Map<string, string>()
  if (file !== undefined) {
    for (const [key, value] of parseStringMap(readFrom(dir, file).toString("utf8"))) given.set(key, value)
  }
  for (const arg of args) {
    const [key, value] = splitKeyValue(arg)
    given.set(key, value)
  }
  const content = new Map<string, string>()
  for (const [key, value] of given) {
    const [name, encoded] = encode(key, value, dir)
    if (!KEY.test(name)) throw usageError(`key ${JSON.stringify(name)} not valid`)
    content.set(name, encoded)
  }
  checkSize(content)
  return content
}

/** Splits at the first `=`. Trailing `=` count as padding of base64, so `key=` alone is refused. */
function splitKeyValue(arg: string): [string, string] {
  const at = arg.replace(/=+$/, "").indexOf("=")
  if (at < 1) throw usageError(`key value ${JSON.stringify(arg)} not valid`)
  return [arg.slice(0, at), arg.slice(at + 1)]
}

function encode(key: string, value: string, dir: string): [string, string] {
  if (key.endsWith(BASE64)) return [key.slice(0, -BASE64.length), value]
  if (key.endsWith(FILE)) return [key.slice(0, -FILE.length), readFrom(dir, value).toString("base64")]
  return [key, Buffer.from(value).toString("base64")]
}

/** Reads a file; Juju's agent does not resolve relative paths against the charm's folder. */
function readFrom(dir: string, path: string): Buffer {
  try {
    return readFileSync(resolve(dir, path))
  } catch {
    throw runError(`open ${path}: no such file or directory`)
  }
}

function checkSize(content: ReadonlyMap<string, string>): void {
  let total = 0
  for (const [key, value] of content) {
    total += value.length
    if (value.length > MAX_BYTES)
      throw runError(`secret content for key ${JSON.stringify(key)} too large: ${value.length} bytes`)
  }
  if (total > MAX_BYTES) throw runError(`secret content too large: ${total} bytes`)
}
