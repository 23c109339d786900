import type { CharmSpec, ConfigOption } from "@charmkit/ops/metadata"
import { membersOf } from "./json-schema-type.ts"
import { type Member, printMembers, type TypeNode } from "./type-node.ts"

/** Where the types are, relative to the project. A declaration file: no byte of it is in the charm. */
export const TYPES_FILE = "src/charmcraft.d.ts"

/** The members of the interface `Charm`, which has the shape of `CharmTypes` in @charmkit/ops. */
export function charmMembers({ metadata, config, actions, details }: CharmSpec): readonly Member[] {
  return [
    { name: "config", type: Object.entries(config).map(([name, option]) => optionMember(name, option)) },
    {
      name: "endpoints",
      type: Object.values(metadata.endpoints).map(({ name, role, interfaceName }) => ({
        name,
        type: [
          { name: "role", type: JSON.stringify(role) },
          { name: "interface", type: JSON.stringify(interfaceName) },
        ],
      })),
    },
    {
      name: "actions",
      type: Object.entries(actions).map(([name, { params, required, description }]) => ({
        name,
        type: membersOf(params, required),
        ...(description !== undefined && { description }),
      })),
    },
    { name: "storages", type: union(Object.keys(metadata.storages)) },
    { name: "resources", type: union(Object.keys(details?.resources ?? {})) },
    { name: "containers", type: union(Object.keys(metadata.containers)) },
    { name: "extraBindings", type: union(metadata.extraBindings ?? []) },
  ]
}

/** The content of `src/charmcraft.d.ts`. */
export function printTypes(members: readonly Member[]): string {
  const isSecret = ({ type }: Member): boolean =>
    typeof type === "string" ? type.split(" | ").includes("Secret") : type.some(isSecret)
  return [
    "// biome-ignore-all format: generated",
    "// Written by charmkit-pack --types from the charm's declaration (charmcraft.yaml). Do not edit: change that and run it again.",
    ...(members.some(isSecret) ? ['import type { Secret } from "@charmkit/ops"'] : []),
    "",
    "/** What the charm declares: names, values of options and parameters of actions. */",
    `export interface Charm {\n${printMembers(members, "  ")}}\n`,
  ].join("\n")
}

const OPTION_TYPES: Readonly<Record<ConfigOption["type"], string>> = {
  string: "string",
  int: "number",
  float: "number",
  boolean: "boolean",
  secret: "Secret",
}

function optionMember(name: string, option: ConfigOption): Member {
  const type: TypeNode = OPTION_TYPES[option.type] + (option.default === undefined ? " | undefined" : "")
  const { description } = option
  return { name, type, ...(description !== undefined && { description }) }
}

function union(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name)).join(" | ") || "never"
}
