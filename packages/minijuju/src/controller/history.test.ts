import { expect, test } from "vitest"
import type { ModelEvent } from "../state/events.ts"
import { History } from "./history.ts"

function historyOf(...events: ModelEvent[]): History {
  const history = new History((application) => (application === "app" ? "app/1" : undefined))
  for (const [index, event] of events.entries()) history.take({ ...event, at: new Date(index) })
  return history
}

const started = (unit: string, hook: string): ModelEvent => ({ type: "hook-started", unit, hook, attempt: 1 })
const finished = (unit: string, hook: string): ModelEvent => ({
  type: "hook-finished",
  unit,
  hook,
  outcome: "ok",
  durationMs: 1,
  toolCalls: 2,
})
const changed = (owner: string, after: string): ModelEvent => ({
  type: "databag-changed",
  relationId: 3,
  relation: "app:db mysql:db",
  owner,
  changes: [{ key: "message", before: undefined, after }],
})

test("a change is attributed to the hook of its writer: the unit, or the application's leader", () => {
  const history = historyOf(
    started("app/0", "install hook"),
    started("app/1", "start hook"),
    changed("app/0", "a"),
    changed("app", "b"),
    finished("app/1", "start hook"),
    changed("app", "c"),
    changed("mysql", "d"),
  )
  expect(history.changes.map(({ by }) => by)).toEqual([
    { unit: "app/0", hook: "install hook" },
    { unit: "app/1", hook: "start hook" },
    undefined,
    undefined,
  ])
  expect(history.running("app/0")?.hook).toBe("install hook")
  expect(history.running("app/1")).toBeUndefined()
  expect(history.runs[1]).toMatchObject({ started: new Date(1), end: { at: new Date(4), outcome: "ok" } })
})

test("it keeps the last runs and changes, with shortened values", () => {
  const many = Array.from({ length: 700 }, (_, index) => [
    started("app/0", `hook ${index}`),
    changed("app/0", `${index} ${"x".repeat(10_000)}`),
    finished("app/0", `hook ${index}`),
  ])
  const { runs, changes } = historyOf(...many.flat())
  expect([runs.length, changes.length]).toEqual([500, 500])
  expect(runs[0]?.hook).toBe("hook 200")
  expect(runs.every(({ end }) => end !== undefined)).toBe(true)
  expect(changes.at(-1)?.after).toEqual({ text: `699 ${"x".repeat(1_196)}`, length: 10_004 })
})
