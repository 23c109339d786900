import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, expect, test } from "vitest"
import { FakeJuju } from "../../tests/fake-juju.ts"
import { runHook } from "../../tests/run-hook.ts"
import { CharmBase } from "../charm/charm-base.ts"
import type { EventBase } from "../framework/event.ts"
import type { Framework } from "../framework/framework.ts"
import { JujuStateStore } from "./juju-state-store.ts"
import { LocalStateStore } from "./local-state-store.ts"

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function charmDir(): string {
  const folder = mkdtempSync(join(tmpdir(), "charm-"))
  folders.push(folder)
  return folder
}

test("A7: state in Juju: one state-get, one state-set, state-delete where needed", () => {
  const juju = new FakeJuju()
  juju.state = { old: "1" }
  const store = new JujuStateStore(juju)
  expect(store.load()).toEqual({ old: "1" })
  store.save({ a: "x", b: "y", old: null })
  expect(juju.tools).toEqual(["state-get", "state-set", "state-delete"])
  expect(juju.state).toEqual({ a: "x", b: "y" })
})

test("A7: a value that is too large for Juju is refused with its key, before anything is sent", () => {
  const juju = new FakeJuju()
  const store = new JujuStateStore(juju)
  expect(() => store.save({ ok: "1", big: "é".repeat(32_769) })).toThrow(
    '"big" has 65538 bytes; Juju allows 65536',
  )
  expect(() => store.save({ ["k".repeat(257)]: "1" })).toThrow("257 bytes; Juju allows 256")
  expect(juju.calls).toEqual([])
})

test("A7: local state: a file of mode 0600, replaced as a whole", () => {
  const folder = charmDir()
  const store = new LocalStateStore(folder)
  expect(store.load()).toEqual({})
  store.save({ a: "1", b: "2" })
  store.save({ a: null, c: "3" })
  expect(new LocalStateStore(folder).load()).toEqual({ b: "2", c: "3" })
  expect(statSync(join(folder, ".unit-state.json")).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual([".unit-state.json"])
})

test.each(["{", "[]", '{"a":1}'])("A7: a file with %j is named as not being the state", (text) => {
  const folder = charmDir()
  writeFileSync(join(folder, ".unit-state.json"), text)
  expect(() => new LocalStateStore(folder).load()).toThrow(
    /\.unit-state\.json is not the stored state of a charm/,
  )
})

class Counting extends CharmBase {
  readonly state = this.storedState({ count: 0 })
  constructor(framework: Framework) {
    super(framework)
    this.observe(this.on.updateStatus, this.count)
    this.observe(this.on.start, this.fail)
    this.observe(this.on.collectMetrics, this.count)
    this.observe(this.on.configChanged, this.wait)
  }
  count(): void {
    this.state.count += 1
  }
  fail(): void {
    this.state.count += 1
    throw new Error("no")
  }
  wait(event: EventBase): void {
    event.defer()
  }
}

test("A7: with local storage Juju's state is not used, and a failed hook changes nothing", async () => {
  const folder = charmDir()
  const juju = new FakeJuju()
  const options = { charmDir: folder, storage: "local" } as const
  const text = () => readFileSync(join(folder, ".unit-state.json"), "utf8")
  await runHook({ juju, CharmClass: Counting, options })
  expect((await runHook({ juju, CharmClass: Counting, hook: "start", options })).code).toBe(1)
  expect(JSON.parse(text())).toEqual({ "Counting/StoredStateData[_stored]": '{"count":1}' })
  expect(juju.tools).toEqual([])
})

test("A2: restricted events run with local storage, without deferred events", async () => {
  const folder = charmDir()
  const juju = new FakeJuju()
  const options = { charmDir: folder, storage: "local" } as const
  await runHook({ juju, CharmClass: Counting, hook: "config-changed", options })
  await runHook({ juju, CharmClass: Counting, hook: "collect-metrics", options })
  const state: unknown = JSON.parse(readFileSync(join(folder, ".unit-state.json"), "utf8"))
  expect(state).toMatchObject({ "Counting/StoredStateData[_stored]": '{"count":1}' })
  expect(juju.log).not.toContain("again")
})
