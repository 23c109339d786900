import { readFileSync } from "node:fs"
import { ALGORITHMS, type Desired, NOTHING } from "./desired.ts"
import { flag, list, number, object, oneOf, optional, text } from "./shape.ts"

/**
 * Parses the file in which the charm stores its plan.
 * @throws if it is no plan: truncated by a full disk, or written by another version of the charm
 */
export function parseDesired(content: string): Desired {
  const value: unknown = JSON.parse(content)
  if (!isDesired(value)) throw new Error("the file has no plan of this version of the charm")
  return value
}

/** The plan in a file; an empty one if there is none that can be read. */
export function storedPlan(file: string): Desired {
  try {
    return parseDesired(readFileSync(file, "utf8"))
  } catch {
    return NOTHING
  }
}

const isDesired = (value: unknown): value is Desired => DESIRED(value)

const DESIRED = object({
  services: list(
    object({
      key: text,
      id: text,
      mode: oneOf("tcp", "http"),
      address: text,
      ports: list(object({ front: number, back: number })),
      backends: list(object({ host: text, address: text })),
      algorithm: oneOf(...ALGORITHMS),
      sticky: flag,
      checks: list(object({ protocol: oneOf("tcp", "http", "https"), port: number, path: text })),
      interval: number,
      retries: number,
      tls: optional(object({ certificate: text, key: text })),
      maxConnections: number,
      options: optional(object({})),
    }),
  ),
  metrics: optional(object({ address: text, port: number })),
})
