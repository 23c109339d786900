import { expect, test } from "vitest"
import { type ReceivedSpan, tree, valuesOf } from "../../tests/collector.ts"
import { TrackedPromise } from "../framework/tracked-promise.ts"
import { HookToolError } from "../hook-tools.ts"
import { Trace } from "./trace.ts"

function spansOf(trace: Trace, failure?: unknown): readonly ReceivedSpan[] {
  return JSON.parse(trace.finish({}, failure)).resourceSpans[0].scopeSpans[0].spans
}

test("spans that overlap have the parents in which they began", async () => {
  const trace = new Trace("root", {})
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve))
  const slow = trace.span("slow", {}, async () => {
    await turn()
    await turn()
    trace.span("in slow", {}, () => undefined)
  })
  trace.span("quick", {}, () => trace.span("in quick", {}, () => undefined))
  await slow
  expect(tree({ resource: {}, spans: spansOf(trace) })).toEqual([
    "root",
    "  slow",
    "    in slow",
    "  quick",
    "    in quick",
  ])
})

test("an emission's failure is recorded, and whether somebody awaits it is as without the span", async () => {
  const trace = new Trace("root", {})
  const emission = TrackedPromise.from({ state: "failed", error: new Error("on purpose") })
  expect(trace.span("emit", {}, () => emission)).toBe(emission)
  await new Promise((resolve) => setImmediate(resolve))
  expect(emission.observed).toBe(false)
  expect(spansOf(trace).map(({ status }) => status)).toEqual([{}, { code: 2, message: "Error: on purpose" }])
  expect(trace.lastError).toMatchObject({ message: "on purpose" })
})

test("arguments of a hook tool that failed are not recorded", () => {
  const trace = new Trace("root", {})
  const error = new HookToolError({ tool: "secret-add", args: ["password=x"], exitCode: 1, stderr: "no\n" })
  const text = JSON.stringify(spansOf(trace, error))
  expect(text).toContain("HookToolError: secret-add failed with exit code 1: no")
  expect(text).not.toContain("password")
})

test("a dispatch that does not end fills neither memory nor disk", () => {
  const trace = new Trace("root", {})
  for (let i = 0; i < 2_500; i += 1)
    trace.span("x".repeat(5_000), { text: "y".repeat(5_000) }, () => undefined)
  const spans = spansOf(trace, "z".repeat(5_000))
  expect(spans).toHaveLength(2_000)
  expect(valuesOf(spans[0]?.attributes ?? [])).toEqual({ "charm.dropped_spans": "501" })
  expect(valuesOf(spans[1]?.attributes ?? []).text).toHaveLength(1_000)
  expect(spans[1]?.name).toHaveLength(1_000)
  expect(spans[0]?.status.message).toHaveLength(1_000)
})
