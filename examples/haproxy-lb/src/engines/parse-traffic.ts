import type { ServiceTraffic } from "../balancer/balancer.ts"

export type Answer =
  | { readonly ok: true; readonly traffic: readonly ServiceTraffic[] }
  | { readonly ok: false; readonly error: string }

/** Parses a reply of the background process. */
export function parseTraffic(text: string): Answer {
  const fields = fieldsOf(attempt(text))
  const error = fields.get("error")
  if (fields.get("ok") !== true) return { ok: false, error: typeof error === "string" ? error : "no answer" }
  return { ok: true, traffic: list(fields.get("traffic")).map(service) }
}

function service(value: unknown): ServiceTraffic {
  const fields = fieldsOf(value)
  return {
    key: String(fields.get("key")),
    connections: Number(fields.get("connections")),
    backends: list(fields.get("backends")).map((one) => {
      const of = fieldsOf(one)
      return {
        host: String(of.get("host")),
        live: of.get("live") === true,
        active: Number(of.get("active")),
        served: Number(of.get("served")),
      }
    }),
  }
}

function attempt(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const fieldsOf = (value: unknown): ReadonlyMap<string, unknown> =>
  new Map(typeof value === "object" && value !== null ? Object.entries(value) : [])
