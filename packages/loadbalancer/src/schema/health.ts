import { choice, map, nested, nullable, optional, required, sparse, strict, time } from "./builders.ts"
import type { Schema, ValueOf } from "./schema.ts"
import { address, anyText, LONGEST, printable } from "./vocabulary.ts"

/** `up`: it gets connections. `down`: its checks fail, or it cannot be reached. `draining`: it gets no new connections. */
export type BackendState = "up" | "down" | "draining"

/** Short, because a document can have hundreds of them. */
const reason = printable(LONGEST.name)

/** A value of the health's `backends`. */
export const BACKEND_HEALTH = {
  name: "backend-health",
  title: "The health of the backend",
  extension: true,
  fields: {
    state: required(choice<BackendState>(["up", "down", "draining"], "Must be up, down or draining, not")),
    since: sparse(nullable(time)),
    why: sparse(nullable(reason)),
  },
} as const satisfies Schema

/** The health of one backend. */
export interface WireBackendHealth extends ValueOf<typeof BACKEND_HEALTH> {}

/** The document under `health_<name>` in the provider's application databag. */
export const HEALTH = {
  name: "health",
  title: "The health of the backends",
  extension: true,
  fields: {
    received_hash: required(anyText),
    reported: required(time),
    backends: optional(map(strict(address), nested<WireBackendHealth>(BACKEND_HEALTH)), {}),
  },
} as const satisfies Schema

/** The document under `health_<name>`: which backends of a request the provider considers alive. */
export interface WireHealth extends ValueOf<typeof HEALTH> {}
