import { basename, posix } from "node:path"
import { type CharmSpec, MetadataError, parseCharmSpec, parseYaml } from "@charmkit/ops/metadata"
import type { CharmBase } from "../state/charm.ts"
import { MinijujuError } from "../state/errors.ts"
import { hasSeries, parseBases } from "./manifest.ts"
import { type ArchiveEntry, ZipArchive, ZipError } from "./zip.ts"

const MAX_LINK_BYTES = 4096

/** What a charm archive declares, without its contents. */
export interface CharmArchive {
  readonly spec: CharmSpec
  readonly bases: readonly CharmBase[] | undefined
  readonly format: 1 | 2
  readonly zip: ZipArchive
  /** The target of each symlink, by the link's path. All targets are inside the charm. */
  readonly links: ReadonlyMap<string, string>
}

/**
 * Opens a `.charm` while `use` runs. Checks what Juju checks at deploy (Juju: `charmarchive.go`), and that no
 * entry leaves the charm's folder. Error messages are one line: the archive, what is wrong, what to do.
 *
 * @param name the archive's name in errors
 * @throws MinijujuError if it is not a charm, or if the part that `use` reads is damaged
 */
export async function withArchive<T>(
  path: string,
  use: (archive: CharmArchive) => Promise<T>,
  name = basename(path),
): Promise<T> {
  try {
    return await ZipArchive.with(path, async (zip) => use(await openCharm(zip, name)))
  } catch (error) {
    if (error instanceof ZipError || error instanceof MetadataError) {
      throw new MinijujuError("bad-charm", `cannot use charm "${name}": ${error.message}`, { cause: error })
    }
    throw error
  }
}

/** Reads what the charm declares. Throws like {@link withArchive}. */
export function readDeclaration(path: string): Promise<Pick<CharmArchive, "spec" | "bases" | "format">> {
  return withArchive(path, async ({ spec, bases, format }) => ({ spec, bases, format }))
}

async function openCharm(zip: ZipArchive, name: string): Promise<CharmArchive> {
  const links = await readLinks(zip)
  checkEntries(zip.entries, links)
  const yaml = async (file: string) => {
    const entry = zip.entries.find(({ path }) => path === file)
    if (entry === undefined) return undefined
    return parseYaml((await zip.content(entry)).toString("utf8"), file, { lastKeyHolds: true })
  }
  const metadata = await yaml("metadata.yaml")
  if (metadata === undefined) throw new ZipError(`it has no metadata.yaml at its root: pack the charm again`)
  const runnable = zip.entries.some(({ path }) => path.includes("dispatch") || /^hooks\/./.test(path))
  if (!runnable)
    throw new MinijujuError("bad-charm", `invalid charm "${name}": has no hooks nor dispatch file`)
  const config = await yaml("config.yaml")
  const spec = parseCharmSpec({ metadata, config, actions: await yaml("actions.yaml") })
  const fields: Readonly<Record<string, unknown>> = Object(metadata)
  const bases = parseBases(await yaml("manifest.yaml"), fields)
  return { spec, bases, format: hasSeries(fields) ? 1 : 2, zip, links }
}

async function readLinks(zip: ZipArchive): Promise<Map<string, string>> {
  const links = new Map<string, string>()
  for (const entry of zip.entries.filter(({ kind }) => kind === "link")) {
    if (entry.size > MAX_LINK_BYTES) throw leadsOutside(entry.path)
    links.set(entry.path, (await zip.content(entry)).toString("utf8"))
  }
  return links
}

/**
 * Checks that every path is inside the charm, every link is relative and points inside, and every entry is a
 * file, folder or link.
 */
function checkEntries(entries: readonly ArchiveEntry[], links: ReadonlyMap<string, string>): void {
  const linkFolders = [...links.keys()].map((link) => `${posix.normalize(link)}/`)
  for (const { path, kind } of entries) {
    const normal = posix.normalize(path)
    const inPlaceOfAll = normal === "." && kind !== "folder"
    if (
      path.includes("\\") ||
      path.includes("\0") ||
      posix.isAbsolute(path) ||
      isOutside(path) ||
      inPlaceOfAll
    ) {
      throw new ZipError(`its entry ${JSON.stringify(path)} would be written outside the charm's folder`)
    }
    if (linkFolders.some((folder) => normal.startsWith(folder)))
      throw new ZipError(`its entry ${JSON.stringify(path)} would be written through a symlink`)
    if (kind === "other")
      throw new ZipError(`its entry ${JSON.stringify(path)} is neither a file, a folder nor a symlink`)
  }
  for (const [path, target] of links) {
    if (posix.isAbsolute(target) || isOutside(posix.join(posix.dirname(path), target)))
      throw leadsOutside(path)
  }
}

function leadsOutside(path: string): ZipError {
  return new ZipError(`its symlink ${JSON.stringify(path)} points outside the charm's folder`)
}

function isOutside(path: string): boolean {
  const normal = posix.normalize(path)
  return normal === ".." || normal.startsWith("../")
}
