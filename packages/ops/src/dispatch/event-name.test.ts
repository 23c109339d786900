import { expect, test } from "vitest"
import { eventName, isRestricted } from "./event-name.ts"

test.each([
  ["hooks/db-relation-changed", "db_relation_changed"],
  ["hooks/install", "install"],
  ["actions/do-it", "do_it_action"],
  ["/charm/actions/do-it", "do_it_action"],
  ["install", "install"],
  ["", ""],
])("A1: %j is the event %j", (path, name) => {
  expect(eventName(path)).toBe(name)
})

test("A2: restricted events", () => {
  expect(isRestricted("collect_metrics")).toBe(true)
  expect(isRestricted("config_changed")).toBe(false)
})
