import { choice, json, lenient, map, nullable, optional } from "./builders.ts"
import { REQUEST_FIELDS } from "./request.ts"
import type { Schema, ValueOf } from "./schema.ts"
import { addressOrUrl, anyAddressOrUrl, anyText, message } from "./vocabulary.ts"

/** `unsupported`: the provider does not support the request. `provider_error`: it does, but failed. */
export type ErrorType = "unsupported" | "provider_error"

/** Error types by name, used as in upstream's documentation: `response.error = response.errorTypes.unsupported`. */
export const ERROR_TYPES = { unsupported: "unsupported", providerError: "provider_error" } as const

/** The wire has the enum's name, `provider_error`. Upstream's documentation shows its value, "provider error", so peers may write that. */
const errorType = choice<ErrorType>(Object.values(ERROR_TYPES), "Invalid enum member", {
  notText: "Enum name must be string",
  aliases: { "provider error": "provider_error" },
})

/** Values other than strings become their JSON text: the Python library accepts them, but charms expect text. */
const errorFields = {
  ...map(choice(REQUEST_FIELDS, "Unknown field"), { ...message, converted: true }),
  keysByRule: true,
} as const

/** The document under `response_<name>` in the provider's application databag. A rule between its fields is in `wire/v1/response.ts`. */
export const RESPONSE = {
  name: "response",
  title: "The response",
  fields: {
    address: lenient(nullable(addressOrUrl), anyAddressOrUrl),
    error: nullable(errorType),
    // Messages are sanitised when they are shown.
    error_message: lenient(nullable(message), anyText),
    error_fields: lenient(optional(errorFields, {}), json),
    // Any text: it belongs to the requirer and is returned unchanged.
    received_hash: lenient(nullable(anyText), message),
  },
} as const satisfies Schema

/** The document under `response_<name>`, with the field names of the wire. */
export interface WireResponse extends ValueOf<typeof RESPONSE> {}
