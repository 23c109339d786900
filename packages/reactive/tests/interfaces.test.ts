import { type CharmBase, FrameworkObject } from "@charmkit/ops"
import { describe, expect, test } from "vitest"
import {
  DeclarationError,
  defineCharm,
  type EndpointFlags,
  InterfaceError,
  type InterfaceHandlers,
  provides,
  ReactiveCharm,
  requires,
} from "../src/index.ts"
import { attempt, FakeJuju, relationEnv, run, storedFlags } from "./support.ts"

const related = () => {
  const juju = new FakeJuju()
  juju.relations = [
    { endpoint: "db", id: 9, app: "mysql", units: { "mysql/0": {} } },
    { endpoint: "db", id: 3, app: "maria", units: {} },
  ]
  return juju
}

const changed = { hook: "db-relation-changed", env: relationEnv("db:9", "mysql/0") }

/** An interface class that does not depend on this package. */
class Sql extends FrameworkObject {
  static readonly reactiveFlags = ["ready"] as const
  readonly name: string
  readonly secret: string

  constructor(charm: CharmBase, name: string, secret = "") {
    super(charm, name)
    this.name = name
    this.secret = secret
  }
}

describe("C8: interfaces", () => {
  test("one object for every endpoint with that role and interface, with what the registration adds", async () => {
    const charm = defineCharm({ endpoints: { db: requires("sql", Sql, "hush") } })
    const seen: unknown[] = []
    charm.atStart(({ endpointFromName }) => {
      const db = endpointFromName("db")
      seen.push(db instanceof Sql, db.name, db.secret)
    })
    await run(charm, related())
    expect(seen).toEqual([true, "db", "hush"])
  })

  test("registered by role and interface, for names that are not declared", async () => {
    const charm = new ReactiveCharm({})
    charm.registerInterface("requires", "sql", Sql)
    charm.registerInterface("provides", "sql", Sql)
    const seen: unknown[] = []
    charm.atStart(({ endpointFromName, endpointFromFlag, flags }) => {
      seen.push(endpointFromName("db") instanceof Sql, endpointFromName("site"), endpointFromName("nothing"))
      flags.set("db.connected")
      for (const flag of ["endpoint.db.joined", "endpoint.db.ready", "db.connected"]) {
        seen.push(endpointFromFlag(flag) instanceof Sql)
      }
    })
    await run(charm, related())
    expect(seen).toEqual([true, undefined, undefined, true, false, true])
  })

  test.each([
    [
      { nothing: requires("sql", Sql) },
      "declares no endpoint of that name (but db, my-cache, site, cluster)",
    ],
    [{ db: provides("sql", Sql) }, 'says requires "sql"'],
    [{ db: requires("mysql", Sql) }, 'says requires "sql"'],
  ])("a declaration that does not fit the metadata is refused", async (endpoints, message) => {
    const { error } = await attempt(new ReactiveCharm({ endpoints }), related())
    expect(error).toBeInstanceOf(DeclarationError)
    expect(String(error)).toContain(message)
  })

  test("created and joined follow the relations", async () => {
    const charm = defineCharm({ endpoints: { db: requires("sql", Sql) } })
    const juju = new FakeJuju()
    const flags = async (hook: string, env: Record<string, string>) => {
      await run(charm, juju, { hook, env })
      return storedFlags(juju)
    }
    expect(await flags("install", {})).toEqual([])
    juju.relations = [{ endpoint: "db", id: 9, app: "mysql", units: {} }]
    expect(await flags("db-relation-created", relationEnv("db:9"))).toEqual(["endpoint.db.created"])
    juju.relations = [{ endpoint: "db", id: 9, app: "mysql", units: { "mysql/0": {} } }]
    const joined = ["endpoint.db.created", "endpoint.db.joined"]
    expect(await flags("db-relation-joined", relationEnv("db:9", "mysql/0"))).toEqual(joined)
    // Even if Juju still lists the unit that leaves.
    expect(await flags("db-relation-departed", relationEnv("db:9", "mysql/0", "mysql/0"))).toEqual([
      "endpoint.db.created",
    ])
    expect(await flags("db-relation-broken", relationEnv("db:9"))).toEqual([])
  })

  test("a hook that leaves one relation of two keeps both flags", async () => {
    const charm = defineCharm({ endpoints: { db: requires("sql", Sql) } })
    const juju = related()
    await run(charm, juju)
    expect(storedFlags(juju)).toEqual(["endpoint.db.created", "endpoint.db.joined"])
    await run(charm, juju, { hook: "db-relation-broken", env: relationEnv("db:3") })
    expect(storedFlags(juju)).toEqual(["endpoint.db.created", "endpoint.db.joined"])
  })

  test("without manageFlags: changed in the changed hook, until the charm clears it", async () => {
    const charm = defineCharm({ endpoints: { db: requires("sql", Sql) } })
    const seen: boolean[] = []
    charm.atStart(({ flags }) => void seen.push(flags.isSet("endpoint.db.changed")))
    charm.hook("start").do(({ flags }) => flags.clear("endpoint.db.changed"))
    const juju = related()
    await run(charm, juju, { hook: "db-relation-joined", env: relationEnv("db:9", "mysql/0") })
    await run(charm, juju, changed)
    await run(charm, juju, { hook: "start" })
    await run(charm, juju)
    expect(seen).toEqual([false, true, true, false])
  })

  test("with isChanged: changed follows it, and clearing the flag resets it", async () => {
    const assigned: boolean[] = []
    class Telling extends FrameworkObject {
      readonly isReady = true
      get isChanged(): boolean {
        return assigned.length === 0
      }
      set isChanged(value: boolean) {
        assigned.push(value)
      }
    }
    const charm = defineCharm({ endpoints: { db: requires("sql", Telling) } })
    charm.when("endpoint.db.changed").do(({ flags }) => flags.clear("endpoint.db.changed"))
    const juju = related()
    await run(charm, juju)
    await run(charm, juju)
    expect(assigned).toEqual([false])
    expect(storedFlags(juju)).not.toContain("endpoint.db.changed")
  })

  test("manageFlags, triggers and handlers of its own, for its endpoint", async () => {
    const order: string[] = []
    class Full extends FrameworkObject {
      static readonly reactiveFlags = ["ready", "seen"] as const
      readonly #name: string
      constructor(charm: CharmBase, name: string) {
        super(charm, name)
        this.#name = name
      }
      manageFlags(flags: EndpointFlags): void {
        flags.toggle("ready", true)
      }
      triggers() {
        return [{ when: `endpoint.${this.#name}.ready`, callback: () => void order.push("trigger") }]
      }
      registerHandlers(on: InterfaceHandlers): void {
        on.when(`endpoint.${this.#name}.ready`).do(({ flags }) => {
          order.push("interface")
          flags.set(`endpoint.${this.#name}.seen`)
        })
      }
    }
    const charm = defineCharm({ endpoints: { db: requires("sql", Full) } })
    charm.when("endpoint.db.ready").do(() => void order.push("charm"))
    charm.when("endpoint.db.seen").do(() => void order.push("seen"))
    await run(charm, related())
    expect(order).toEqual(["trigger", "interface", "charm", "seen"])
  })

  test("R8: in restricted hooks none is created", async () => {
    const made: string[] = []
    class Noisy extends Sql {
      constructor(charm: CharmBase, name: string) {
        super(charm, name)
        made.push(name)
      }
    }
    const charm = defineCharm({ endpoints: { db: requires("sql", Noisy) } })
    await run(charm, related(), { hook: "collect-metrics" })
    expect(made).toEqual([])
  })
})

