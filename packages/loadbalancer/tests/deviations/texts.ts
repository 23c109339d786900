import type { Deviations } from "./deviation.ts"

/** Deviations in parsing and serialising single documents. */
export const TEXTS: Deviations = {
  ...readTolerantly("request_loads/unknown-field"),
  ...readTolerantly("request_loads/unknown-fields-two"),
  ...readTolerantly("request_loads/version-field-is-unknown"),
  ...readTolerantly("request_loads/healthcheck-unknown-field"),
  ...readTolerantly("healthcheck_loads/unknown"),
  ...readTolerantly("response_loads/unknown-field"),
  ...readTolerantly("response_loads/request-hash-is-unknown"),
  "response_loads/error-by-value-rejected": {
    defect: "D31",
    what: "read as provider_error",
    outcome: "accepted",
  },
  ...tooLarge("request_loads/ports-value-big", { port_mapping: { 1: { value: ["Number too large."] } } }),
  ...tooLarge("request_loads/ports-value-big-exponent", {
    port_mapping: { 443: { value: ["Number too large."] } },
  }),
  ...strict("D33", "request_dumps/ports-empty", { port_mapping: ["Must map at least one port."] }),
  ...strict("D33", "request_dumps/ports-out-of-range", {
    port_mapping: {
      65536: { key: ["Must be from 1 to 65535, is 65536."], value: ["Must be from 1 to 65535, is 70000."] },
    },
  }),
  ...strict("D33", "request_dumps/ports-beyond-2-53", {
    port_mapping: {
      "9007199254740993": {
        key: ["Must be from 1 to 65535, is 9007199254740992."],
        value: ["Not a valid integer."],
      },
    },
  }),
  ...badName("request_dumps/name-latin1"),
  ...badName("request_dumps/name-astral"),
  ...badName("request_dumps/name-bmp-cjk"),
  ...badName("request_dumps/name-lone-surrogate"),
  ...badName("send_request/name-astral"),
  ...strict("D35", "request_dumps/coerce-name-number", { name: ["Not a valid string."] }),
  ...strict("D35", "request_dumps/coerce-backend-number", {
    backends: { 0: ["Not a valid string."], 1: ["Not a valid string."], 2: ["Not a valid string."] },
  }),
  ...strict("D35", "request_dumps/coerce-port-value-string", {
    port_mapping: { 443: { value: ["Not a valid integer."] } },
  }),
  ...strict("D35", "request_dumps/coerce-port-value-bool", {
    port_mapping: { 443: { value: ["Not a valid integer."] } },
  }),
  ...strict("D35", "request_dumps/coerce-public-string", {
    public: ["Not a valid boolean."],
    sticky: ["Not a valid boolean."],
  }),
  ...strict("D35", "request_dumps/coerce-public-odd-string", { public: ["Not a valid boolean."] }),
  ...strict("D35", "request_dumps/coerce-algorithm-string", { algorithm: ["Not a valid list."] }),
  ...strict("D33", "healthcheck_dumps/udp-zero", {
    port: ["Must be from 1 to 65535, is 0."],
    interval: ["Must be from 1 to 2147483647, is 0."],
    retries: ["Must be from 1 to 2147483647, is 0."],
  }),
  ...strict("D35", "healthcheck_dumps/port-string-coerced", { port: ["Not a valid integer."] }),
  ...strict("D35", "healthcheck_dumps/port-float-truncated", { port: ["Not a valid integer."] }),
  ...strict("D35", "response_dumps/coerce-address-number", { address: ["Not a valid string."] }),
  ...strict("D32", "response_dumps/error-fields-values-are-not-checked", {
    error_fields: {
      public: ["Field may not be null."],
      sticky: ["Not a valid string."],
      backends: ["Not a valid string."],
    },
  }),
  "request_response_pairs/never-sent-and-no-received-hash": {
    defect: "L14",
    what: "two missing hashes are not equal",
    outcome: false,
  },
  "request_response_pairs/empty-request-text-with-response": {
    defect: "L13",
    what: "two missing hashes are not equal",
    outcome: false,
  },
}

function readTolerantly(name: string) {
  return {
    [name]: { defect: "D5", what: "unknown fields are ignored with a warning", outcome: "accepted" },
  }
}
function tooLarge(name: string, outcome: unknown) {
  return { [name]: { defect: "D33", what: "integers beyond 2^53 are refused when read", outcome } }
}
function strict(defect: string, name: string, outcome: unknown) {
  return { [name]: { defect, what: "refused when written", outcome } }
}
function badName(name: string) {
  const rule = 'Must be letters, digits, ".", "_" and "-", beginning with a letter or digit, at most 200.'
  return strict("D33", name, { name: [rule] })
}
