import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { runCheck } from "./lib/command.ts"
import { exportedFiles, exportsOf, readPackageJson } from "./lib/package-json.ts"
import { packageFolders } from "./lib/source-files.ts"

const help = `
check-exports: the entries of the packages exist, and list their names explicitly

For every package it checks
  - that every code entry of "exports" has its file in src/ and names the built files of the same name
  - that every other exported file exists
  - that no entry file says "export *"
  - that there is a README.md, and a LICENSE in the package or at the root

Run it from the root of the repository: npx tsx scripts/check-exports.ts
`

export function checkExports(root: string): string[] {
  return packageFolders(root)
    .filter((folder) => folder.startsWith("packages/"))
    .flatMap((folder) => [...entryProblems(root, folder), ...paperProblems(root, folder)])
}

function entryProblems(root: string, folder: string): string[] {
  const manifest = readPackageJson(root, folder)
  const entries = exportsOf(manifest)
  if (entries.length === 0) return [`${folder}/package.json has no "exports"`]
  const absent = exportedFiles(manifest)
    .filter(([, file]) => !existsSync(join(root, folder, file.replace(/\*.*$/, ""))))
    .map(([entry, file]) => `${folder}/package.json exports["${entry}"] names ${file}, which is not there`)
  const wrong = entries.flatMap(([entry, conditions]) => {
    const at = `${folder}/package.json exports["${entry}"]`
    const source = conditions["charmkit-source"]
    if (typeof source !== "string" || !/^\.\/src\/[^/]+\.ts$/.test(source)) {
      return [`${at} must have "charmkit-source": a file directly in ./src`]
    }
    const built = source.replace("./src/", "./dist/").replace(/\.ts$/, "")
    return [
      ...(conditions.types === `${built}.d.ts` ? [] : [`${at}.types must be ${built}.d.ts`]),
      ...(conditions.default === `${built}.js` ? [] : [`${at}.default must be ${built}.js`]),
      ...fileProblems(root, `${folder}/${source.slice(2)}`, at),
    ]
  })
  return [...absent, ...wrong]
}

function fileProblems(root: string, path: string, at: string): string[] {
  if (!existsSync(join(root, path))) return [`${at} names ${path}, which is not there`]
  return readFileSync(join(root, path), "utf8")
    .split("\n")
    .flatMap((line, index) =>
      /^\s*export\s+(type\s+)?\*/.test(line) ? [`${path}:${index + 1} says "export *"; list the names`] : [],
    )
}

function paperProblems(root: string, folder: string): string[] {
  const hasLicense = [folder, "."].some((dir) => existsSync(join(root, dir, "LICENSE")))
  return [
    ...(existsSync(join(root, folder, "README.md")) ? [] : [`${folder} has no README.md`]),
    ...(hasLicense ? [] : [`${folder} has no LICENSE, and there is none at the root`]),
  ]
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  runCheck({ name: "exports", help, check: checkExports })
}
