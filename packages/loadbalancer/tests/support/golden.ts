import { readFileSync } from "node:fs"
import { Float, type JsonNode, parsePythonJson } from "loadbalancer-interface/wire"

/** A case of a golden file; `get` parses like Python (big integers, 1.0), `plain` to ordinary JavaScript values. */
export class GoldenCase {
  readonly name: string
  readonly #fields: ReadonlyMap<string, JsonNode>

  constructor(fields: ReadonlyMap<string, JsonNode>) {
    this.#fields = fields
    this.name = this.text("name")
  }

  has(field: string): boolean {
    return this.#fields.has(field)
  }

  get(field: string): JsonNode {
    return this.#fields.get(field) ?? null
  }

  plain(field: string): unknown {
    return plain(this.get(field))
  }

  text(field: string): string {
    const value = this.get(field)
    if (typeof value !== "string") throw new Error(`${this.#fields.get("name")}: ${field} is not text`)
    return value
  }
}

/** Reads a golden file, which was printed by the Python library. */
export function golden(file: string): GoldenCase[] {
  const json = parsePythonJson(readFileSync(new URL(`../golden/${file}.json`, import.meta.url), "utf8"))
  const cases = json.ok && json.value instanceof Map ? json.value.get("cases") : undefined
  if (!Array.isArray(cases) || cases.length === 0) throw new Error(`golden/${file}.json has no cases`)
  return cases.map((fields) => {
    if (!(fields instanceof Map)) throw new Error(`golden/${file}.json: a case is no object`)
    return new GoldenCase(fields)
  })
}

function plain(node: JsonNode): unknown {
  if (node instanceof Float) return node.value
  if (Array.isArray(node)) return node.map(plain)
  if (node instanceof Map) return Object.fromEntries([...node].map(([key, item]) => [key, plain(item)]))
  return node
}
