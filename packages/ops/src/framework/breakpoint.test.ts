import { expect, test } from "vitest"
import { breakpoint } from "./breakpoint.ts"

test.each(["all", "hook", "", "Upper", "-first", "last-", "a b"])("%j cannot name a breakpoint", (name) => {
  expect(() => breakpoint(name)).toThrow(`"${name}" cannot name a breakpoint`)
})

test.each([undefined, "a", "before-restart", "9"])(
  "%j is a breakpoint, which does nothing without a debugger",
  (name) => {
    expect(breakpoint(name)).toBeUndefined()
  },
)
