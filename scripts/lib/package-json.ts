import { readFileSync } from "node:fs"
import { join } from "node:path"

export type JsonObject = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** Reads a package's package.json. */
export function readPackageJson(root: string, packageFolder: string): JsonObject {
  const value: unknown = JSON.parse(readFileSync(join(root, packageFolder, "package.json"), "utf8"))
  if (!isObject(value)) throw new Error(`${packageFolder}/package.json must hold an object`)
  return value
}

/** Returns the `exports` of a package that are code: name of the entry to its conditions. */
export function exportsOf(manifest: JsonObject): [entry: string, conditions: JsonObject][] {
  return Object.entries(isObject(manifest.exports) ? manifest.exports : {}).flatMap(
    ([entry, value]): [string, JsonObject][] => (isObject(value) ? [[entry, value]] : []),
  )
}

/** Returns the other `exports`: files that are exported unchanged, by name or by pattern. */
export function exportedFiles(manifest: JsonObject): [entry: string, file: string][] {
  return Object.entries(isObject(manifest.exports) ? manifest.exports : {}).flatMap(
    ([entry, value]): [string, string][] => (typeof value === "string" ? [[entry, value]] : []),
  )
}
