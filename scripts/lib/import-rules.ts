import { posix } from "node:path"
import type { FoundImport } from "./import-scanner.ts"
import type { ImportRow } from "./import-table.ts"
import type { SourceFile } from "./source-files.ts"

/** The folder of the package that a file belongs to: `packages/ops`. */
function packageOf(path: string): string {
  return path.split("/").slice(0, 2).join("/")
}

/** Resolves a relative import to a path from the root; undefined for packages and `node:` modules. */
export function relativeTarget(file: string, specifier: string): string | undefined {
  return specifier.startsWith(".") ? posix.join(posix.dirname(file), specifier) : undefined
}

/** Reports each import that the table does not allow, one line each. */
export function judgeImports(file: SourceFile, table: readonly ImportRow[]): string[] {
  const isEntry = posix.dirname(file.path) === `${packageOf(file.path)}/src`
  const row = rowOf(file.path, table)
  if (!row && !isEntry) {
    return [
      `${file.path}:1 ${posix.dirname(file.path)} has no row in the import table; add one to scripts/lib/import-table.ts`,
    ]
  }
  return file.imports.flatMap((found) => {
    const allowed =
      isEntry && isInside(relativeTarget(file.path, found.specifier), `${packageOf(file.path)}/src`)
    if (allowed || (row && mayImport(row, file.path, found))) return []
    const where = `${file.path}:${found.line} imports ${found.specifier}`
    return [`${where}; ${describe(row, file.path)}`]
  })
}

function rowOf(path: string, table: readonly ImportRow[]): ImportRow | undefined {
  return table
    .filter((row) => folderPattern(row.folder).test(path))
    .sort((a, b) => b.folder.length - a.folder.length)
    .at(0)
}

function folderPattern(folder: string): RegExp {
  return new RegExp(`^${folder.replaceAll(".", "\\.").replaceAll("*", "[^/]+")}(/|$)`)
}

function mayImport(row: ImportRow, file: string, found: FoundImport): boolean {
  const names = [...row.may, ...(found.typeOnly ? (row.typesOf ?? []) : [])]
  const target = relativeTarget(file, found.specifier)
  if (target === undefined) return names.some((name) => allowsPackage(name, found.specifier))
  if (packageOf(target) !== packageOf(file)) return false
  return folderPattern(row.folder).test(target) || names.some((name) => isInside(target, name))
}

// The entry file of a folder (`hook-tools.ts` next to `hook-tools/`) only re-exports its names, so it counts as the folder.
function isInside(target: string | undefined, folder: string): boolean {
  return target === folder || target === `${folder}.ts` || target?.startsWith(`${folder}/`) === true
}

const OWN_PACKAGES = /^(@charmkit\/|loadbalancer-interface(\/|$)|minijuju(\/|$))/

function allowsPackage(name: string, specifier: string): boolean {
  if (name === specifier) return true
  if (name === "node:*") return specifier.startsWith("node:")
  if (name.endsWith("/*")) return `${specifier}/`.startsWith(name.slice(0, -1))
  if (specifier.startsWith("node:") || OWN_PACKAGES.test(specifier)) return false
  return name === "npm:*" || `npm:${specifier}`.startsWith(`${name}/`) || `npm:${specifier}` === name
}

function describe(row: ImportRow | undefined, file: string): string {
  if (!row) return `an entry file may import: ${packageOf(file)}/src`
  const names = [
    `${row.folder} (itself)`,
    ...row.may,
    ...(row.typesOf ?? []).map((name) => `types of ${name}`),
  ]
  return `${row.folder} may import: ${names.join(", ")}`
}
