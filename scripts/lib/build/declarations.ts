import { readdirSync, readFileSync, rmSync } from "node:fs"
import { join, posix } from "node:path"
import { exportsOf, type JsonObject } from "../package-json.ts"

/** Removes declaration files that no entry of the package reaches: nothing can import them. */
export function removeUnreachedDeclarations(packageFolder: string, manifest: JsonObject): void {
  const entries = exportsOf(manifest).flatMap(([, { types }]) => (typeof types === "string" ? [types] : []))
  const reached = new Set<string>()
  const waiting = entries.map((entry) => posix.normalize(entry))
  for (const path of waiting) {
    if (reached.has(path)) continue
    reached.add(path)
    waiting.push(...importsOf(path, readFileSync(join(packageFolder, path), "utf8")))
  }
  for (const name of readdirSync(join(packageFolder, "dist"), { recursive: true, encoding: "utf8" })) {
    const path = posix.join("dist", name)
    if (path.endsWith(".d.ts") && !reached.has(path)) rmSync(join(packageFolder, path))
  }
}

function importsOf(path: string, text: string): string[] {
  const code = text.replace(/\/\*.*?\*\//gs, "")
  return [...code.matchAll(/(?:\bfrom |\bimport ?\(?)"(\.[^"]*)\.js"/g)].map(
    ([, target]) => `${posix.join(posix.dirname(path), target ?? "")}.d.ts`,
  )
}
