import { expect, test } from "vitest"
import { policyOf, requestWith } from "../../testing/requests.ts"
import { capabilitiesFrom } from "../plan/capabilities.ts"
import type { Service } from "../plan/desired.ts"
import { readRequest } from "../plan/read-request.ts"
import { outcomesOf } from "./outcomes.ts"

const READ_INPUT = {
  ...{ capabilities: capabilitiesFrom(1), address: "192.0.2.1", unitAddresses: ["192.0.2.1"], before: [] },
  ...{ policy: policyOf(), resolved: new Map<string, readonly string[]>(), isOfUnit: () => false },
}

function service(fields: Parameters<typeof requestWith>[0]): Service {
  const read = readRequest(requestWith(fields), READ_INPUT)
  if (!read.ok) throw new Error(JSON.stringify(read.refusal))
  return read.service
}

const TURN = ["round-robin"]
const adjusted = (value: unknown) => expect.objectContaining({ outcome: "adjusted", value })

test.each([
  [
    { protocol: "http", algorithm: TURN, sticky: true },
    {},
    { protocol: adjusted("tcp"), algorithm: adjusted(["source-ip"]) },
  ],
  [
    { protocol: "tcp", algorithm: TURN, sticky: true },
    { algorithm: adjusted(["source-ip"]) },
    { algorithm: adjusted(["source-ip"]) },
  ],
  [{ protocol: "tcp", algorithm: TURN }, {}, {}],
  [
    { protocol: "tcp", algorithm: ["fastest", "random"] },
    { algorithm: adjusted(["random"]) },
    { algorithm: adjusted(["random"]) },
  ],
  [{ protocol: "tcp", sticky: true }, {}, {}],
] as const)("of %j each engine says what it does in another way", (fields, haproxy, embedded) => {
  const request = requestWith(fields)
  expect(outcomesOf(request, service(fields), "haproxy")).toEqual(haproxy)
  expect(outcomesOf(request, service(fields), "embedded")).toEqual(embedded)
})
