import type { JsonNode } from "../../wire.ts"
import { InputError } from "./input-error.ts"
import type { Bag } from "./relation-view.ts"

export type NodeMap = Map<string, JsonNode>

export const asMap = (node: JsonNode | undefined): NodeMap | undefined =>
  node instanceof Map ? node : undefined
export const asText = (node: JsonNode | undefined): string | undefined =>
  typeof node === "string" ? node : undefined

/**
 * A databag: text under keys. Numbers and booleans count as their text, because YAML written by hand leaves out quotes.
 * @throws InputError
 */
export function asBag(node: JsonNode | undefined, where: string): Bag {
  if (node === null || node === undefined) return new Map()
  const map = asMap(node)
  if (map === undefined) throw new InputError(`${where} has to be an object of databag keys`)
  return new Map([...map].map(([key, value]) => [key, bagText(value, `${where}, key ${key}`)]))
}

function bagText(node: JsonNode, where: string): string {
  if (typeof node === "string") return node
  if (typeof node === "number" || typeof node === "boolean") return String(node)
  throw new InputError(
    `${where}: a databag holds text. If this is a document, give its text in quotes, as it stands in the databag`,
  )
}

/** Units by number: the tenth comes after the ninth. */
export function byNumber(a: string, b: string): number {
  const number = (unit: string) => Number(unit.slice(unit.lastIndexOf("/") + 1))
  return number(a) - number(b) || (a < b ? -1 : 1)
}
