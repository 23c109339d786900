import type { Texts } from "../../engine/documents.ts"
import { checkAddress } from "../../wire/check.ts"
import type { JsonNode } from "../../wire.ts"
import { InputError } from "./read-input.ts"

export type NodeMap = Map<string, JsonNode>

export const ROLES = ["consumer", "provider"] as const
export type Role = (typeof ROLES)[number]

export const otherRole = (role: Role): Role => (role === "consumer" ? "provider" : "consumer")

/** A unit with its `ingress-address`; undefined until Juju has set it, and if it is none, which a provider leaves out. */
export interface UnitAddress {
  readonly name: string
  readonly address: string | undefined
}

/** One side of a relation, as far as the input shows it. Undefined means not shown, which says nothing about what exists. */
export interface SideView {
  readonly application?: string | undefined
  readonly endpoint?: string | undefined
  /** The application's databag. */
  readonly bag?: Texts | undefined
  /** In numeric order. */
  readonly units?: readonly UnitAddress[] | undefined
  /** A unit that exists, for commands that the report proposes. */
  readonly unit?: string | undefined
}

/** A relation between a consumer and a provider, as far as the input shows it. */
export interface RelationView {
  readonly id?: number | undefined
  readonly consumer: SideView
  readonly provider: SideView
}

/** Returns whose databag a key belongs into; undefined for keys that are no part of the interface. */
export function ownerOf(key: string): Role | "both" | undefined {
  if (/^(?:version|extensions)$/.test(key)) return "both"
  if (/^(?:request|acked|declared|drain|secrets|options)_/.test(key)) return "consumer"
  return /^(?:(?:response|handled|details|health)_|capabilities$)/.test(key) ? "provider" : undefined
}

/** Returns whose databag this is, by most of its keys; undefined if they do not tell, as in one that has only a version. */
export function roleOf(keys: readonly string[] = []): Role | undefined {
  const count = (role: Role) => keys.filter((key) => ownerOf(key) === role).length
  return ROLES.find((role) => count(role) > count(otherRole(role)))
}

/**
 * Reads a databag: text under keys. Numbers and booleans count as their text, because YAML written by hand leaves out quotes.
 * @throws InputError
 */
export function bagOf(node: JsonNode | undefined, where: string): Texts {
  const map = node ?? new Map<string, JsonNode>()
  if (!(map instanceof Map)) throw new InputError(`${where} has to be an object of databag keys`)
  const texts = new Map<string, string>()
  for (const [key, value] of map) {
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean")
      throw new InputError(
        `${where}, key ${key}: a databag holds text. Quote a document's text as it is in the databag`,
      )
    texts.set(key, String(value))
  }
  return { get: (key) => texts.get(key), keys: () => [...texts.keys()] }
}

/** Reads units with their addresses: each is a databag, or has it under `data`. */
export function unitsOf(units: NodeMap): readonly UnitAddress[] {
  const numberOf = ({ name }: UnitAddress) => Number(name.slice(name.lastIndexOf("/") + 1))
  return [...units]
    .map(([name, unit]) => {
      const bag = unit instanceof Map && unit.has("data") ? unit.get("data") : unit
      const address = textAt(bag, "ingress-address")
      return { name, address: checkAddress(address).length === 0 ? address : undefined }
    })
    .sort((a, b) => numberOf(a) - numberOf(b) || (a.name < b.name ? -1 : 1))
}

export function textAt(node: JsonNode | undefined, key: string): string | undefined {
  const text = node instanceof Map ? node.get(key) : undefined
  return typeof text === "string" ? text : undefined
}
