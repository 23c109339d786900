import { isDeepStrictEqual } from "node:util"
import {
  type CharmSpec,
  MetadataError,
  parseActions,
  parseCharmJson,
  parseCharmMetadata,
  parseConfig,
  parseYaml,
  serializeCharmJson,
  splitCharmcraft,
} from "@charmkit/ops/metadata"
import { stringify } from "yaml"
import { type ArchiveEntry, textEntry } from "../archive/entry.ts"
import { PackError } from "../errors.ts"
import { readBases } from "./bases.ts"
import { refuseFirstFormat } from "./juju-rules.ts"
import { forArchitecture, type OwnRuntime } from "./one-architecture.ts"
import type { ProjectFiles } from "./project-files.ts"
import { isRecord } from "./record.ts"
import { unknownKeys } from "./unknown-keys.ts"

export interface CharmFiles {
  readonly name: string
  /** The content of charm.json as a hook would read it. */
  readonly spec: CharmSpec
  /** Where the project declares its options, its actions, and everything else. */
  readonly places: { readonly [Part in "config" | "actions" | "metadata"]: Place }
  /** The last part of the archive's name: `all`, `amd64`, `ubuntu-24.04-amd64`. */
  readonly platform: string
  /** metadata.yaml, config.yaml, actions.yaml, manifest.yaml and charm.json. */
  readonly entries: readonly ArchiveEntry[]
  readonly warnings: readonly string[]
}

/** A part of one of the project's files: `charmcraft.yaml`, `["config", "options"]`. */
export interface Place {
  readonly file: string
  readonly path: readonly string[]
}

/** The content of one of Juju's files, and the project's file that contains it. */
interface Part {
  readonly file: string
  readonly value: unknown
}

/**
 * Reads the charm's declaration in either style: everything in charmcraft.yaml, or metadata.yaml, config.yaml and actions.yaml, with at
 * most the bases in charmcraft.yaml or manifest.yaml. Juju itself never reads charmcraft.yaml.
 *
 * @param onlyFor the runtime in the charm, which runs on one architecture only
 */
export async function readCharmFiles(
  files: ProjectFiles,
  onlyFor: OwnRuntime | undefined,
): Promise<CharmFiles> {
  const craft = await readCraft(files)
  const split = {
    metadata: await readYaml(files, "metadata.yaml"),
    config: await readYaml(files, "config.yaml"),
    actions: await readYaml(files, "actions.yaml"),
    manifest: await readYaml(files, "manifest.yaml"),
  }
  const warnings = [craft.whole, ...Object.values(split)].flatMap((part) =>
    part === undefined ? [] : unknownKeys(part.file, part.value),
  )
  const metadata = merge(craft.metadata, split.metadata)
  if (!metadata) {
    throw new PackError(
      "no-charm",
      `${files.dir} has no charmcraft.yaml and no metadata.yaml; name the folder of the charm project, or add a charmcraft.yaml with at least name, summary and description`,
    )
  }
  const config = same(craft.config, split.config)
  const actions = same(craft.actions, split.actions)
  const { name } = check(metadata, config, actions, warnings).metadata
  // Without a word about architectures, charmcraft packs for one, too.
  const all = readBases(...basesSource(split.manifest ?? craft.whole), onlyFor && [onlyFor.architecture])
  const { bases, platform } = onlyFor === undefined ? all : forArchitecture(all, onlyFor)
  const json = serializeCharmJson({
    metadata: metadata.value,
    config: config?.value ?? null,
    actions: actions?.value ?? null,
  })
  return {
    name,
    spec: fromMetadata(() => parseCharmJson(json)),
    places: {
      config: placeOf(split.config, ["options"], ["config", "options"]),
      actions: placeOf(split.actions, [], ["actions"]),
      metadata: { file: metadata.file, path: [] },
    },
    platform,
    entries: [
      yamlEntry("metadata.yaml", metadata.value),
      ...(config ? [yamlEntry("config.yaml", config.value)] : []),
      ...(actions ? [yamlEntry("actions.yaml", actions.value)] : []),
      yamlEntry("manifest.yaml", { bases }),
      textEntry("charm.json", json),
    ],
    warnings: [...warnings, ...all.warnings],
  }
}

