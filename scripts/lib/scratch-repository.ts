import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

/** Creates a temporary folder with the given files, for tests of the checks. Dispose of it with `using`. */
export function scratchRepository(
  files: Readonly<Record<string, string>>,
): Disposable & { readonly root: string } {
  const root = mkdtempSync(join(tmpdir(), "charmkit-check-"))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) }
}

/** Returns the package.json of a package with these entries (`"."`, `"./wire"`). */
export function manifest(...entries: string[]): string {
  const exports = Object.fromEntries(
    entries.map((entry) => {
      const name = entry === "." ? "index" : entry.slice(2)
      const built = { types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` }
      return [entry, { "charmkit-source": `./src/${name}.ts`, ...built }]
    }),
  )
  return JSON.stringify({ name: "scratch", exports })
}
