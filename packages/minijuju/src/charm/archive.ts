import { chmod, mkdir, rm, symlink, writeFile } from "node:fs/promises"
import { basename, dirname, join, posix } from "node:path"
import { type CharmSpec, MetadataError, parseCharmSpec, parseYaml } from "@charmkit/ops/metadata"
import { MinijujuError } from "../model/errors.ts"
import { type ArchiveEntry, readZip, ZipError } from "./zip.ts"

const MAX_LINK_BYTES = 4096

/** A charm archive, looked through whole before anything of it is used. */
export interface CharmArchive {
  readonly spec: CharmSpec
  readonly entries: readonly ArchiveEntry[]
}

/**
 * Opens a `.charm` and checks what Juju checks at deploy (juju `charmarchive.go`), and that no entry
 * leaves the charm's folder. Errors are one line: the archive, what is wrong, what to do.
 */
export async function openArchive(path: string): Promise<CharmArchive> {
  const name = basename(path)
  try {
    const entries = await readZip(path)
    checkEntries(entries)
    const text = (file: string) => entries.find((entry) => entry.path === file)?.content.toString("utf8")
    const metadata = text("metadata.yaml")
    if (metadata === undefined)
      throw new ZipError(`it has no metadata.yaml at its root: pack the charm again`)
    const runnable = entries.some(({ path }) => path.includes("dispatch") || /^hooks\/./.test(path))
    if (!runnable)
      throw new MinijujuError("bad-charm", `invalid charm "${name}": has no hooks nor dispatch file`)
    return { spec: parseSpec(metadata, text("config.yaml"), text("actions.yaml")), entries }
  } catch (error) {
    if (error instanceof ZipError || error instanceof MetadataError) {
      throw new MinijujuError("bad-charm", `cannot use charm "${name}": ${error.message}`, { cause: error })
    }
    throw error
  }
}

function parseSpec(metadata: string, config: string | undefined, actions: string | undefined): CharmSpec {
  return parseCharmSpec({
    metadata: parseYaml(metadata, "metadata.yaml"),
    config: config === undefined ? undefined : parseYaml(config, "config.yaml"),
    actions: actions === undefined ? undefined : parseYaml(actions, "actions.yaml"),
  })
}

/** Every path stays inside the charm, every link is relative and points inside, nothing is of another kind. */
function checkEntries(entries: readonly ArchiveEntry[]): void {
  const links = new Set(entries.filter(({ kind }) => kind === "link").map(({ path }) => path))
  for (const { path, kind, content } of entries) {
    if (path.includes("\\") || path.includes("\0") || posix.isAbsolute(path) || isOutside(path)) {
      throw new ZipError(`its entry ${JSON.stringify(path)} would be written outside the charm's folder`)
    }
    for (const link of links) {
      if (path.startsWith(`${link}/`))
        throw new ZipError(`its entry ${JSON.stringify(path)} would be written through a symlink`)
    }
    if (kind === "other")
      throw new ZipError(`its entry ${JSON.stringify(path)} is neither a file, a folder nor a symlink`)
    if (kind !== "link") continue
    const target = content.toString("utf8")
    if (
      content.length > MAX_LINK_BYTES ||
      posix.isAbsolute(target) ||
      isOutside(posix.join(posix.dirname(path), target))
    ) {
      throw new ZipError(`its symlink ${JSON.stringify(path)} points outside the charm's folder`)
    }
  }
}

function isOutside(path: string): boolean {
  const normal = posix.normalize(path)
  return normal === ".." || normal.startsWith("../")
}

/**
 * Writes the charm into a folder. On an upgrade, files of the old revision that the new one lacks go
 * away, what the charm wrote itself stays (juju `charm/bundles`). Returns the paths written.
 */
export async function unpackArchive(
  archive: CharmArchive,
  dir: string,
  before: readonly string[] = [],
): Promise<string[]> {
  const paths = archive.entries.map(({ path }) => path)
  for (const path of before.filter((old) => !paths.includes(old)))
    await rm(join(dir, path), { recursive: true, force: true })
  await mkdir(dir, { recursive: true })
  for (const entry of archive.entries) {
    const target = join(dir, entry.path)
    if (entry.kind === "folder") {
      await mkdir(target, { recursive: true })
      continue
    }
    await mkdir(dirname(target), { recursive: true })
    await rm(target, { recursive: true, force: true })
    if (entry.kind === "link") await symlink(entry.content.toString("utf8"), target)
    else await writeEntry(entry, target)
  }
  return paths
}

async function writeEntry(entry: ArchiveEntry, target: string): Promise<void> {
  // Juju makes files in hooks/ runnable by itself; dispatch needs its bit in the archive.
  const hook = /^hooks\/[^/]+$/.test(entry.path) ? 0o100 : 0
  await writeFile(target, entry.content)
  await chmod(target, (entry.mode & 0o777) | hook)
}
