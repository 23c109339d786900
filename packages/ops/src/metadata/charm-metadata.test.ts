import { describe, expect, test } from "vitest"
import { parseCharmMetadata } from "./charm-metadata.ts"
import { MetadataError } from "./errors.ts"

const CHARM = { name: "my-charm", summary: "s", description: "d" }
const parse = (rest: object) => parseCharmMetadata({ ...CHARM, ...rest }, "metadata.yaml")

test("the minimum that Juju accepts", () => {
  expect(parse({})).toEqual({
    ...CHARM,
    subordinate: false,
    endpoints: {},
    storages: {},
    containers: {},
  })
})

test("summary and description may be empty, as in Juju", () => {
  expect(parse({ summary: "", description: "" })).toMatchObject({ summary: "", description: "" })
})

test("endpoints in the short and the long form; requires, then provides, then peers", () => {
  const { endpoints } = parse({
    peers: { cluster: { interface: "my-peers" } },
    provides: { website: "http" },
    requires: {
      db: { interface: "mysql", limit: 1, scope: "global", optional: true },
      monitoring: { interface: "nrpe", scope: "container", limit: null },
    },
  })
  expect(Object.values(endpoints)).toEqual([
    { name: "db", role: "requires", interfaceName: "mysql", limit: 1, scope: "global", optional: true },
    { name: "monitoring", role: "requires", interfaceName: "nrpe", scope: "container", optional: false },
    { name: "website", role: "provides", interfaceName: "http", scope: "global", optional: false },
    { name: "cluster", role: "peers", interfaceName: "my-peers", scope: "global", optional: false },
  ])
  expect(Object.keys(endpoints)).toEqual(["db", "monitoring", "website", "cluster"])
})

test("storage, containers and ignored keys", () => {
  const metadata = parse({
    storage: { data: { type: "filesystem", location: "/srv" } },
    containers: { web: { resource: "img" } },
    resources: { img: { type: "oci-image" } },
    assumes: ["juju >= 3.6"],
  })
  expect(metadata.storages).toEqual({ data: { type: "filesystem" } })
  expect(metadata.containers).toEqual({ web: { resource: "img" } })
  expect(metadata.endpoints).toEqual({})
})

describe("mistakes name the file, the field and the fix", () => {
  test.each<[object, string]>([
    [{ resources: { tool: { type: "file", filename: "../x" } } }, 'filename cannot contain "/"'],
    [{ name: undefined }, "name: is missing: give the charm a name"],
    [{ name: "My_Charm" }, 'name: "My_Charm" cannot name a charm: use lower-case'],
    [{ summary: undefined }, "summary: is missing: add one line"],
    [{ description: null }, "description: is missing: add a few lines"],
    [{ description: ["d"] }, "description: must be a string, not a list"],
    [{ subordinate: "yes" }, 'subordinate: must be true or false, not string "yes"'],
    [{ requires: ["db"] }, "requires: must be a mapping, not a list"],
    [{ requires: { db: null } }, "requires.db.interface: is missing: name the interface"],
    [{ requires: { db: { interface: "" } } }, "requires.db.interface: is missing: name the interface"],
    [{ requires: { db: { interface: 5 } } }, "requires.db.interface: must be a string, not number 5"],
    [{ requires: { "Db!": "mysql" } }, 'requires.Db!: "Db!" cannot name an endpoint'],
    [
      { requires: { db: { interface: "mysql", limit: "one" } } },
      "requires.db.limit: must be a whole number of at least 1",
    ],
    [
      { requires: { db: { interface: "mysql", limit: 0 } } },
      "requires.db.limit: must be a whole number of at least 1",
    ],
    [
      { requires: { db: { interface: "mysql", limit: 1.5 } } },
      "requires.db.limit: must be a whole number of at least 1",
    ],
    [
      { requires: { db: { interface: "mysql", scope: "machine" } } },
      'requires.db.scope: must be one of global, container, not "machine"',
    ],
    [
      { requires: { db: { interface: "mysql", optional: 1 } } },
      "requires.db.optional: must be true or false, not number 1",
    ],
    [
      { requires: { db: "mysql" }, peers: { db: "cluster" } },
      'peers.db: "db" is already an endpoint under requires: rename one of them',
    ],
    [
      { storage: { data: { type: "tape" } } },
      'storage.data.type: must be one of filesystem, block, not "tape"',
    ],
    [{ provides: { "juju-x": "http" } }, 'provides.juju-x: the name "juju-x" is reserved for Juju'],
    [{ provides: { info: "juju-info" } }, 'provides.info: the interface "juju-info" is reserved for Juju'],
    [{ requires: { "juju-info": { interface: "juju-info", scope: "container" } } }, "is reserved for Juju"],
  ])("%j", (rest, message) => {
    expect(() => parse(rest)).toThrow(MetadataError)
    expect(() => parse(rest)).toThrow(message)
    expect(() => parse(rest)).toThrow(/^metadata\.yaml: /)
  })
})

test.each([undefined, null, "text", []])("%j is no charm's metadata", (value) => {
  expect(() => parseCharmMetadata(value, "metadata.yaml")).toThrow(
    "metadata.yaml: must hold a mapping with name, summary and description",
  )
})

test("a subordinate may require juju-info, in its principal's container", () => {
  const { subordinate, endpoints } = parse({
    subordinate: true,
    requires: { "juju-info": { interface: "juju-info", scope: "container" } },
  })
  expect(subordinate).toBe(true)
  expect(Object.keys(endpoints)).toEqual(["juju-info"])
})

test("an endpoint may have the name of a JavaScript built-in", () => {
  expect(Object.keys(parse({ requires: { constructor: "x", valueof: "y" } }).endpoints)).toEqual([
    "constructor",
    "valueof",
  ])
})
