import { existsSync, readFileSync, statSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { MetadataError, parseYaml } from "@charmkit/ops/metadata"
import { MinijujuError } from "../../state/errors.ts"
import { ZipArchive, ZipError } from "../zip.ts"
import type { Bundle } from "./bundle.ts"
import { withOverlay } from "./overlay.ts"
import { parseBundle } from "./parse-bundle.ts"

type Fields = Readonly<Record<string, unknown>>

const FILE = "bundle.yaml"

/** Whether a path is a bundle: a YAML file, or a folder or zip archive with a bundle.yaml. */
export async function isBundle(path: string): Promise<boolean> {
  if (/\.ya?ml$/.test(path)) return existsSync(path)
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return false
  if (found.isDirectory()) return existsSync(join(path, FILE))
  return path.endsWith(".zip") && (await zippedBundle(path)) !== undefined
}

/**
 * Reads a bundle and applies overlays to it: documents after its first one, and files.
 * @throws MinijujuError that lists everything that is wrong, under Juju's heading
 */
export async function readBundle(path: string, overlays: readonly string[]): Promise<Bundle> {
  const isFolder = statSync(path).isDirectory()
  const file = isFolder ? join(path, FILE) : path
  const dir = dirname(file)
  const text = path.endsWith(".zip") ? ((await zippedBundle(path)) ?? "") : readFileSync(file, "utf8")
  const layers = [
    ...documents(text, file, dir),
    ...overlays.flatMap((overlay) => documents(textOf(overlay), overlay, dirname(overlay))),
  ]
  const [base = {}, ...more] = layers
  const misplaced = overlayFields(base)
  if (misplaced !== undefined) throw new MinijujuError("bad-argument", `cannot deploy bundle: ${misplaced}`)
  const { bundle, errors } = parseBundle(more.reduce(withOverlay, base), dir)
  if (errors.length > 0) throw bundleErrors(errors)
  return bundle
}

/** The error that lists what is wrong with a bundle (Juju: `cmd/juju/application/bundle/bundle.go`). */
export function bundleErrors(errors: readonly string[]): MinijujuError {
  const text = ["cannot deploy bundle: the provided bundle has the following errors:", ...errors].join("\n")
  return new MinijujuError("bad-argument", text)
}

/** Parts of an application that only overlays may have, with the parts of each of their entries. */
const ONLY_IN_OVERLAYS = {
  "exposed-endpoints": ["expose-to-spaces", "expose-to-cidrs"],
  offers: ["endpoints", "acl"],
}

/** Says which parts of a bundle may be only in overlays (Juju: `charm/overlay.go`, in the words of its VerificationError). */
function overlayFields({ applications, services }: Fields): string | undefined {
  const isGiven = (value: unknown) => value !== undefined && value !== null
  const [first, ...others] = Object.entries(Object(applications ?? services)).flatMap(([name, spec]) =>
    Object.entries(ONLY_IN_OVERLAYS).flatMap(([key, parts]) => {
      const value: unknown = Object(spec)[key]
      const inner = Object.entries(Object(value)).flatMap(([entry, fields]) =>
        parts.filter((part) => isGiven(Object(fields)[part])).map((part) => `.${entry}.${part}`),
      )
      return isGiven(value) ? ["", ...inner].map((path) => `applications.${name}.${key}${path}`) : []
    }),
  )
  if (first === undefined) return undefined
  const more = others.length === 0 ? "" : ` (and ${others.length} more errors)`
  return `${first} can only appear in an overlay section${more}`
}

function textOf(overlay: string): string {
  try {
    return readFileSync(overlay, "utf8")
  } catch {
    throw new MinijujuError("not-found", `unable to read bundle overlay file ${JSON.stringify(overlay)}`)
  }
}

function documents(text: string, file: string, dir: string): Fields[] {
  const parts = text.split(/^---[ \t]*(?:#.*)?$/m).filter((part) => part.trim() !== "")
  try {
    return parts.map((part) => {
      const value = parseYaml(part, file)
      if (typeof value !== "object" || value === null || Array.isArray(value))
        throw bundleErrors([`${file}: the bundle is not a map`])
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, absolute(item, key, dir)]))
    })
  } catch (error) {
    if (error instanceof MetadataError)
      throw bundleErrors([`cannot unmarshal bundle contents: ${error.message}`])
    throw error
  }
}

/** Replaces included files by their contents, and makes paths absolute: overlays may lie in another folder. */
function absolute(value: unknown, key: string, dir: string): unknown {
  if (typeof value === "string") {
    const [, encoding, path] = /^include-(file|base64):\/\/(.+)$/s.exec(value) ?? []
    if (path !== undefined) return included(resolve(dir, path), encoding === "file" ? "utf8" : "base64")
    return /^\.{1,2}\//.test(value) && (key === "charm" || key === "resources") ? resolve(dir, value) : value
  }
  if (Array.isArray(value)) return value
  if (typeof value !== "object" || value === null) return value
  const below = (name: string) => (key === "resources" ? key : name)
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, absolute(item, below(name), dir)]),
  )
}

function included(file: string, encoding: "utf8" | "base64"): string {
  try {
    return readFileSync(file).toString(encoding)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new MinijujuError("not-found", `unable to process includes: ${reason}`)
  }
}

async function zippedBundle(path: string): Promise<string | undefined> {
  try {
    return await ZipArchive.with(path, async (zip) => {
      const entry = zip.entries.find((one) => one.path === FILE)
      return entry && (await zip.content(entry)).toString("utf8")
    })
  } catch (error) {
    if (error instanceof ZipError) return undefined
    throw error
  }
}
