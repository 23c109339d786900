import { isMapping } from "./checks.ts"

/** The parts of metadata.yaml that neither the framework nor Juju's rules need (Juju: `charm/meta.go`). */
export interface CharmDetails {
  /** Names or addresses of people: `maintainer`, `maintainers` and `links.contact`. */
  readonly maintainers: readonly string[]
  readonly links: CharmLinks
  readonly tags: readonly string[]
  readonly terms: readonly string[]
  /** The user who runs the charm's hooks (Juju 3.6). */
  readonly charmUser: "root" | "sudoer" | "non-root"
  readonly resources: Readonly<Record<string, ResourceMetadata>>
  readonly storages: Readonly<Record<string, StorageMetadata>>
  readonly containers: Readonly<Record<string, ContainerMetadata>>
  /** Type by name; Juju up to 3.x. */
  readonly payloads: Readonly<Record<string, string>>
}

/** Web addresses, from `links` or from the keys of older metadata. */
export interface CharmLinks {
  readonly documentation?: string
  readonly websites: readonly string[]
  readonly sources: readonly string[]
  readonly issues: readonly string[]
}

/** A file (or image) that is supplied in addition to the charm. */
export interface ResourceMetadata {
  readonly name: string
  readonly type: "file" | "oci-image"
  /** The name of the file on the unit; empty for images. */
  readonly filename: string
  readonly description: string
}

/** A storage that a charm declares. */
export interface StorageMetadata {
  readonly name: string
  readonly type: "filesystem" | "block"
  readonly description: string
  readonly shared: boolean
  readonly readOnly: boolean
  /** `1G`; absent if Juju decides */
  readonly minimumSize?: string
  /** The path at which a file system is mounted; absent if Juju decides. */
  readonly location?: string
  /** How many instances a unit may have; absent if exactly one. No `max`: no limit. */
  readonly multiple?: { readonly min: number; readonly max?: number }
  /** `transient`: the content does not outlive the machine. */
  readonly properties: readonly string[]
}

/** A container of a Kubernetes charm. */
export interface ContainerMetadata {
  readonly name: string
  /** The resource with its image. */
  readonly resource?: string
  /** The paths at which storages are mounted, by storage. */
  readonly mounts: Readonly<Record<string, readonly string[]>>
  readonly uid?: number
  readonly gid?: number
}

// The packer defines them, and the bundle has the second one only if something reads it.
declare const CHARMKIT_PACKED: true | undefined
declare const CHARMKIT_DETAILS: CharmDetails

/** Returns the details of a charm's metadata. In a packed charm they are not in the spec, because few charms read them. */
export function charmDetails(spec: { readonly details?: CharmDetails }): CharmDetails {
  return typeof CHARMKIT_PACKED === "undefined"
    ? (spec.details ?? parseCharmDetails(undefined))
    : CHARMKIT_DETAILS
}

/**
 * Reads the details of metadata.yaml. What has an unexpected form is left out, because Juju accepts it: `parseCharmMetadata` refuses what
 * Juju refuses.
 */
export function parseCharmDetails(metadata: unknown): CharmDetails {
  const root = mapping(metadata)
  const links = mapping(root.links)
  const documentation = text(root.docs) ?? text(links.documentation)
  const user = root["charm-user"]
  return {
    maintainers: [...texts(root.maintainer), ...texts(root.maintainers), ...texts(links.contact)],
    links: {
      ...(documentation === undefined ? {} : { documentation }),
      websites: texts(root.website ?? links.website),
      sources: texts(root.source ?? links.source),
      issues: texts(root.issues ?? links.issues),
    },
    tags: texts(root.tags),
    terms: texts(root.terms),
    charmUser: user === "sudoer" || user === "non-root" ? user : "root",
    resources: each(root.resources, parseResource),
    storages: each(root.storage, parseStorage),
    containers: each(root.containers, parseContainer),
    payloads: each(root.payloads, (_, { type }) => text(type) ?? ""),
  }
}

function parseResource(name: string, { type, filename, description }: Mapping): ResourceMetadata {
  return {
    name,
    type: type === "oci-image" ? type : "file",
    filename: text(filename) ?? "",
    description: text(description) ?? "",
  }
}

function parseStorage(name: string, storage: Mapping): StorageMetadata {
  const size = storage["minimum-size"]
  const location = text(storage.location)
  const multiple = parseRange(mapping(storage.multiple).range)
  return {
    name,
    type: storage.type === "block" ? "block" : "filesystem",
    description: text(storage.description) ?? "",
    shared: storage.shared === true,
    readOnly: storage["read-only"] === true,
    ...(typeof size === "string" || typeof size === "number" ? { minimumSize: String(size) } : {}),
    ...(location === undefined ? {} : { location }),
    ...(multiple === undefined ? {} : { multiple }),
    properties: texts(storage.properties),
  }
}

/** `2`, `2-`, `2+` and `2-10` (Juju: `charm/meta.go` parseStorageCount). */
function parseRange(range: unknown): StorageMetadata["multiple"] {
  const [, from, more, to] = /^(\d+)(?:([-+])(\d+)?)?$/.exec(String(range)) ?? []
  if (from === undefined) return undefined
  const min = Number(from)
  if (more === undefined) return { min, max: min }
  return to === undefined ? { min } : { min, max: Number(to) }
}

function parseContainer(name: string, container: Mapping): ContainerMetadata {
  const resource = text(container.resource)
  const mounts: Record<string, string[]> = {}
  for (const mount of Array.isArray(container.mounts) ? container.mounts : []) {
    const { storage, location } = mapping(mount)
    if (typeof storage === "string") mounts[storage] = [...(mounts[storage] ?? []), ...texts(location)]
  }
  return {
    name,
    ...(resource === undefined ? {} : { resource }),
    mounts,
    ...(typeof container.uid === "number" ? { uid: container.uid } : {}),
    ...(typeof container.gid === "number" ? { gid: container.gid } : {}),
  }
}

type Mapping = Readonly<Record<string, unknown>>

function mapping(value: unknown): Mapping {
  return isMapping(value) ? value : {}
}

function each<T>(value: unknown, parse: (name: string, item: Mapping) => T): Record<string, T> {
  return Object.fromEntries(
    Object.entries(mapping(value)).map(([name, item]) => [name, parse(name, mapping(item))]),
  )
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined
}

/** One text, or a list of texts. */
function texts(value: unknown): string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  return list.filter((item) => typeof item === "string")
}
