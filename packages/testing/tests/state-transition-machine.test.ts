import { fileURLToPath } from "node:url"
import {
  type ActionEvent,
  CharmBase,
  charmDir,
  charmMeta,
  cloudSpec,
  endpointPorts,
  type Framework,
  hookEvents,
  jujuContext,
  jujuVersion,
  ModelError,
  networkInterfaces,
  reboot,
  resources,
  type StorageAttachedEvent,
  securityEvents,
  storages,
} from "@charmkit/ops"
import { parseCharmSpec } from "@charmkit/ops/metadata"
import {
  Context,
  InconsistentStateError,
  network,
  relation,
  type StateInput,
  storage,
} from "@charmkit/testing"
import { expect, test } from "vitest"

let work: (charm: MachineCharm) => unknown = () => undefined
let result: unknown

class MachineCharm extends CharmBase {
  readonly state = this.storedState({ hooks: 0 })

  constructor(framework: Framework) {
    super(framework)
    this.observe(this.on.start, this.work)
    this.observe(this.on.action("work"), this.act)
    this.observe(this.on.storage("data").attached, this.attached)
    for (const event of hookEvents(this)) this.observe(event, this.count)
  }

  work(): void {
    result = work(this)
  }

  act(_event: ActionEvent): void {
    result = work(this)
  }

  attached({ storage }: StorageAttachedEvent): void {
    this.log.info(`${storage.id} at ${storage.location}`)
  }

  count(): void {
    this.state.hooks += 1
  }
}

const spec = parseCharmSpec({
  metadata: {
    name: "machine",
    summary: "a charm of the tests",
    description: "a charm of the tests",
    subordinate: true,
    requires: { host: { interface: "juju-info", scope: "container" }, db: { interface: "db" } },
    "extra-bindings": { metrics: null },
    storage: { data: { type: "filesystem", multiple: { range: "0-2" } }, disk: { type: "block" } },
    resources: { policy: { type: "file", filename: "policy.zip" } },
  },
  actions: { work: {} },
})
const context = new Context(MachineCharm, { spec })

/** Returns what the function returns when the charm runs it in `start`. */
async function inStart<T>(state: StateInput, run: (charm: MachineCharm) => T, where = context): Promise<T> {
  let value: T[] = []
  work = (charm) => {
    value = [run(charm)]
  }
  await where.run(where.on.start(), state)
  const [first] = value
  if (value.length === 0 || first === undefined) throw new Error("the charm has not run")
  return first
}

test("resources: those of the state, and a clear error for others", async () => {
  const fetch = (charm: MachineCharm) => resources(charm.model).fetch("policy")
  expect(await inStart({ resources: { policy: "/tmp/policy.zip" } }, fetch)).toBe("/tmp/policy.zip")
  const error = await inStart({}, (charm) => {
    expect(() => fetch(charm)).toThrow(ModelError)
    expect(() => fetch(charm)).toThrow("juju attach-resource machine policy=FILE")
    return true
  })
  expect(error).toBe(true)
})

test("storages: listed with their locations, and requested", async () => {
  const [first, second] = [
    storage({ name: "data", index: 1 }),
    storage({ name: "data", index: 3, location: "/srv" }),
  ]
  const disk = storage({ name: "disk", kind: "block", location: "/dev/sdb" })
  const listed = await inStart({ storages: [second, disk, first] }, ({ model }) =>
    storages(model)
      .list("data")
      .map(({ id, location }) => [id, location]),
  )
  expect(listed).toEqual([
    ["data/1", "/var/lib/juju/storage/data/1"],
    ["data/3", "/srv"],
  ])
  expect(context.requestedStorages).toEqual({})
  const request = ({ model }: MachineCharm) => {
    storages(model).request("data", 2)
    return true
  }
  await inStart({}, request)
  expect(context.requestedStorages).toEqual({ data: 2 })
  await expect(inStart({ storages: [first] }, request)).rejects.toThrow(
    /attaching 2 storage instances brings the total to 3|request count 3 exceeds the charm's maximum count of 2/,
  )
})

test("storage events: the state after detaching is without the instance", async () => {
  const data = storage({ name: "data" })
  const attached = await context.run(context.on.storageAttached(data), { storages: [data] })
  expect(context.logs.map(({ message }) => message)).toContain("data/0 at /var/lib/juju/storage/data/0")
  expect(context.emittedEvents[0]).toMatchObject({
    kind: "data_storage_attached",
    data: { id: "data/0", location: "/var/lib/juju/storage/data/0" },
  })
  expect(attached.storages).toEqual([data])
  expect(attached.storedState).toEqual({ "MachineCharm/StoredStateData[_stored]": { hooks: 1 } })
  const detached = await context.run(context.on.storageDetaching(data), attached)
  expect(detached.storages).toEqual([])
  expect(context.deferred(context.on.storageAttached(data), "attached")).toMatchObject({
    event: "MachineCharm/on/data_storage_attached[1]",
    data: { id: "data/0" },
  })
})

test("networks by binding, others at the unit's address", async () => {
  const addresses = await inStart(
    { networks: { metrics: network("10.1.2.3") }, address: "192.0.2.7" },
    ({ model }) =>
      ["metrics", "db"]
        .map((name) => model.getBinding(name).bindAddress)
        .concat(
          networkInterfaces(model.getBinding("metrics")).map(({ name, subnet }) => `${name} ${subnet}`),
        ),
  )
  expect(addresses).toEqual(["10.1.2.3", "192.0.2.7", "eth0 10.1.2.0/24"])
})

