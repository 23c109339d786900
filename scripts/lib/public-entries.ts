import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { exportsOf, isObject, type JsonObject, readPackageJson } from "./package-json.ts"

/** Lists the files directly in `src/` that no entry exports. They must be exported or moved into a folder. */
export function hiddenEntries(root: string, packageFolder: string, files: readonly string[]): string[] {
  const manifest = readPackageJson(root, packageFolder)
  const exported = exportsOf(manifest).map(([, conditions]) => conditions["charmkit-source"])
  return files
    .filter((path) => path.split("/").length === packageFolder.split("/").length + 2)
    .map((path) => `./${path.slice(packageFolder.length + 1)}`)
    .filter((path) => !exported.includes(path) && !isProgram(root, packageFolder, manifest, path))
    .map(
      (path) =>
        `${packageFolder}/${path.slice(2)}:1 a file directly in src/ is a public entry, but package.json exports it nowhere; ` +
        "move it into a folder, or add it to `exports`",
    )
}

// A program in bin/ imports the built file: ../dist/cli.js is built from src/cli.ts.
function isProgram(root: string, packageFolder: string, manifest: JsonObject, path: string): boolean {
  const programs = isObject(manifest.bin) ? Object.values(manifest.bin) : [manifest.bin]
  const built = path.replace("./src/", "/dist/").replace(/\.ts$/, ".js")
  return programs.some((program) => {
    const file = join(root, packageFolder, String(program))
    return typeof program === "string" && existsSync(file) && readFileSync(file, "utf8").includes(built)
  })
}
