import type { ServiceTraffic } from "../balancer/balancer.ts"
import { flag, list, number, object, oneOf, optional, text } from "../plan/shape.ts"

export type Answer =
  | { readonly ok: true; readonly traffic: readonly ServiceTraffic[] }
  | { readonly ok: false; readonly error: string }

/** Parses a reply of the background process. */
export function parseTraffic(reply: string): Answer {
  try {
    const value: unknown = JSON.parse(reply)
    if (isAnswer(value)) return value
  } catch {}
  return { ok: false, error: "no answer" }
}

const isAnswer = (value: unknown): value is Answer => SUCCESS(value) || FAILURE(value)

const FAILURE = object({ ok: oneOf(false), error: text })
const SUCCESS = object({
  ok: oneOf(true),
  traffic: list(
    object({
      key: text,
      connections: number,
      backends: list(
        object({
          ...{ host: text, live: flag, active: number, served: number },
          ...{ since: number, problem: optional(text) },
        }),
      ),
    }),
  ),
})
