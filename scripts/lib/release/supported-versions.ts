import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"

/** The table of supported versions; every other file that names such a version is compared with it. */
const TABLE = "docs/supported-versions.md"

interface Claim {
  /** First cell of the row in the table. */
  readonly row: string
  readonly file: string
  /** Captures one version, or several separated by commas. */
  readonly pattern: RegExp
  /** Whether the file names all versions of the row, or only the first. */
  readonly names: "all" | "first"
}

const CLAIMS: readonly Claim[] = [
  { row: "Node.js", file: ".github/workflows/ci.yml", pattern: /\bnode: \[([^\]]*)\]/, names: "all" },
  { row: "Node.js", file: "package.json", pattern: /"node": ">=([\d.]+)"/, names: "first" },
  {
    row: "Node.js",
    file: "packages/pack/src/pack/bundle/banner.ts",
    pattern: /\bMINIMUM_NODE = (\d+)/,
    names: "first",
  },
  { row: "Juju", file: "JUJU_VERSION", pattern: /^(\d+\.\d+)\./, names: "first" },
  { row: "Juju, as minijuju reports", file: "JUJU_VERSION", pattern: /^(\S+)/, names: "all" },
  {
    row: "Juju, as minijuju reports",
    file: "packages/minijuju/src/state/juju-version.ts",
    pattern: /\bJUJU_VERSION = "([^"]*)"/,
    names: "all",
  },
  { row: "Bun", file: "suite/bun/package.json", pattern: /"@oven\/bun-linux-x64": "([^"]*)"/, names: "all" },
  {
    row: "Bun",
    file: "suite/bun/package.json",
    pattern: /"@oven\/bun-linux-aarch64": "([^"]*)"/,
    names: "all",
  },
  {
    row: "Python, of the package `minijuju`",
    file: "scripts/lib/build/wheel-metadata.ts",
    pattern: /^Requires-Python: >=(\S+)/m,
    names: "all",
  },
  {
    row: "Python library `loadbalancer_interface`",
    file: "interop/python/requirements.txt",
    pattern: /^loadbalancer_interface==(\S+)/m,
    names: "all",
  },
  {
    row: "Python library `loadbalancer_interface`",
    file: "interop/wheel/requirements.txt",
    pattern: /^loadbalancer_interface==(\S+)/m,
    names: "all",
  },
]

/** Reports each file whose versions differ from the table, one line each. */
export function unsupportedVersions(root: string): string[] {
  const rows = tableRows(read(root, TABLE))
  return CLAIMS.flatMap(({ row, file, pattern, names }) => {
    const stated = rows.get(row)
    if (stated === undefined) return [`${TABLE} has no row "${row}"`]
    const [, found] = pattern.exec(read(root, file)) ?? []
    if (found === undefined)
      return [`${file} does not name a version of ${row}: nothing there matches ${pattern}`]
    const expected = names === "all" ? stated.join(", ") : stated[0]
    return found === expected ? [] : [`${file} says ${row} ${found}, but ${TABLE} says ${expected}`]
  })
}

function tableRows(text: string): Map<string, string[]> {
  const rows = text.split("\n").map((line) => line.split("|").map((cell) => cell.trim()))
  return new Map(
    rows.flatMap(([, what, versions]) => (what && versions ? [[what, versions.split(", ")]] : [])),
  )
}

function read(root: string, file: string): string {
  return existsSync(join(root, file)) ? readFileSync(join(root, file), "utf8") : ""
}