test("the cloud, if the operator trusts the application", async () => {
  const cloud = {
    type: "ec2",
    name: "aws",
    region: "eu-west-1",
    credential: { authType: "access-key", attributes: { "access-key": "a" }, redacted: [] },
    caCertificates: [],
    skipTlsVerify: false,
    isControllerCloud: true,
  }
  expect(await inStart({ cloudSpec: cloud }, ({ model }) => cloudSpec(model))).toEqual(cloud)
  await inStart({}, ({ model }) => {
    expect(() => cloudSpec(model)).toThrow("juju trust machine")
    return true
  })
})

test("ports of endpoints are in the state, and a state with them can be an input", async () => {
  work = ({ unit }) => endpointPorts(unit).open("9090/tcp", ["db", "host"])
  const out = await context.run(context.on.start(), { openedPorts: ["80/tcp"] })
  expect(out.openedPorts).toEqual(["80/tcp", "9090/tcp db", "9090/tcp host"])
  work = ({ unit }) => endpointPorts(unit).opened
  expect((await context.run(context.on.start(), out)).openedPorts).toEqual(out.openedPorts)
  expect(result).toContainEqual({ port: "9090/tcp", endpoints: ["db", "host"] })
})

test("a reboot after the hook keeps its writes, one at once drops them", async () => {
  work = ({ unit }) => {
    unit.ports.open("80/tcp")
    reboot(unit)
  }
  expect((await context.run(context.on.start())).openedPorts).toEqual(["80/tcp"])
  expect(context.reboot).toBe("after-hook")
  work = ({ unit }) => {
    unit.ports.open("80/tcp")
    reboot(unit, { now: true })
  }
  expect((await context.run(context.on.start())).openedPorts).toEqual([])
  expect(context.reboot).toBe("now")
  await expect(context.run(context.on.action("work"))).rejects.toThrow("an action cannot do that")
})

test("the facts of the unit: machine, zone, version, and the principal of a subordinate", async () => {
  const where = new Context(MachineCharm, {
    spec,
    machineId: "3/lxd/1",
    availabilityZone: "zone2",
    jujuVersion: "3.4.5",
  })
  const host = relation({ endpoint: "host", remoteApp: "web", remoteUnitsData: { 4: {} } })
  const state = { relations: [host], model: { name: "prod", uuid: "0000" }, plannedUnits: 3 }
  const facts = await inStart(
    state,
    ({ model, app }) => ({
      ...jujuContext(model),
      version: String(jujuVersion(model)),
      planned: app.plannedUnits(),
      units: model.relation("host")?.units.map(({ name }) => name),
      dir: charmDir(model),
    }),
    where,
  )
  expect(facts).toMatchObject({
    machineId: "3/lxd/1",
    availabilityZone: "zone2",
    principalUnit: "web/4",
    version: "3.4.5",
    modelName: "prod",
    modelUuid: "0000",
    // Juju lists no unit of a subordinate in goal-state.
    planned: 0,
    units: ["web/4"],
    dir: "/charm",
  })
  expect(() => new Context(MachineCharm, { spec, jujuVersion: "3" })).toThrow(ModelError)
})

test("the charm's folder is the project, and its whole metadata can be read", async () => {
  const project = new URL("../../../charms/web-server/", import.meta.url)
  const facts = await new Promise((resolve, fail) => {
    class Charm extends CharmBase {
      constructor(framework: Framework) {
        super(framework)
        this.observe(this.on.start, this.look)
      }

      look(): void {
        resolve([`${charmDir(this.model)}/`, charmMeta(this).name, charmMeta(this).charmUser])
      }
    }
    const where = new Context(Charm, { project })
    where.run(where.on.start()).catch(fail)
  })
  expect(facts).toEqual([fileURLToPath(project), "web-server", "root"])
})

test("security events are in the log", async () => {
  class Watched extends MachineCharm {
    static readonly watchHook = securityEvents
  }
  const where = new Context(Watched, { spec })
  work = ({ unit }) => reboot(unit)
  await where.run(where.on.start())
  const [line] = where.logs.filter(({ level }) => level === "TRACE")
  expect(JSON.parse(line?.message ?? "{}")).toMatchObject({ type: "security", level: "WARN" })
})

test.each<[string, StateInput, string]>([
  ["storage", { storages: [storage({ name: "disc" })] }, 'declares no storage "disc" (declared: data, disk)'],
  ["kind", { storages: [storage({ name: "disk" })] }, "the storage disk/0 is of type block, not filesystem"],
  [
    "instances",
    { storages: [storage({ name: "data" }), storage({ name: "data" })] },
    "two storages are data/0",
  ],
  [
    "number",
    { storages: [0, 1, 2].map((index) => storage({ name: "data", index })) },
    'at most 2 of the storage "data", not 3',
  ],
  ["resource", { resources: { image: "/x" } }, 'declares no resource "image" (declared: policy)'],
  ["network", { networks: { web: network("10.0.0.1") } }, 'declares no endpoint "web"'],
  [
    "principals",
    { relations: [relation({ endpoint: "host", remoteUnitsData: { 0: {}, 1: {} } })] },
    'on an endpoint of scope "container" a unit sees one unit',
  ],
])("a state that Juju cannot produce: %s", async (_, state, message) => {
  const run = context.run(context.on.start(), state)
  await expect(run).rejects.toThrow(InconsistentStateError)
  await expect(run).rejects.toThrow(message)
})

test("an event about a storage that the state does not have", async () => {
  const run = context.run(context.on.storageAttached(storage({ name: "data" })))
  await expect(run).rejects.toThrow("the storage data/0, which the event is about, is not in the state")
})
