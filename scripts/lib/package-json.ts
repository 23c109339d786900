import { readFileSync } from "node:fs"
import { join } from "node:path"

export type JsonObject = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** A package's package.json. */
export function readPackageJson(root: string, packageFolder: string): JsonObject {
  const value: unknown = JSON.parse(readFileSync(join(root, packageFolder, "package.json"), "utf8"))
  if (!isObject(value)) throw new Error(`${packageFolder}/package.json must hold an object`)
  return value
}

/** The `exports` of a package: name of the entry to its conditions. */
export function exportsOf(manifest: JsonObject): [entry: string, conditions: JsonObject][] {
  return isObject(manifest.exports)
    ? Object.entries(manifest.exports).map(([entry, value]) => [entry, isObject(value) ? value : {}])
    : []
}
