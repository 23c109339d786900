import {
  ALGORITHMS,
  type Algorithm,
  type BackendAddress,
  type Check,
  type Desired,
  type Service,
} from "./desired.ts"

/** A stored plan that cannot be read: truncated by a full disk, or written by another version of the charm. */
class DesiredError extends Error {
  readonly code = "desired"
}

/** Parses the file in which the charm stores its plan. @throws DesiredError naming the field */
export function parseDesired(text: string): Desired {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new DesiredError("the plan is no JSON")
  }
  return { services: list(field(value, "services"), "services").map(service) }
}

function service(value: unknown): Service {
  const tls = field(value, "tls", true)
  return {
    key: text(value, "key"),
    id: text(value, "id"),
    mode: oneOf(field(value, "mode"), ["tcp", "http"] as const, "mode"),
    address: text(value, "address"),
    ports: list(field(value, "ports"), "ports").map((pair) => ({
      front: number(pair, "front"),
      back: number(pair, "back"),
    })),
    backends: list(field(value, "backends"), "backends").map(backend),
    algorithm: oneOf<Algorithm>(field(value, "algorithm"), ALGORITHMS, "algorithm"),
    sticky: field(value, "sticky") === true,
    checks: list(field(value, "checks"), "checks").map(check),
    interval: number(value, "interval"),
    retries: number(value, "retries"),
    tls: tls === undefined ? undefined : { certificate: text(tls, "certificate"), key: text(tls, "key") },
    maxConnections: number(value, "maxConnections"),
  }
}

function backend(value: unknown): BackendAddress {
  return { host: text(value, "host"), address: text(value, "address") }
}

function check(value: unknown): Check {
  const protocol = oneOf(field(value, "protocol"), ["tcp", "http", "https"] as const, "protocol")
  return { protocol, port: number(value, "port"), path: text(value, "path") }
}

function field(value: unknown, name: string, optional = false): unknown {
  if (typeof value !== "object" || value === null) throw new DesiredError(`${name}: not in an object`)
  const found = new Map<string, unknown>(Object.entries(value)).get(name)
  if (found === undefined && !optional) throw new DesiredError(`${name} is missing`)
  return found
}

function list(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new DesiredError(`${name} is no list`)
  return value
}

function text(value: unknown, name: string): string {
  const found = field(value, name)
  if (typeof found !== "string") throw new DesiredError(`${name} is no text`)
  return found
}

function number(value: unknown, name: string): number {
  const found = field(value, name)
  if (typeof found !== "number") throw new DesiredError(`${name} is no number`)
  return found
}

function oneOf<Word extends string>(value: unknown, values: readonly Word[], name: string): Word {
  const found = values.find((word) => word === value)
  if (found === undefined) throw new DesiredError(`${name} is not one of ${values.join(", ")}`)
  return found
}