describe("an interface that throws", () => {
  const boom = () => {
    throw new TypeError("boom")
  }
  class InConstructor extends Sql {
    constructor(charm: CharmBase, name: string) {
      super(charm, name)
      boom()
    }
  }
  class InEvent extends Sql {
    constructor(charm: CharmBase, name: string) {
      super(charm, name)
      this.observe(charm.on.relation(name).changed, this.onChanged)
    }
    onChanged(): void {
      boom()
    }
  }
  class InFlags extends Sql {
    manageFlags(): void {
      boom()
    }
  }
  class InHandlers extends Sql {
    registerHandlers(): void {
      boom()
    }
  }

  test.each([
    [InConstructor, "in its constructor"],
    [InEvent, "in hooks/db-relation-changed"],
    [InFlags, "to say which flags are set"],
    [InHandlers, "to register its handlers"],
  ])("%o: the hook fails, names class and endpoint, and keeps nothing", async (Class, doing) => {
    const ran: string[] = []
    const charm = new ReactiveCharm({ endpoints: { db: requires("sql", Class) } })
    charm.whenNot("x").do(() => void ran.push("handler"))
    const juju = related()
    const { code, error } = await attempt(charm, juju, changed)
    expect(code).toBe(1)
    expect(error).toBeInstanceOf(InterfaceError)
    expect(error).toHaveProperty("endpoint", "db")
    expect(String(error)).toContain(
      `${Class.name}, which implements the interface of the endpoint db, failed ${doing}: TypeError: boom`,
    )
    expect(juju.log).toContain("Caused by: TypeError: boom")
    expect(ran).toEqual([])
    expect(juju.state).toEqual({})
  })
})
