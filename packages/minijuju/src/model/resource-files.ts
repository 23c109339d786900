import { statSync } from "node:fs"
import { basename } from "node:path"
import type { ApplicationState } from "../state/application.ts"
import type { Charm } from "../state/charm.ts"
import { MinijujuError } from "../state/errors.ts"
import { declaredResources, type ResourceState } from "../state/resource.ts"

/** Paths of the files that the operator supplies, by resource. */
export type ResourceFiles = Readonly<Record<string, string>>

/**
 * Refuses files for resources that the charm does not declare or that are not files, and files that do not exist or
 * have another extension than the charm says (Juju: `cmd/juju/resource/validation.go`, `apiserver/resources.go`).
 */
export function checkResourceFiles(charm: Charm, files: ResourceFiles): void {
  const declared = declaredResources(charm)
  const unknown = Object.keys(files).filter((name) => !declared.has(name))
  if (unknown.length === 1) throw new MinijujuError("not-found", `unrecognized resource "${unknown[0]}"`)
  if (unknown.length > 1)
    throw new MinijujuError("not-found", `unrecognized resources: ${unknown.join(", ")}`)
  for (const [name, path] of Object.entries(files)) {
    refuseImage(charm, name)
    const unreadable = fileObstacle("stat", path)
    if (unreadable !== undefined)
      throw new MinijujuError("not-found", `file for resource "${name}": ${unreadable}`)
    const obstacle = extensionObstacle(charm, name, path)
    if (obstacle !== undefined) throw new MinijujuError("bad-resource", `resource "${name}": ${obstacle}`)
  }
}

/** Checks a file that replaces the content of a deployed application's resource. */
export function checkAttachedFile(
  { name: application, charm }: ApplicationState,
  name: string,
  path: string,
): void {
  const fail = (reason: string): never => {
    throw new MinijujuError("bad-resource", `failed to upload resource "${name}": ${reason}`)
  }
  if (declaredResources(charm).has(name)) refuseImage(charm, name)
  const unreadable = fileObstacle("open", path)
  if (unreadable !== undefined) fail(unreadable)
  if (!declaredResources(charm).has(name)) fail(`resource#${application}/${name} not found`)
  const obstacle = extensionObstacle(charm, name, path)
  if (obstacle !== undefined) fail(obstacle)
}

/** Refuses an upgrade to a charm with a new resource for which there is no file. */
export function refuseMissingResources(before: Charm, charm: Charm, files: ResourceFiles): void {
  const known = declaredResources(before)
  for (const [name, { type }] of declaredResources(charm)) {
    if (type === "file" && !known.has(name) && !Object.hasOwn(files, name))
      throw new MinijujuError(
        "bad-resource",
        `new resource "${name}" was missing, please provide it via --resource`,
      )
  }
}

/** Makes copied files the content of an application's resources. */
export function attachResources(
  application: ApplicationState,
  contents: ReadonlyMap<string, ResourceState>,
): void {
  for (const [name, content] of contents) application.resources.set(name, content)
}

function refuseImage(charm: Charm, name: string): void {
  if (declaredResources(charm).get(name)?.type !== "oci-image") return
  throw new MinijujuError(
    "not-emulated",
    `resource "${name}" is an oci-image: minijuju takes files only (see KNOWN-GAPS.md)`,
  )
}

function extensionObstacle(charm: Charm, name: string, path: string): string | undefined {
  const expected = extension(declaredResources(charm).get(name)?.filename ?? "")
  if (extension(path) === expected) return undefined
  return `incorrect extension on resource upload ${JSON.stringify(path)}, expected ${JSON.stringify(expected)}`
}

/** As Go sees it: `.profile` is an extension, too. */
function extension(path: string): string {
  return /\.[^.]*$/.exec(basename(path))?.[0] ?? ""
}

function fileObstacle(call: string, path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return `${call} ${path}: no such file or directory`
  return stat.isFile() ? undefined : `${path} is not a file`
}
