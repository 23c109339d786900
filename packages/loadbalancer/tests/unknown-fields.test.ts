import { HealthCheck } from "loadbalancer-interface"
import {
  serializeCapabilities,
  serializeDetails,
  serializeHealthCheck,
  serializeRequest,
  serializeResponse,
} from "loadbalancer-interface/wire"
import { expect, test } from "vitest"
import { WEB } from "./explain-bags.ts"

const CHECK = { protocol: "tcp", port: 80, path: null, interval: 30, retries: 3 } as const
const RESPONSE = { address: "a", error: null, error_message: null, error_fields: {}, received_hash: null }
const DETAILS = {
  received_hash: "h",
  addresses: [],
  ports: {},
  fields: {},
  error_paths: {},
  drained: null,
}

// Added by spreading, so that the compiler does not check the field.
const UNKNOWN = { wieght: 5 }

test.each([
  ["a request", () => serializeRequest({ ...WEB, ...UNKNOWN }), /wieght: There is no such field/],
  [
    "a health check in a request",
    () => serializeRequest({ ...WEB, health_checks: [{ ...CHECK, ...UNKNOWN }] }),
    /healthChecks\[0\]\.wieght/,
  ],
  ["a health check", () => serializeHealthCheck({ ...CHECK, ...UNKNOWN }), /wieght/],
  ["a response", () => serializeResponse({ ...RESPONSE, ...UNKNOWN }), /wieght/],
  ["details", () => serializeDetails({ ...DETAILS, ...UNKNOWN }), /wieght/],
  ["capabilities", () => serializeCapabilities({ public: true, ...UNKNOWN }), /wieght/],
  ["HealthCheck", () => new HealthCheck({ protocol: "tcp", port: 80, ...UNKNOWN }), /wieght/],
])("a field that %s does not have is refused where it is written", (_what, write, words) => {
  expect(write).toThrow(words)
})
