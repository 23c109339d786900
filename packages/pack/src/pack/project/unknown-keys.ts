import { nearest } from "@charmkit/ops/metadata"
import { isRecord } from "./record.ts"

/** The known keys of a mapping. `*` stands for names that the author chooses; the content of `null` is not examined. */
interface Shape {
  readonly [key: string]: Shape | null
}

const keys = (...names: string[]): Shape => Object.fromEntries(names.map((name) => [name, null]))

const ENDPOINTS: Shape = { "*": keys("interface", "limit", "scope", "optional", "description") }

const OPTIONS: Shape = { "*": keys("type", "default", "description") }
const CONFIG: Shape = { options: OPTIONS }

/** Other keys become part of the JSON schema of the parameters; those that occur in charms are known. */
const ACTION: Shape = keys(
  ...["title", "description", "params", "required", "additionalProperties", "execution-group", "parallel"],
  ...["type", "properties", "minProperties", "maxProperties", "patternProperties", "dependencies"],
  ...["allOf", "anyOf", "oneOf", "not", "definitions", "$schema"],
)
const ACTIONS: Shape = { "*": ACTION }

/** Juju: `charm/meta.go`, `resource/meta.go`. */
const METADATA: Shape = {
  ...keys("name", "display-name", "summary", "description", "subordinate", "charm-user", "assumes", "terms"),
  ...keys("categories", "tags", "series", "min-juju-version", "deployment", "payloads", "format"),
  // Charmhub shows these.
  ...keys("maintainer", "maintainers", "docs", "issues", "source", "website"),
  requires: ENDPOINTS,
  provides: ENDPOINTS,
  peers: ENDPOINTS,
  "extra-bindings": null,
  storage: {
    "*": {
      ...keys("type", "description", "location", "shared", "read-only", "minimum-size", "properties"),
      multiple: keys("range"),
    },
  },
  devices: { "*": keys("type", "description", "countmin", "countmax") },
  resources: { "*": keys("type", "description", "filename", "upstream-source", "auto-fetch") },
  containers: { "*": keys("resource", "bases", "mounts", "uid", "gid") },
  links: keys("contact", "documentation", "issues", "source", "website"),
}

/** charmcraft's own keys: its `schema/charmcraft.json`, and `extensions`, which it expands before it checks. */
const CHARMCRAFT: Shape = {
  ...METADATA,
  ...keys("type", "title", "base", "build-base", "bases", "charm-libs", "parts", "extensions", "adopt-info"),
  ...keys("package-repositories", "charmhub", "version", "license", "contact", "source-code"),
  platforms: { "*": keys("build-on", "build-for") },
  analysis: { ignore: keys("attributes", "linters") },
  config: CONFIG,
  actions: ACTIONS,
}

const MANIFEST: Shape = {
  ...keys("charmcraft-version", "charmcraft-started-at", "analysis", "image-info", "bases"),
}

const FILES: Readonly<Record<string, Shape>> = {
  "charmcraft.yaml": CHARMCRAFT,
  "metadata.yaml": METADATA,
  "config.yaml": CONFIG,
  "actions.yaml": ACTIONS,
  "manifest.yaml": MANIFEST,
}

/**
 * Returns a warning for each key that no tool reads, and for each in an action that resembles a known one. Not an error: the lists are of
 * one version of Juju and charmcraft, which ignore such keys, except charmcraft at the top of charmcraft.yaml.
 */
export function unknownKeys(file: string, value: unknown): string[] {
  return inside(value, FILES[file] ?? {}, "").flatMap(({ path, key, shape }) => {
    const known = Object.keys(shape)
    const meant = nearest(key, known)
    const isInAction = shape === ACTION
    // metadata.yaml and the schema of an action may have any further keys.
    if (meant === undefined && (isInAction || (file === "metadata.yaml" && path === ""))) return []
    const place = path === "" ? key : `${path}.${key}`
    const cure = meant === undefined ? `known are ${known.join(", ")}` : `did you mean \`${meant}\`?`
    const isAtTop = file === "charmcraft.yaml" && path === ""
    const reader = isAtTop ? "is no key of charmcraft or Juju" : isInAction ? IN_SCHEMA : "is ignored"
    return [`${file}: ${place} ${reader}; ${cure}`]
  })
}

const IN_SCHEMA = "becomes part of the JSON schema of the action's parameters"

interface UnknownKey {
  readonly path: string
  readonly key: string
  /** Of the mapping with the key. */
  readonly shape: Shape
}

function inside(value: unknown, shape: Shape, path: string): UnknownKey[] {
  if (!isRecord(value)) return []
  return Object.entries(value).flatMap(([key, item]) => {
    const name = "*" in shape ? "*" : key
    // Authors keep YAML anchors under keys of their own with this prefix.
    if (!Object.hasOwn(shape, name)) return key.startsWith("x-") ? [] : [{ path, key, shape }]
    const below = shape[name]
    return below ? inside(item, below, path === "" ? key : `${path}.${key}`) : []
  })
}
