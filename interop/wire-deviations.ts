import type { Kind } from "./wire-outcome.ts"

/** A defect of the Python library that shows when a single document is parsed. */
export interface WireDeviation {
  readonly what: string
  /** Documents that differ only by this defect. */
  readonly examples: readonly (readonly [kind: Kind, text: string])[]
}

const requestWith = (more: string, ports = '"1": 2') =>
  `{"id": "i", "name": "n", "protocol": "tcp", "port_mapping": {${ports}}${more}}`
const nested = (levels: number) => "[".repeat(levels) + "]".repeat(levels)

/**
 * All deviations, by the number of the defect. `python/wire_server.py` can remove each of them from a document. The golden files contain
 * further ones, for writing and for whole hooks.
 */
export const WIRE_DEVIATIONS: Readonly<Record<string, WireDeviation>> = {
  D5: {
    what: "a document with an unknown field is refused; here the field is passed over with a warning",
    examples: [
      ["request", requestWith(', "weight": 5')],
      ["request", requestWith(', "health_checks": [{"protocol": "tcp", "port": 1, "_schema": 1}]')],
      ["response", '{"address": "a", "request_hash": "h"}'],
      ["healthcheck", '{"protocol": "tcp", "port": 1, "__proto__": {}}'],
    ],
  },
  D7: {
    what: "text that is no JSON, JSON that is no object and endless nesting are exceptions; here they are issues",
    examples: [
      ["request", "{"],
      ["response", '{"address": "a",}'],
      ["healthcheck", "[]"],
      ["request", requestWith(', "health_checks": ["tcp"]')],
      ["response", `{"error_message": ${"9".repeat(4301)}}`],
      ["request", nested(100_000)],
      ["healthcheck", nested(202)],
    ],
  },
  D31: {
    what: "the error's display text is refused; here it is understood",
    examples: [["response", '{"error": "provider error", "error_message": "m"}']],
  },
  D32: {
    what: "values in error_fields may be anything; here what is no text becomes its JSON text",
    examples: [
      [
        "response",
        '{"address": "a", "error_fields": {"id": null, "name": [1.0, NaN, {"b": 1e22, "a": "\\u007f"}]}}',
      ],
    ],
  },
  D33: {
    what: "numbers are not limited; here those beyond 2^53 are refused",
    examples: [
      ["request", requestWith("", '"9007199254740992": 1')],
      ["request", requestWith("", '"1": 1e300')],
      ["healthcheck", '{"protocol": "tcp", "port": -9007199254740993}'],
      ["healthcheck", '{"protocol": "tcp", "port": 1, "retries": "12345678901234567890"}'],
    ],
  },
  L13: {
    what: "an empty text is a blank document; here it is none",
    examples: [
      ["request", ""],
      ["response", ""],
    ],
  },
  L19: {
    what: "an error named like an attribute of Python's enumeration is taken; here it is refused",
    examples: [
      ["response", '{"error": "mro", "error_message": "m"}'],
      ["response", '{"error": "__doc__", "address": "a"}'],
    ],
  },
}