/** A part is in a file of its own, or in charmcraft.yaml. */
function placeOf(own: Part | undefined, ownPath: readonly string[], path: readonly string[]): Place {
  return own === undefined ? { file: "charmcraft.yaml", path } : { file: own.file, path: ownPath }
}

interface Craft {
  readonly whole: Part | undefined
  readonly metadata: Part | undefined
  readonly config: Part | undefined
  readonly actions: Part | undefined
}

async function readCraft(files: ProjectFiles): Promise<Craft> {
  const whole = await readYaml(files, "charmcraft.yaml")
  if (!whole) return { whole, metadata: undefined, config: undefined, actions: undefined }
  const split = fromMetadata(() => splitCharmcraft(whole.value, whole.file))
  const part = (value: unknown): Part | undefined =>
    value === undefined || value === null || (isRecord(value) && Object.keys(value).length === 0)
      ? undefined
      : { file: whole.file, value }
  return { whole, metadata: part(split.metadata), config: part(split.config), actions: part(split.actions) }
}

/** Only charmcraft reads what is below them. */
const BUILD_KEYS = ["parts", "package-repositories"]

async function readYaml(files: ProjectFiles, file: string): Promise<Part | undefined> {
  const text = await files.text(file)
  if (text === undefined) return undefined
  try {
    const exceptBelow = file === "charmcraft.yaml" ? BUILD_KEYS : []
    return { file, value: parseYaml(text, file, { textKeys: true, exceptBelow }) }
  } catch (error) {
    if (!(error instanceof MetadataError)) throw error
    throw new PackError("yaml", error.message, error)
  }
}

/** Merges both styles. Keys in both must be equal; keys in one are taken over. */
function merge(craft: Part | undefined, split: Part | undefined): Part | undefined {
  if (!craft || !split || !isRecord(craft.value) || !isRecord(split.value)) return split ?? craft
  for (const [key, value] of Object.entries(craft.value)) {
    if (key in split.value && !isDeepStrictEqual(value, split.value[key]))
      throw contradiction(craft, split, key)
  }
  return { file: split.file, value: { ...split.value, ...craft.value } }
}

function same(craft: Part | undefined, split: Part | undefined): Part | undefined {
  if (craft && split && !isDeepStrictEqual(craft.value, split.value)) {
    throw contradiction(craft, split, split.file.replace(".yaml", ""))
  }
  return split ?? craft
}

function contradiction(craft: Part, split: Part, key: string): PackError {
  return new PackError(
    "contradiction",
    `${craft.file} and ${split.file} say different things about "${key}"; keep it in one of the two`,
  )
}

/** An unknown key is often the reason why a known one is missing, so the warnings are a part of the error. */
function check(
  metadata: Part,
  config: Part | undefined,
  actions: Part | undefined,
  warnings: readonly string[],
): CharmSpec {
  return fromMetadata(() => {
    refuseFirstFormat(metadata.value, metadata.file)
    return {
      metadata: parseCharmMetadata(metadata.value, metadata.file),
      config: config ? parseConfig(config.value, config.file) : {},
      actions: actions ? parseActions(actions.value, actions.file) : {},
    }
  }, warnings)
}

function fromMetadata<T>(read: () => T, warnings: readonly string[] = []): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof MetadataError)) throw error
    throw new PackError("metadata", [error.message, ...warnings].join("\n"), error)
  }
}

function basesSource(part: Part | undefined): [value: Readonly<Record<string, unknown>>, file: string] {
  return part && isRecord(part.value) ? [part.value, part.file] : [{}, "charmcraft.yaml"]
}

/** Serializes again, without comments and aliases, so that equal content gives equal bytes. */
function yamlEntry(path: string, value: unknown): ArchiveEntry {
  return textEntry(path, stringify(value, { lineWidth: 0, aliasDuplicateObjects: false, compat: "yaml-1.1" }))
}
