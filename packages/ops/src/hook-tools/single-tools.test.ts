// Tests of the tools without a test file of their own.
import { expect, test } from "vitest"
import { ArgvFake, checkDeclaredCalls } from "../../tests/argv-fake.ts"
import { applicationVersionSet } from "./application-version.ts"
import { configGet } from "./config.ts"
import { closeEndpointPort, openEndpointPort, openedEndpointPorts } from "./endpoint-port.ts"
import { HookToolOutputError } from "./errors.ts"
import { goalState } from "./goal-state.ts"
import { isLeader, leaderGet, leaderSet } from "./leader.ts"
import { closePort, openedPorts, openPort } from "./port.ts"
import { jujuReboot } from "./reboot.ts"
import { resourceGet } from "./resource.ts"
import { storageAdd, storageGet, storageList } from "./storage.ts"

checkDeclaredCalls()
const answering = (command: string[], stdout = "") => new ArgvFake().expect(command, { stdout })

test("is-leader", () => {
  expect(isLeader(answering(["is-leader", "--format=json"], "true\n"))).toBe(true)
  expect(isLeader(answering(["is-leader", "--format=json"], "false\n"))).toBe(false)
  expect(() => isLeader(answering(["is-leader", "--format=json"], "True\n"))).toThrow("should write JSON")
  expect(() => isLeader(answering(["is-leader", "--format=json"], "null"))).toThrow(
    "should write true or false",
  )
})

test("leader-get and leader-set", () => {
  expect(leaderGet(answering(["leader-get", "--format=json"], '{"a":"1"}'))).toEqual({ a: "1" })
  leaderSet(answering(["leader-set", "a=x=y", "b="]), { a: "x=y", b: "" })
})

test("config-get: values of every type; options without a value are left out", () => {
  const stdout = '{"name":"x","count":3,"ratio":0.5,"on":false,"empty":"","unset":null}'
  expect(configGet(answering(["config-get", "--format=json"], stdout))).toEqual({
    name: "x",
    count: 3,
    ratio: 0.5,
    on: false,
    empty: "",
  })
  expect(() => configGet(answering(["config-get", "--format=json"], '{"list":[]}'))).toThrow(
    "a map in which list is a string, a number or a boolean",
  )
})

test("application-version-set", () => {
  applicationVersionSet(answering(["application-version-set", "--", "-1"]), "-1")
})

test("goal-state", () => {
  const command = ["goal-state", "--format=json"]
  const stdout = JSON.stringify({
    units: { "app/0": { status: "active", since: "2026-01-02 15:04:05Z" } },
    relations: { db: { mysql: { status: "joined" }, "mysql/0": { status: "active", since: "" } } },
  })
  expect(goalState(answering(command, stdout))).toEqual({
    units: { "app/0": { status: "active", since: "2026-01-02 15:04:05Z" } },
    relations: { db: { mysql: { status: "joined", since: "" }, "mysql/0": { status: "active", since: "" } } },
  })
  expect(goalState(answering(command, "{}"))).toEqual({ units: {}, relations: {} })
  expect(() => goalState(answering(command, '{"units":{"app/0":{}}}'))).toThrow(
    "a map in which app/0 is a map with the strings status and since",
  )
})

test("ports", () => {
  openPort(answering(["open-port", "80/tcp"]), "80/tcp")
  closePort(answering(["close-port", "8000-8080/udp"]), "8000-8080/udp")
  expect(openedPorts(answering(["opened-ports", "--format=json"], '["80/tcp","icmp"]'))).toEqual([
    "80/tcp",
    "icmp",
  ])
  expect(() => openedPorts(answering(["opened-ports", "--format=json"], "[80]"))).toThrow(
    "a list in which every item is a string",
  )
})

test("ports of endpoints", () => {
  openEndpointPort(answering(["open-port", "--endpoints", "db,site", "80/tcp"]), "80/tcp", ["db", "site"])
  closeEndpointPort(answering(["close-port", "--endpoints", "db", "icmp"]), "icmp", ["db"])
  const command = ["opened-ports", "--endpoints", "--format=json"]
  expect(openedEndpointPorts(answering(command, '["80/tcp (*)","8000-8080/udp (db, site)"]'))).toEqual([
    { port: "80/tcp", endpoints: [] },
    { port: "8000-8080/udp", endpoints: ["db", "site"] },
  ])
  expect(() => openedEndpointPorts(answering(command, '["80/tcp"]'))).toThrow("80/tcp (db, web)")
})

test("storage", () => {
  expect(storageList(answering(["storage-list", "--format=json", "data"], '["data/0"]'), "data")).toEqual([
    "data/0",
  ])
  expect(storageList(answering(["storage-list", "--format=json"], "[]"))).toEqual([])
  const command = ["storage-get", "--format=json", "-s", "data/0"]
  const info = { kind: "filesystem", location: "/srv/data" }
  expect(storageGet(answering(command, JSON.stringify(info)), "data/0")).toEqual(info)
  expect(() => storageGet(answering(command, "{}"), "data/0")).toThrow(HookToolOutputError)
  storageAdd(answering(["storage-add", "data=2"]), "data", 2)
})

test("resource-get writes a bare path", () => {
  expect(resourceGet(answering(["resource-get", "img"], "/var/lib/a b/img.tar"), "img")).toBe(
    "/var/lib/a b/img.tar",
  )
  expect(() => resourceGet(answering(["resource-get", "img"]), "img")).toThrow("should write a path")
})

test("juju-reboot", () => {
  jujuReboot(answering(["juju-reboot"]))
  jujuReboot(answering(["juju-reboot", "--now"]), { now: true })
})
