import { expect, test } from "vitest"
import { defineCharm } from "../src/index.ts"
import { attempt, type FakeJuju, jujuWithFlags, run } from "./support.ts"

function brewery() {
  const charm = defineCharm({ flags: ["water.hot", "coffee.brewed", "coffee.drunk"], trace: true })
  charm.whenNot("water.hot").do(function heat({ flags }) {
    flags.set("water.hot")
  })
  charm
    .when("water.hot")
    .whenNot("coffee.brewed", "coffee.drunk")
    .do(function brew({ flags }) {
      flags.set("coffee.brewed")
    })
  charm.when("coffee.brewed").do(function drink({ flags }) {
    flags.clear("coffee.brewed")
    flags.set("coffee.drunk")
  })
  return charm
}

const traces = (juju: FakeJuju) =>
  juju.log.split(/\n(?=DEBUG|ERROR)/).filter((text) => text.includes("reactive: "))
const withoutLines = (text: string) => text.replace(/trace\.test\.ts:\d+/g, "trace.test.ts:0")

test("a trace: flags at the start, each handler and why it ran, what it changed, flags at the end", async () => {
  const juju = jujuWithFlags()
  await run(brewery(), juju)
  expect(traces(juju).map(withoutLines)).toEqual([
    `DEBUG reactive: update-status on me/0
flags at the start: leadership.is_leader
round 1:
  run heat (tests/trace.test.ts:0), because whenNot(water.hot)
    set water.hot
round 2:
  run brew (tests/trace.test.ts:0), because when(water.hot).whenNot(coffee.brewed, coffee.drunk) [water.hot changed]
    set coffee.brewed
round 3:
  run drink (tests/trace.test.ts:0), because when(coffee.brewed)
    clear coffee.brewed
    set coffee.drunk
flags at the end: coffee.drunk, leadership.is_leader, water.hot`,
  ])
})

test("of several flags a handler waits for, the trace names those that it was", async () => {
  const charm = defineCharm({ trace: true })
  charm.whenAny("a", "b", "c").do(function any({ flags }) {
    flags.set("d")
  })
  charm.whenNotAll("a", "b").do(function notAll() {})
  charm.when("b", "d").do(function later() {})
  const juju = jujuWithFlags("b", "c")
  await run(charm, juju)
  expect(juju.log).toContain("because whenAny(a, b, c) [b, c set]\n")
  expect(juju.log).toContain("because whenNotAll(a, b) [a not set]\n")
  expect(juju.log).toContain("because when(b, d) [d changed]\n")
})

test("the effects of a trigger are not attributed to the handler", async () => {
  const charm = defineCharm({ trace: true })
  charm.trigger({ when: "a", set: "b" })
  charm.trigger({ when: "b", clear: "c" })
  charm.whenNot("a").do(function begin({ flags }) {
    flags.set("a")
    flags.set("e")
  })
  const juju = jujuWithFlags("c")
  await run(charm, juju)
  const lines = juju.log.split("\n").filter((line) => line.startsWith("    "))
  expect(lines).toEqual([
    "    set a",
    "    set b, by the trigger on a",
    "    clear c, by the trigger on b",
    "    set e",
  ])
})

test("handlers that trigger each other endlessly do not fill Juju's log", async () => {
  const charm = defineCharm({})
  for (let i = 0; i < 31; i += 1)
    charm.when("on").do(({ flags }) => {
      flags.clear("on")
      flags.set("on")
    })
  const juju = jujuWithFlags("on")
  await expect(run(charm, juju)).rejects.toThrow("trigger each other endlessly")
  expect(juju.log).toMatch(/\n… \d{4} lines …\n/)
  expect(juju.log).toContain("flags at the start: on")
  expect(juju.log.split("\n").length).toBeLessThan(500)
})

test("what a clear takes out of a round is said", async () => {
  const charm = defineCharm({ trace: true })
  charm.when("a").do(function first({ flags }) {
    flags.clear("a")
  })
  charm.when("a").do(function second() {})
  const juju = jujuWithFlags("a")
  await run(charm, juju)
  expect(juju.log).toMatch(/skip second \(tests\/trace\.test\.ts:\d+\): when\(a\) no longer holds/)
})

test("a quiet hook says that no handler ran", async () => {
  const charm = defineCharm({ trace: true })
  charm.when("a").do(() => {})
  const juju = jujuWithFlags()
  await run(charm, juju)
  expect(juju.log).toBe(
    "DEBUG reactive: update-status on me/0\nflags at the start: leadership.is_leader\nno handler ran\n" +
      "flags at the end: leadership.is_leader",
  )
})

test("without a wish there is no trace and no call for one; with a flag, CHARMKIT_TRACE or JUJU_DEBUG there is", async () => {
  const charm = () => {
    const one = defineCharm({ flags: ["a"], trace: "config.set.title" })
    one.whenNot("a").do(({ flags }) => flags.set("a"))
    return one
  }
  const silent = jujuWithFlags()
  await run(charm(), silent)
  expect(silent.log).toBe("")

  const wished = jujuWithFlags()
  wished.config = { title: "x" }
  await run(charm(), wished, { hook: "config-changed" })
  await run(charm(), wished)
  expect(traces(wished)).toHaveLength(2)

  for (const env of [{ CHARMKIT_TRACE: "1" }, { JUJU_DEBUG: "1" }]) {
    const juju = jujuWithFlags()
    await run(charm(), juju, { env })
    expect(traces(juju)).toHaveLength(1)
  }
})

test("a failed hook has its trace in the log, up to the handler that failed and where it is", async () => {
  const charm = defineCharm({ flags: ["a"] })
  charm.whenNot("a").do(function good({ flags }) {
    flags.set("a")
  })
  charm.when("a").do(function bad() {
    throw new RangeError("too hot")
  })
  const juju = jujuWithFlags()
  await attempt(charm, juju)
  const [trace = ""] = traces(juju)
  expect(withoutLines(trace)).toBe(`ERROR reactive: update-status on me/0
flags at the start: none
round 1:
  run good (tests/trace.test.ts:0), because whenNot(a)
    set a
round 2:
  run bad (tests/trace.test.ts:0), because when(a)
  FAILED in bad (tests/trace.test.ts:0): RangeError: too hot
nothing of this hook was kept`)
  expect(juju.log).toContain("Uncaught exception while in charm code:\nRangeError: too hot")
})
