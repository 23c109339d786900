import { expect, test } from "vitest"
import { Model } from "../src/index.ts"
import { engineOf } from "../src/model/model.ts"
import { parseModel, serializeModel } from "../src/store/saved-state.ts"
import { StubCharm, type StubHook } from "./stub-charm.ts"

const started = () => Model.start({ juju: "3.6", updateStatusIntervalMs: 0 })

test("units share a machine and its address, and it runs one hook at a time", async () => {
  let [running, most, all] = [0, 0, 0]
  const counted = async ({ env }: StubHook) => {
    if (env.JUJU_MACHINE_ID !== "0") return
    running += 1
    all += 1
    most = Math.max(most, running)
    // Other hooks could start here.
    await new Promise(setImmediate)
    await new Promise(setImmediate)
    running -= 1
  }
  const app = new StubCharm({ name: "app", provides: { web: "http" } }, counted)
  const log = new StubCharm(
    { name: "log", subordinate: true, requires: { info: { interface: "juju-info", scope: "container" } } },
    counted,
  )
  await using model = await started()
  await model.deploy(app)
  await model.deploy(app, { name: "other", units: 3, to: ["0", "0"] })
  await model.deploy(log)
  model.integrate("app", "log")
  await model.settle()
  const { app: first, other } = model.status().applications
  expect(Object.values(other?.units ?? {}).map(({ machine }) => machine)).toEqual(["0", "0", "1"])
  const address = first?.units["app/0"]?.["public-address"]
  expect(other?.units["other/0"]?.["public-address"]).toBe(address)
  expect(first?.units["app/0"]?.subordinates?.["log/0"]?.["public-address"]).toBe(address)
  expect([most, all]).toEqual([1, 19])
  expect(model.addUnits("app", 2, { to: ["1"] })).toEqual(["app/1", "app/2"])
  await model.settle()
  expect(model.status().applications.app?.units).toMatchObject({
    "app/1": { machine: "1" },
    "app/2": { machine: "2" },
  })
})

test("machines come before and with units, and go with the last one", async () => {
  const app = new StubCharm({ name: "app" })
  await using model = await started()
  expect(model.addMachines(2)).toEqual(["0", "1"])
  await model.deploy(app, { units: 2, to: ["1"] })
  await model.settle()
  const units = () =>
    Object.entries(model.status().applications.app?.units ?? {}).map(([name, { machine }]) => [name, machine])
  expect(units()).toEqual([
    ["app/0", "1"],
    ["app/1", "2"],
  ])
  model.removeMachine("0")
  expect(() => model.removeMachine("0")).toThrow("machine 0 not found")
  expect(() => model.removeMachine("1")).toThrow('machine 1 has unit "app/0" assigned')
  expect(() => model.addUnits("app", 1, { to: ["0"] })).toThrow(
    'acquiring machine to host unit "app/2": machine 0 not found',
  )
  expect(() => model.addUnits("app", 1, { to: ["lxd:1"] })).toThrow("minijuju has no containers")
  await expect(model.deploy(app, { name: "b", to: ["9"] })).rejects.toThrow(
    'cannot add application "b": machine 9 not found',
  )
  expect(Object.keys(model.status().applications)).toEqual(["app"])
  model.removeMachine("1", { force: true })
  model.removeUnit("app/1")
  await model.settle()
  expect(units()).toEqual([])
  expect(() => model.removeMachine("1")).toThrow("machine 1 not found")
  expect(() => model.removeMachine("2")).toThrow("machine 2 not found")
})

test("units of a machine cannot open the same ports", async () => {
  const errors: string[] = []
  const app = new StubCharm(
    { name: "app", config: { port: { type: "string", default: "80" } } },
    ({ unit, hook, tool }) => {
      if (hook !== "config-changed") return
      try {
        tool("open-port", tool("config-get", "port").trim())
      } catch (error) {
        errors.push(`${unit}: ${error instanceof Error ? error.message.trim() : ""}`)
      }
    },
  )
  await using model = await started()
  await model.deploy(app, { config: { port: "8000-8080" } })
  await model.settle()
  await model.deploy(app, { name: "near", to: ["0"], config: { port: "8080/tcp" } })
  await model.deploy(app, { name: "udp", to: ["0"], config: { port: "8080/udp" } })
  await model.deploy(app, { name: "far", config: { port: "8080/tcp" } })
  await model.settle()
  expect(errors).toEqual([
    'near/0: ERROR cannot open 8080/tcp (unit "near/0"): port range conflicts with 8000-8080/tcp (unit "app/0")',
  ])
})

test("a saved model of an older version gets the machines of its units", async () => {
  const app = new StubCharm({ name: "app" })
  await using model = await started()
  await model.deploy(app, { units: 2 })
  await model.settle()
  const { state } = engineOf(model)
  const packed = {
    kind: "packed",
    spec: app.spec,
    bases: undefined,
    format: 1,
    archive: "app.charm",
  } as const
  for (const application of state.applications.values()) application.charm = packed
  const { machines } = state
  const text = serializeModel({ state, network: "127.1.2", unpacked: new Map() })
  const known: unknown = JSON.parse(text, (key, value: unknown) =>
    key === "machines" || key === "principal" ? undefined : value,
  )
  const restored = parseModel(JSON.stringify(known), "state.json").state
  expect([...restored.machines.values()]).toEqual(
    [...machines.values()].map((machine) => ({ ...machine, created: state.created })),
  )
  expect(
    [...(restored.applications.get("app")?.units.values() ?? [])].map(({ principal }) => principal),
  ).toEqual([undefined, undefined])
})
