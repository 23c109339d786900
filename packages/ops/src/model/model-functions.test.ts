// Tests of the functions that extend the model and have no test file of their own.
import { expect, test } from "vitest"
import { FakeJuju } from "../../tests/fake-juju.ts"
import { openModel } from "../../tests/open-model.ts"
import { cloudSpec } from "./cloud-spec.ts"
import { endpointPorts } from "./endpoint-ports.ts"
import { charmDir, jujuContext } from "./hook-context.ts"
import { networkInterfaces } from "./network-interfaces.ts"
import { remoteModel } from "./remote-model.ts"

test("network interfaces come with the addresses of the binding", () => {
  const juju = new FakeJuju()
  const binding = openModel(juju).getBinding("db")
  expect(binding.bindAddress).toBe("10.0.0.5")
  expect(networkInterfaces(binding)).toEqual([
    { name: "eth0", address: "10.0.0.5", subnet: "10.0.0.0/24", hostname: "", macAddress: "" },
  ])
  expect(juju.tools).toEqual(["network-get"])
})

test.each([
  ["10.0.0.5", "10.0.0.5/32"],
  ["fd00::5", "fd00::5/128"],
  ["db.example.com", ""],
])("the subnet of %s, if Juju does not know it", (value, subnet) => {
  const juju = new FakeJuju()
  juju.run = () => JSON.stringify({ "bind-addresses": [{ addresses: [{ value }] }] })
  expect(networkInterfaces(openModel(juju).getBinding("db"))).toMatchObject([{ address: value, subnet }])
})

test("ports of endpoints", () => {
  const juju = new FakeJuju()
  juju.opened = ["80/tcp (*)", "9090/tcp (db, metrics)"]
  const { unit, getUnit } = openModel(juju)
  const ports = endpointPorts(unit)
  expect(ports.opened).toEqual([
    { port: "80/tcp", endpoints: [] },
    { port: "9090/tcp", endpoints: ["db", "metrics"] },
  ])
  ports.open("53/udp", ["site", "cluster"])
  ports.close("9090/tcp", ["db"])
  expect(juju.sent("open-port")).toEqual([["--endpoints", "site,cluster", "53/udp"]])
  expect(juju.sent("close-port")).toEqual([["--endpoints", "db", "9090/tcp"]])
  expect(() => ports.open("1/tcp", [])).toThrow("name at least one endpoint")
  expect(() => ports.close("1/tcp", ["db", "web"])).toThrow('the charm declares no endpoint "web"')
  juju.failing["open-port"] = 'ERROR invalid protocol "x"'
  expect(() => ports.open("1/x", ["db"])).toThrow(
    'cannot open the port "1/x". Juju says: invalid protocol "x"',
  )
  expect(() => endpointPorts(getUnit.call(openModel(juju), "me/1"))).toThrow("me/1 is another unit")
})

test("the cloud, and what an operator has to do to show it", () => {
  const juju = new FakeJuju()
  const model = openModel(juju)
  expect(cloudSpec(model)).toMatchObject({ type: "lxd", name: "localhost" })
  juju.failing["credential-get"] = "ERROR cannot access cloud credentials: permission denied"
  expect(() => cloudSpec(model)).toThrow(/juju trust me\. Juju says: cannot access cloud credentials/)
})

test("the model of the other side", () => {
  const juju = new FakeJuju()
  juju.relations = [{ endpoint: "db", id: 4, app: "mysql", units: {} }]
  const model = openModel(juju)
  expect(remoteModel(model.relation("db", 4))).toEqual({ uuid: "0e0e" })
  expect(juju.sent("relation-model-get")).toEqual([["--format=json", "-r", "db:4"]])
  expect(() => remoteModel(model.relation("db", 5))).toThrow("the relation db:5 was removed")
  juju.failing["relation-model-get"] = 'ERROR unknown command "relation-model-get"'
  expect(() => remoteModel(model.relation("db", 4))).toThrow("it needs Juju 3.6.2")
})

test("the facts of the hook", () => {
  const model = openModel(new FakeJuju(), "start", {
    JUJU_CHARM_DIR: "/agent/charm",
    JUJU_MACHINE_ID: "0/lxd/1",
    JUJU_AVAILABILITY_ZONE: "zone1",
    JUJU_PRINCIPAL_UNIT: "web/0",
  })
  expect(jujuContext(model)).toMatchObject({
    machineId: "0/lxd/1",
    availabilityZone: "zone1",
    principalUnit: "web/0",
  })
  expect(charmDir(model)).toBe("/agent/charm")
  expect(charmDir(openModel(new FakeJuju()))).toBe(process.cwd())
})
