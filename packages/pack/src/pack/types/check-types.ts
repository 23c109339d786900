import { PackError } from "../errors.ts"
import type { CharmFiles, Place } from "../project/charm-files.ts"
import type { ProjectFiles } from "../project/project-files.ts"
import { charmMembers, printTypes, TYPES_FILE } from "./charm-types.ts"
import { readMembers } from "./read-members.ts"

/** More would hide the first ones. */
const MAX_DIFFERENCES = 5

/**
 * Refuses to pack a charm whose `src/charmcraft.d.ts` says something else than its declaration: the charm was compiled for other options,
 * endpoints or parameters. A charm without the file is not typed.
 * @throws PackError that names both places of each difference
 */
export async function checkTypes(files: ProjectFiles, charm: CharmFiles): Promise<void> {
  const text = await files.text(TYPES_FILE)
  if (text === undefined) return
  const written = readMembers(text)
  const declared = readMembers(printTypes(charmMembers(charm.spec)))
  const paths = [...new Set([...declared.keys(), ...written.keys()])].filter(
    (path) => written.get(path)?.type !== declared.get(path)?.type,
  )
  // What is missing as a whole is one difference.
  const isPart = (path: string) => paths.some((parent) => path.startsWith(`${parent}.`))
  const differences = paths
    .filter((path) => !isPart(path))
    .map((path) => {
      const [type, other] = [written.get(path), declared.get(path)]
      const here = `${TYPES_FILE}${type === undefined ? "" : `:${type.line}`}`
      return `${here}: ${path} is ${type?.type ?? "missing"}; ${placeOf(path, charm)} makes it ${other?.type ?? "missing"}`
    })
  if (differences.length === 0) return
  const more = differences.length - MAX_DIFFERENCES
  const lines = [...differences.slice(0, MAX_DIFFERENCES), ...(more > 0 ? [`and ${more} more`] : [])]
  throw new PackError(
    "contradiction",
    `${TYPES_FILE} does not fit the charm's declaration; run charmkit-pack --types, and compile again:\n${lines.map((line) => `  ${line}`).join("\n")}`,
  )
}

/** `config.port` → `charmcraft.yaml: config.options.port`. */
function placeOf(path: string, { places, spec }: CharmFiles): string {
  const [section = "", ...names] = path.split(".").map((name) => name.replace(/\?$/, ""))
  const [name = "", ...rest] = names
  switch (section) {
    case "config":
      return below(places.config, names)
    case "actions":
      return below(places.actions, rest.length > 0 ? [name, "params", ...rest] : names)
    case "endpoints": {
      const role = spec.metadata.endpoints[name]?.role
      return below(places.metadata, role === undefined ? ["requires, provides, peers"] : [role, ...names])
    }
    case "storages":
      return below(places.metadata, ["storage"])
    case "extraBindings":
      return below(places.metadata, ["extra-bindings"])
    default:
      return below(places.metadata, [section])
  }
}

function below({ file, path }: Place, names: readonly string[]): string {
  return `${file}: ${[...path, ...names].join(".")}`
}
