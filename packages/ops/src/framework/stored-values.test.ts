import { expect, test } from "vitest"
import { MemoryLog, MemoryStore } from "../../tests/memory-store.ts"
import { Framework } from "./framework.ts"
import { FrameworkObject } from "./object.ts"

type Saved = { count: number; acked: Record<string, string>; list: { name: string }[] }

class Keeper extends FrameworkObject {
  readonly state = this.storedState<Saved>({ count: 0, acked: {}, list: [] })
}

const PATH = "Keeper/StoredStateData[_stored]"

async function dispatch(store: MemoryStore, work: (state: Saved) => void): Promise<void> {
  const framework = new Framework({ store, log: new MemoryLog() })
  const { state } = new Keeper(framework)
  work(state)
  await framework.finish()
  framework.save()
}

test("A6: values are restored in the next dispatch", async () => {
  const store = new MemoryStore()
  await dispatch(store, (state) => {
    state.count += 1
    state.acked.web = "abc"
    state.list.push({ name: "one" })
  })
  expect(Object.keys(store.values)).toEqual([PATH])
  await dispatch(store, (state) => {
    expect(state).toEqual({ count: 1, acked: { web: "abc" }, list: [{ name: "one" }] })
  })
})

test("A6: nothing is read before it is used and nothing is written unless it changed", async () => {
  const store = new MemoryStore()
  await dispatch(store, () => undefined)
  expect(store).toMatchObject({ loads: 0, saves: 0 })
  await dispatch(store, (state) => void state.acked.web)
  expect(store).toMatchObject({ loads: 1, saves: 0 })
  await dispatch(store, (state) => {
    state.count = 0
  })
  expect(store).toMatchObject({ loads: 2, saves: 0 })
})

test("A6: a change deep inside is noticed", async () => {
  const store = new MemoryStore()
  await dispatch(store, (state) => void state.list.push({ name: "one" }))
  await dispatch(store, (state) => {
    for (const item of state.list) item.name = "two"
  })
  expect(JSON.parse(store.values[PATH] ?? "")).toMatchObject({ list: [{ name: "two" }] })
  await dispatch(store, (state) => {
    delete state.acked.none
    state.list.pop()
  })
  expect(JSON.parse(store.values[PATH] ?? "")).toMatchObject({ list: [] })
  expect(store.saves).toBe(3)
})

test("A6: defaults apply to keys that are not stored, and are not changed by use", async () => {
  const store = new MemoryStore({ [PATH]: '{"count":5}' })
  await dispatch(store, (state) => {
    expect(state).toEqual({ count: 5, acked: {}, list: [] })
    state.acked.web = "x"
  })
  await dispatch(new MemoryStore(), (state) => expect(state.acked).toEqual({}))
})

test("A6: assigning a part of the state keeps it the same object", async () => {
  const store = new MemoryStore()
  await dispatch(store, (state) => {
    const [, item] = [state.list.push({ name: "one" }), state.list[0]]
    if (item !== undefined) state.list = [item]
    expect(state.list[0]).toBe(state.list[0])
    for (const one of state.list) one.name = "changed"
  })
  expect(store.values[PATH]).toContain("changed")
})

test("A6: values that are not JSON are refused at the line that writes them", async () => {
  await dispatch(new MemoryStore(), (state) => {
    expect(() => Reflect.set(state.acked, "when", new Date(0))).toThrow(`${PATH}.acked.when`)
    expect(() => Reflect.set(state, "count", undefined)).toThrow("undefined cannot be stored")
    expect(() => Object.assign(state.list, [() => 1])).toThrow(`${PATH}.list[0]`)
  })
})

test("A6: a value that became invalid without the proxy fails the commit with its path", async () => {
  const item: { name: string } & Record<string, unknown> = { name: "one" }
  const work = dispatch(new MemoryStore(), (state) => {
    state.list.push(item)
    item.late = () => 1
  })
  await expect(work).rejects.toThrow(`${PATH}.list[0].late`)
})

test("A6: stored text that is not an object is an error that names it", async () => {
  const work = dispatch(new MemoryStore({ [PATH]: "[]" }), (state) => void state.count)
  await expect(work).rejects.toThrow(`${PATH} is not a JSON object`)
})

test("A6: two states of one object need two names", () => {
  class Twice extends FrameworkObject {
    readonly a = this.storedState({ n: 1 })
    readonly b = this.storedState({ n: 2 })
  }
  const framework = new Framework({ store: new MemoryStore(), log: new MemoryLog() })
  expect(() => new Twice(framework)).toThrow("two objects have the path")
})
