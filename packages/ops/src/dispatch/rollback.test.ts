import { setTimeout as sleep } from "node:timers/promises"
import { expect, test } from "vitest"
import { runHook } from "../../tests/run-hook.ts"
import { jujuWithDatabase, type Work, workCharm, writeEverything } from "../../tests/work-charm.ts"
import { CharmBase } from "../charm/charm-base.ts"
import type { Framework } from "../framework/framework.ts"
import { Abort } from "./abort.ts"

const failures: [string, Work, Work?][] = [
  [
    "an exception",
    (self) => {
      void writeEverything(self)
      throw new Error("at the end")
    },
  ],
  [
    "a rejection",
    async (self) => {
      await writeEverything(self)
      await sleep(1)
      throw new Error("later")
    },
  ],
  [
    "the failure of an emission that nobody awaited",
    (self) => {
      void writeEverything(self)
      void self.own.custom.emit()
    },
    async () => {
      await sleep(5)
      throw new Error("in the background")
    },
  ],
]

test.each(failures)("A2: after %s nothing is sent, and the exit code is 1", async (_name, work, custom) => {
  const fake = jujuWithDatabase()
  const { code } = await runHook({ juju: fake, CharmClass: workCharm(work, custom), hook: "config-changed" })
  expect(code).toBe(1)
  expect(fake.tools.filter((tool) => tool.endsWith("-set"))).toEqual([])
  expect(fake.state).toEqual({})
  expect(fake.log).toContain("ERROR Uncaught exception while in charm code:\nError: ")
})

test("A2: a failing constructor, and a failing observer of commit, send nothing", async () => {
  class Constructor extends CharmBase {
    constructor(framework: Framework) {
      super(framework)
      this.model.relation("db", 9).data(this.unit).set("k", "v")
      throw new Error("constructor")
    }
  }
  class Commit extends CharmBase {
    constructor(framework: Framework) {
      super(framework)
      this.model.relation("db", 9).data(this.unit).set("k", "v")
      this.observe(framework.on.commit, this.refuse)
    }
    refuse(): void {
      throw new Error("commit")
    }
  }
  for (const CharmClass of [Constructor, Commit]) {
    const fake = jujuWithDatabase()
    expect((await runHook({ juju: fake, CharmClass })).code).toBe(1)
    expect(fake.tools).not.toContain("relation-set")
  }
})

test("if Juju refuses a write the hook fails, and no state is sent", async () => {
  const fake = jujuWithDatabase()
  fake.failing["relation-set"] = "ERROR cannot write relation settings"
  const { code } = await runHook({
    juju: fake,
    CharmClass: workCharm(writeEverything),
    hook: "config-changed",
  })
  expect(code).toBe(1)
  expect(fake.log).toContain("cannot write relation settings")
  expect(fake.tools).not.toContain("state-set")
})

test("A1: Abort ends with its exit code, without commit and without an error in the log", async () => {
  for (const exitCode of [0, 7]) {
    const fake = jujuWithDatabase()
    const { code, error } = await runHook({
      juju: fake,
      hook: "config-changed",
      CharmClass: workCharm((self) => {
        void writeEverything(self)
        throw new Abort(exitCode)
      }),
    })
    expect(code).toBe(exitCode)
    expect(error).toBeUndefined()
    expect(fake.log).toBe("")
    expect(fake.tools).not.toContain("relation-set")
  }
})
