import { expect, test } from "vitest"
import { boundTo, isBoundTo, parseSecrets } from "./secrets.ts"

const MODEL = "9b5f7ac5-6a31-4e7a-8a0e-6b2f4a9ad0b1"
const ANOTHER = "0b5f7ac5-6a31-4e7a-8a0e-6b2f4a9ad0b1"
const OURS = { modelUuid: MODEL, application: "web", requestId: "i" }
/** The name by which a provider knows an application of another model. */
const REMOTE = { ...OURS, application: `remote-${"0123456789abcdef".repeat(2)}` }

test.each([
  ["the same", boundTo(OURS), true],
  [
    "another request of the same application, in whatever relation",
    boundTo({ ...OURS, requestId: "j" }),
    false,
  ],
  ["another application", boundTo({ ...OURS, application: "db" }), false],
  ["an application of another model", boundTo({ ...OURS, modelUuid: ANOTHER }), false],
  ["nothing", undefined, false],
  ["nobody", "", false],
])("a key of a request in this model is for %s", (_what, text, expected) => {
  expect(isBoundTo(text, OURS)).toBe(expected)
})

test.each([
  ["its consumer's own name", boundTo({ ...OURS, modelUuid: ANOTHER }), true],
  ["another request", boundTo({ ...OURS, modelUuid: ANOTHER, requestId: "j" }), false],
  ["an application of this model", boundTo(OURS), false],
  ["nothing", undefined, false],
  ["nobody", "", false],
  ["words", "i i", false],
])("a key of a request of another model is for %s", (_what, text, expected) => {
  expect(isBoundTo(text, REMOTE)).toBe(expected)
})

const XID = "d1gk2s7mp25c762r0l8g"
const read = (id: string) => parseSecrets(JSON.stringify({ sent_hash: "h", tls_key: { id, revision: 1 } })).ok

test.each([`secret:${XID}`, `secret://${MODEL}/${XID}`, `secret:${MODEL}/${XID}`])("%s is an id", (id) => {
  expect(read(id)).toBe(true)
})

test.each([
  XID,
  "secret:-",
  "secret:a/b",
  "secret:--help",
  `secret:${XID}\n`,
  `secret: ${XID}`,
  `secret:/${XID}`,
  `secret:///${XID}`,
  `secret://${MODEL}/${MODEL}/${XID}`,
  `secret:${XID.replace("d", "w")}`,
  `secret:${XID.toUpperCase()}`,
  `secret:${XID}?x`,
  `secret:${XID}0`,
])("%j is none", (id) => {
  expect(read(id)).toBe(false)
})
