import { expect, test } from "vitest"
import { nextSecretHook } from "../src/rules/secret-hook.ts"
import { newModelState } from "../src/state/model-state.ts"
import { newUnit } from "../src/state/unit.ts"
import { parseModel, serializeModel } from "../src/store/saved-state.ts"

test("secrets survive the process: content, grants, tracked revisions and pending hooks", () => {
  const state = newModelState({ name: "m", uuid: "u", jujuVersion: "3.6.28" })
  const expire = new Date("2030-01-02T03:04:05Z")
  state.secrets.set("9m4e2mr0ui3e8a215n4g", {
    id: "9m4e2mr0ui3e8a215n4g",
    owner: "owner",
    label: "$map",
    description: "",
    rotate: "never",
    nextRotate: undefined,
    latest: 2,
    revisions: new Map([
      [1, { content: new Map([["password", "b25l"]]), expire: undefined }],
      [2, { content: new Map([["password", "dHdv"]]), expire }],
    ]),
    grants: new Map([["reader", 1]]),
    consumers: new Map([["reader/0", { label: "theirs", revision: 1, notified: 1 }]]),
    removeShown: new Map([["owner/0", new Set([3])]]),
  })
  const text = serializeModel({ state, network: "127.1.2", unpacked: new Map() })
  const { state: restored } = parseModel(text, "state.json")
  expect(restored.secrets).toEqual(state.secrets)
  const reader = newUnit({ application: "reader", number: 0, machine: "0", address: "", charmRevision: 0 })
  expect(nextSecretHook(restored, reader)).toEqual({
    kind: "secret-changed",
    secretId: "9m4e2mr0ui3e8a215n4g",
    label: "theirs",
    revision: 2,
  })
})
