import { expect, test } from "vitest"
import { FakeJuju } from "../../tests/fake-juju.ts"
import { Logger } from "./logger.ts"

function logger(juju: FakeJuju) {
  const fallback: string[] = []
  const echo: string[] = []
  const log = new Logger(juju, {
    fallback: (line) => void fallback.push(line),
    echo: (line) => void echo.push(line),
  })
  return { log, fallback, echo }
}

test("A14: every level goes to juju-log; an empty message makes no call", () => {
  const juju = new FakeJuju()
  const { log } = logger(juju)
  for (const level of ["trace", "debug", "info", "warning", "error", "critical"] as const)
    log[level](`a ${level}`)
  log.info("")
  expect(juju.sent("juju-log")).toEqual(
    ["TRACE", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"].map((level) => [
      "--log-level",
      level,
      "--",
      `a ${level.toLowerCase()}`,
    ]),
  )
})

test("A14: a failing juju-log does not fail the hook; the line goes to the fallback", () => {
  const juju = new FakeJuju()
  juju.failing["juju-log"] = "ERROR no connection"
  const { log, fallback } = logger(juju)
  log.warning("careful")
  expect(fallback[0]).toBe("WARNING careful")
  expect(fallback[1]).toContain("not in Juju's log")
})

test("A14: the echo has time and level", () => {
  const { log, echo } = logger(new FakeJuju())
  log.info("hello")
  expect(echo[0]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z INFO hello$/)
})
