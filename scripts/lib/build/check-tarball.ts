import { readFileSync } from "node:fs"
import { posix } from "node:path"
import {
  checkPackage,
  createPackageFromTarballData,
  type Package,
  type Problem,
  type ResolutionKind,
} from "@arethetypeswrong/core"
import { publint } from "publint"
import { formatMessage } from "publint/utils"
import { markdownAnchors, markdownLinks } from "../markdown-links.ts"
import { isObject, type JsonObject } from "../package-json.ts"
import type { Tarball } from "./make-tarballs.ts"
import { isAbsolute } from "./repository-links.ts"

/** Maximum size of a tarball in bytes. */
const LIMIT = 150_000
/** Larger for minijuju, which contains a dashboard and grows with the part of Juju that it emulates; nothing of it is in a charm. */
const LIMITS: Readonly<Record<string, number>> = { minijuju: 240_000 }

/** Reports each problem that users of the tarball would have, one line each. */
export async function tarballProblems({ name, file }: Pick<Tarball, "name" | "file">): Promise<string[]> {
  const bytes = readFileSync(file)
  const contents = createPackageFromTarballData(bytes)
  const problems = [
    ...weightProblems(name, bytes.length),
    ...(await publintProblems(bytes)),
    ...(await typeProblems(contents)),
    ...manifestProblems(contents),
    ...internalProblems(contents),
    ...linkProblems(contents),
  ]
  return problems.map((problem) => `${name}: ${problem}`)
}

function weightProblems(name: string, bytes: number): string[] {
  const limit = LIMITS[name] ?? LIMIT
  return bytes < limit ? [] : [`the tarball has ${bytes} bytes; it must stay below ${limit}`]
}

async function publintProblems(bytes: Buffer): Promise<string[]> {
  const tarball = new Uint8Array(bytes).buffer
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true })
  return messages.map(
    (message) => `publint: ${formatMessage(message, pkg, { color: false }) ?? message.code}`,
  )
}

// The packages contain ES modules only, for compilers that support `exports`.
const NOT_SERVED: readonly ResolutionKind[] = ["node10", "node16-cjs"]

async function typeProblems(contents: Package): Promise<string[]> {
  const result = await checkPackage(contents)
  if (!result.types) return ["arethetypeswrong: the package has no types"]
  return result.problems
    .filter((problem) => !("resolutionKind" in problem && NOT_SERVED.includes(problem.resolutionKind)))
    .map((problem) => `arethetypeswrong: ${describe(problem)}`)
}

function describe(problem: Problem): string {
  const { kind, ...details } = problem
  return `${kind} ${JSON.stringify(details)}`
}

/** Required fields: a registry shows them on the package's page. */
const REQUIRED = ["description", "keywords", "license", "homepage", "bugs", "repository", "engines", "files"]

function manifestProblems(contents: Package): string[] {
  const manifest: unknown = JSON.parse(contents.readFile(inside(contents, "package.json")))
  if (!isObject(manifest)) return ["package.json holds no object"]
  return [
    ...REQUIRED.filter((field) => manifest[field] === undefined).map(
      (field) => `package.json has no "${field}"`,
    ),
    ...namedFiles(manifest)
      .filter((path) => !has(contents, path))
      .map((path) => `package.json names ${path}, which is not in the tarball`),
  ]
}

/** Lists the targets of `exports` and `bin` for all conditions. A pattern counts as its folder. */
function namedFiles({ bin, exports }: JsonObject): string[] {
  const named = JSON.stringify([bin, exports]).match(/"\.\/[^"]+"(?!:)/g) ?? []
  return named.map((path) => posix.normalize(path.slice(1, -1)).replace(/\/\*.*$/, ""))
}

function internalProblems(contents: Package): string[] {
  return contents
    .listFiles()
    .filter((path) => path.endsWith(".d.ts") && contents.readFile(path).includes("@internal"))
    .map((path) => `${path.slice(inside(contents, "").length)} declares internals`)
}

function linkProblems(contents: Package): string[] {
  const texts = contents.listFiles().filter((path) => path.endsWith(".md"))
  return texts.flatMap((path) => {
    const name = path.slice(inside(contents, "").length)
    return markdownLinks(contents.readFile(path))
      .filter(({ target }) => !isAbsolute(target) && !leadsSomewhere(contents, name, target))
      .map(({ line, target }) => `${name}:${line} links to ${target}, which is not in the tarball`)
  })
}

function leadsSomewhere(contents: Package, from: string, target: string): boolean {
  const [file = "", anchor] = target.split("#")
  const path = file === "" ? from : posix.join(posix.dirname(from), file).replace(/\/$/, "")
  if (!has(contents, path)) return false
  return anchor === undefined || markdownAnchors(contents.readFile(inside(contents, path))).has(anchor)
}

function has(contents: Package, path: string): boolean {
  const place = inside(contents, path)
  return contents.fileExists(place) || contents.directoryExists(place)
}

function inside({ packageName }: Package, path: string): string {
  return `/node_modules/${packageName}/${path}`
}
