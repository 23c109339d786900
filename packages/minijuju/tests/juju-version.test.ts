// The differences between the emulated Jujus that the recordings do not show on the default, 3.6.
import { expect, test } from "vitest"
import { Model } from "../src/index.ts"
import type { JujuSeries } from "../src/state/juju-version.ts"
import { StubCharm, type StubHook } from "./stub-charm.ts"

async function started(juju: JujuSeries, handler: (hook: StubHook) => unknown = () => 0) {
  const model = await Model.start({ juju, updateStatusIntervalMs: 0, retry: { enabled: false } })
  const charm = new StubCharm(
    {
      name: "app",
      peers: { mates: "m" },
      config: { n: { type: "int", default: 1 } },
      actions: { go: { params: { to: { type: "string" } }, required: ["to"] } },
    },
    handler,
  )
  await model.deploy(charm, { units: 2 })
  await model.settle({ allowErrors: true })
  return { model, charm }
}

test("leader settings exist in 3.6 only", async () => {
  const answers = new Map<JujuSeries, string>()
  for (const juju of ["3.6", "4.0"] as const) {
    const { model, charm } = await started(juju, ({ hook, tool }) => {
      if (hook !== "start") return
      try {
        answers.set(juju, tool("leader-get"))
      } catch (error) {
        answers.set(juju, String(error))
      }
    })
    expect(charm.hooks.includes("app/1 leader-settings-changed")).toBe(juju === "3.6")
    await model.stop()
  }
  expect(answers.get("3.6")).toBe("{}\n")
  expect(answers.get("4.0")).toMatch(/unknown command: leader-get/)
})

test("a change of options runs config-changed once in 3.6 and twice in 4.0; a reset runs it in 3.6 only", async () => {
  const counts = new Map<JujuSeries, readonly number[]>()
  for (const juju of ["3.6", "4.0"] as const) {
    const { model, charm } = await started(juju)
    const count = async (change: () => void) => {
      const before = charm.hooksOf("app/0").length
      change()
      await model.settle()
      return charm.hooksOf("app/0").length - before
    }
    counts.set(juju, [
      await count(() => model.config("app", { n: 2 })),
      await count(() => model.config("app", {}, ["n"])),
    ])
    await model.stop()
  }
  expect(Object.fromEntries(counts)).toEqual({ "3.6": [1, 1], "4.0": [2, 0] })
})

test("databags and environment: private-address and JUJU_SLA in 3.6, the trace config in 4.0", async () => {
  const seen = new Map<JujuSeries, readonly string[]>()
  for (const juju of ["3.6", "4.0"] as const) {
    const { model } = await started(juju, ({ hook, env, json }) => {
      if (hook !== "mates-relation-joined") return
      const keys = Object.keys(Object(json("relation-get", "-", env.JUJU_REMOTE_UNIT ?? "")))
      const own = Object.keys(env).filter((name) => /SLA|TRACE/.test(name))
      seen.set(juju, [...keys, ...own, env.JUJU_VERSION ?? ""])
    })
    await model.stop()
  }
  expect(seen.get("3.6")).toEqual([
    "egress-subnets",
    "ingress-address",
    "private-address",
    "JUJU_SLA",
    "3.6.28",
  ])
  expect(seen.get("4.0")).toEqual([
    "egress-subnets",
    "ingress-address",
    "JUJU_CHARM_TRACE_CONFIG_CA_CERT",
    "JUJU_CHARM_TRACE_CONFIG_GRPC",
    "JUJU_CHARM_TRACE_CONFIG_HTTP",
    "4.0.15",
  ])
})

test("undeclared parameters of an action are refused in 4.0 only", async () => {
  for (const juju of ["3.6", "4.0"] as const) {
    const { model } = await started(juju)
    const run = model.runAction("app/0", "go", { to: "x", more: 1 })
    if (juju === "3.6") expect((await run).status).toBe("completed")
    else
      await expect(run).rejects.toThrow(
        'validation failed: (root) : additional property "more" is not allowed, given {"more":1,"to":"x"}',
      )
    await model.stop()
  }
})

test("a secret that is granted to peers fails the hook in 4.0 only; one added and removed leaves nothing", async () => {
  for (const juju of ["3.6", "4.0"] as const) {
    let added = ""
    const { model } = await started(juju, ({ unit, hook, tool }) => {
      if (unit !== "app/0") return
      if (hook === "install") {
        added = tool("secret-add", "key=value").trim()
        tool("secret-remove", added)
      }
      if (hook === "start") tool("secret-grant", tool("secret-add", "key=value").trim(), "-r", "mates:0")
    })
    const { units } = Object(model.status().applications.app)
    expect(Object(units["app/0"])["workload-status"].current).toBe(juju === "4.0" ? "error" : "unknown")
    expect(added.startsWith(`secret://${model.uuid}/`)).toBe(true)
    await model.stop()
  }
})
