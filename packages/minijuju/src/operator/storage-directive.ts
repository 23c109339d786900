import { MinijujuError } from "../state/errors.ts"
import { MAX_STORAGES, type StorageDirective } from "../state/storage.ts"

const UNITS = "MGTPEZY"

/** Returns a size in MiB, or undefined if the text is none: `512M`, `1.5G`, `100` (Juju: `utils.ParseSize`). */
export function parseSize(text: string): number | undefined {
  const [, number, unit = "M"] = /^(\d+(?:\.\d+)?)([MGTPEZY])?(?:i?B)?$/.exec(text) ?? []
  return number === undefined ? undefined : Math.ceil(Number(number) * 1024 ** UNITS.indexOf(unit))
}

/**
 * Parses `pool,count,size`, in any order (Juju: `storage/constraints.go`).
 * @param word what this Juju calls it: constraint or directive
 */
export function parseDirective(text: string, word: string): StorageDirective {
  const fail = (reason: string): never => {
    throw new MinijujuError("bad-argument", reason)
  }
  let directive: StorageDirective = {}
  for (const field of text.split(",").filter((one) => one !== "")) {
    if (/^[a-zA-Z]+[-?a-zA-Z0-9]*$/.test(field)) {
      if (directive.pool !== undefined)
        fail(`pool name is already set to "${directive.pool}", new value "${field}" not valid`)
      directive = { ...directive, pool: field }
    } else if (/^-?\d+$/.test(field)) {
      const count = Number(field)
      if (count <= 0) fail(`cannot parse count: count must be greater than zero, got "${field}"`)
      if (count > MAX_STORAGES) fail(`cannot parse count: more than ${MAX_STORAGES}, got "${field}"`)
      directive = { ...directive, count }
    } else if (/^-?\d+(?:\.\d+)?[MGTPEZY](?:i?B)?$/.test(field)) {
      const size = parseSize(field)
      if (size === undefined) fail(`cannot parse size: expected a non-negative number, got "${field}"`)
      else directive = { ...directive, size }
    } else fail(`unrecognized storage ${word} "${field}" not valid`)
  }
  if (Object.keys(directive).length === 0) fail(`storage ${word}s require at least one field to be specified`)
  return { ...directive, count: directive.count ?? 1 }
}

/** Parses `name` or `name=directive`, several times, without repeated names. */
export function parseDirectives(args: readonly string[], word: string): Map<string, StorageDirective> {
  const directives = new Map<string, StorageDirective>()
  for (const arg of args) {
    const [name = "", text = "1", ...more] = arg.split("=")
    if (name === "" || more.length > 0)
      throw new MinijujuError("bad-argument", `expected "name=${word}s" or "name", got "${arg}"`)
    if (directives.has(name))
      throw new MinijujuError("bad-argument", `storage "${name}" specified more than once`)
    try {
      directives.set(name, parseDirective(text, word))
    } catch (error) {
      if (!(error instanceof MinijujuError)) throw error
      throw new MinijujuError(error.code, `cannot parse ${word}s for storage "${name}": ${error.message}`)
    }
  }
  return directives
}
