import { execFile } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const ROOT = fileURLToPath(new URL("../../../", import.meta.url))

/** One row of docs/ops-names.md. */
export interface Row {
  readonly line: number
  /** Python's names, without the leading `ops.`: `Model.get_binding`, `Container.*`. */
  readonly names: readonly string[]
  /** The counterparts: `Model.getBinding`, `resources`. */
  readonly ours: readonly string[]
  /** Why there is no counterpart. */
  readonly reason: string | undefined
}

/** Parses the tables of the page. The last one has habits instead of names. */
export function parsePage(text: string): Row[] {
  return text.split("\n").flatMap((row, index) => {
    const cells = row.startsWith("|") ? row.split("|").slice(1, -1) : []
    const [left = "", right = ""] = cells.map((cell) => cell.trim())
    if (cells.length !== 2 || left === "ops" || left.startsWith("---")) return []
    const reason = /^none: (.+)$/.exec(right)?.[1]
    return [{ line: index + 1, names: codes(left), ours: codes(right), reason }]
  })
}

function codes(cell: string): string[] {
  return [...cell.matchAll(/`([A-Za-z_][\w.]*(?:\.\*)?)`/g)].map(([, code = ""]) => code)
}

/** Whether a row's name, which may end with `.*`, is this name. */
export function covers(pattern: string, name: string): boolean {
  return pattern.endsWith(".*") ? name.startsWith(pattern.slice(0, -1)) : pattern === name
}

const ENTRIES = ["index", "hook-tools", "metadata", "tracing"].map((entry) => `packages/ops/src/${entry}.ts`)

/**
 * Returns those of the names that the entries of a package, by default this one, do not export, by the compiler: `Unit.isLeader` is a member of an exported type,
 * `resources` an exported function.
 * @param entries the source files of another package's entries
 */
export async function notExported(names: readonly string[], entries = ENTRIES): Promise<string[]> {
  const dir = mkdtempSync(join(tmpdir(), "ops-names-"))
  try {
    const exported = entries.map((entry) => `export * from ${JSON.stringify(ROOT + entry)}`)
    writeFileSync(join(dir, "ops.ts"), exported.join("\n"))
    writeFileSync(join(dir, "tsconfig.json"), JSON.stringify(CONFIG))
    const errors = async (types: readonly string[]) => {
      const uses = types.map((type, index) => `export type T${index} = ${type}`)
      writeFileSync(join(dir, "names.ts"), ['import type * as ops from "./ops.ts"', ...uses].join("\n"))
      return parseErrors(await compile(dir))
    }
    const first = await errors(names.map((name) => typeOf(name)))
    const generic = names.filter((_, index) => first.get(index) === NEEDS_TYPE_ARGUMENTS)
    const second = await errors(generic.map((name) => typeOf(name, "<never>")))
    return [
      ...names.filter((_, index) => first.has(index) && first.get(index) !== NEEDS_TYPE_ARGUMENTS),
      ...generic.filter((_, index) => second.has(index)),
    ]
  } finally {
    rmSync(dir, { recursive: true })
  }
}

const NEEDS_TYPE_ARGUMENTS = "TS2314"

/** The code of the compiler's error by the index of the type. */
function parseErrors(output: string): Map<number, string> {
  const errors = new Map<number, string>()
  for (const line of output.split("\n").filter((each) => each.includes("error"))) {
    const [, at, code] = /^names\.ts\((\d+),\d+\): error (TS\d+)/.exec(line) ?? []
    if (at === undefined || code === undefined) throw new Error(`the compiler says: ${line}`)
    // Line 1 is the import.
    errors.set(Number(at) - 2, code)
  }
  return errors
}

/** A name in upper case is a type, others are values. */
function typeOf(name: string, typeArguments = ""): string {
  const [first = "", ...members] = name.split(".")
  const root = /^[A-Z]/.test(first) ? `ops.${first}${typeArguments}` : `typeof ops.${first}`
  return `${root}${members.map((member) => `[${JSON.stringify(member)}]`).join("")}`
}

const CONFIG = {
  extends: `${ROOT}tsconfig.json`,
  compilerOptions: { noEmit: true, incremental: false, typeRoots: [`${ROOT}node_modules/@types`] },
  include: ["*.ts"],
}

/** Returns the errors of the compiler, which it reports with the exit code 1 or 2. */
function compile(dir: string): Promise<string> {
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc")
  return new Promise((done, fail) => {
    execFile(process.execPath, [tsc, "-p", "."], { cwd: dir }, (error, stdout, stderr) => {
      if (error !== null && stdout === "") fail(new Error(`${error.message}\n${stderr}`))
      else done(stdout)
    })
  })
}

/** The recorded names of Python's ops, without the leading `ops.`. */
export function recordedNames(): readonly string[] {
  const recorded: unknown = JSON.parse(readFileSync(`${ROOT}interop/fixtures/ops-names.json`, "utf8"))
  if (
    typeof recorded !== "object" ||
    recorded === null ||
    !("names" in recorded) ||
    !Array.isArray(recorded.names)
  )
    throw new Error("interop/fixtures/ops-names.json has no list of names: npm run ops-names")
  return recorded.names.map((name) => String(name).replace(/^ops\./, ""))
}

export function readPage(): string {
  return readFileSync(`${ROOT}docs/ops-names.md`, "utf8")
}
