import {
  absentIfNull,
  choice,
  json,
  list,
  map,
  nested,
  nullable,
  optional,
  orEmpty,
  ports,
  required,
  sparse,
  strict,
  text,
  time,
} from "./builders.ts"
import { REQUEST_FIELDS } from "./request.ts"
import type { Schema, ValueOf } from "./schema.ts"
import { address, anyText, message } from "./vocabulary.ts"

/** How the provider treated a field: applied as requested, applied with another value, or ignored. */
export type Outcome = "applied" | "adjusted" | "ignored"

const outcome = choice<Outcome>(
  ["applied", "adjusted", "ignored"],
  "Must be applied, adjusted or ignored, not",
)

/** A value of the details' `fields`. */
export const FIELD_OUTCOME = {
  name: "field-outcome",
  title: "The outcome",
  extension: true,
  fields: {
    outcome: required(outcome),
    value: absentIfNull(json),
    why: absentIfNull(message),
  },
} as const satisfies Schema

/** How the provider treated one field of a request. */
export interface WireOutcome extends ValueOf<typeof FIELD_OUTCOME> {}

/** A field of a request, or a place in one: `health_checks[0].path`. */
export const place = text(
  "a field of the request, or a place in one like health_checks[0].path or options.weights",
  `^(?:${REQUEST_FIELDS.join("|")}|options)(?:[.\\[][A-Za-z0-9_.\\[\\]\\-]*)?$`,
)

/** The document under `details_<name>` in the provider's application databag. */
export const DETAILS = {
  name: "details",
  title: "The details of the response",
  extension: true,
  fields: {
    received_hash: nullable(anyText),
    // Addresses are checked like the response's own, because they too end up in URLs and configuration files.
    addresses: sparse(optional(list(strict(address)), [])),
    ports: sparse(optional(strict(orEmpty(ports)), {})),
    fields: sparse(optional(map(place, nested<WireOutcome>(FIELD_OUTCOME)), {})),
    error_paths: sparse(optional(map(place, message), {})),
    drained: sparse(nullable(time)),
  },
} as const satisfies Schema

/** The document under `details_<name>`: what the provider reports in addition to a response of version 1. */
export interface WireDetails extends ValueOf<typeof DETAILS> {}
