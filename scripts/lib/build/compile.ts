import { spawnSync } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/**
 * Compiles all packages into a temporary folder: `<folder>/<package>/src` has JavaScript and declarations. Dispose of it with `using`.
 * Comments are in the declarations only, where editors look for them: in both they are a fifth of a tarball. Types are checked once.
 */
export function compile(root: string): Disposable & { readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), "charmkit-build-"))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const tsc = join(root, "node_modules/.bin/tsc")
  const outputs = [["--emitDeclarationOnly"], ["--declaration", "false", "--removeComments", "--noCheck"]]
  for (const output of outputs) {
    const args = ["--project", "tsconfig.build.json", "--outDir", folder, ...output]
    const result = spawnSync(tsc, args, { cwd: root, encoding: "utf8" })
    if (result.status === 0) continue
    remove()
    throw new Error(`the packages do not compile:\n${result.error?.message ?? result.stdout + result.stderr}`)
  }
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (name.endsWith(".d.ts")) renameImports(join(folder, name))
  }
  return { folder, [Symbol.dispose]: remove }
}

// The compiler rewrites "./x.ts" to "./x.js" in JavaScript, but not in declarations. Older compilers find a declaration only by the
// name of its JavaScript file.
function renameImports(file: string): void {
  const lines = readFileSync(file, "utf8").split("\n")
  const renamed = lines.map((line) =>
    /^\s*(?:\*|\/\*|\/\/)/.test(line) ? line : line.replace(/((?:from |import\()"\.[^"]*)\.ts"/g, '$1.js"'),
  )
  writeFileSync(file, renamed.join("\n"))
}
