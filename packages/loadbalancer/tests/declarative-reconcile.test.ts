import { CharmBase, type CharmClass, type Framework } from "@charmkit/ops"
import {
  accept,
  type ExistingLoadBalancer,
  LoadBalancerProvider,
  type ReconcilingHandlers,
  reject,
} from "loadbalancer-interface"
import { beforeEach, describe, expect, test } from "vitest"
import { API, DeclaredWorld, response } from "./declarative-world.ts"

/** Resources that the charm has created outside of Juju. */
let made: ExistingLoadBalancer[]
/** Calls in order: `make api`, `keep api`, `change api`, `remove`. */
let done: string[]
let handlers: ReconcilingHandlers<ExistingLoadBalancer>
let world: DeclaredWorld

const take = () => done.splice(0)

function provider(): CharmClass {
  return class extends CharmBase {
    static override readonly handleKind = "Provider"
    readonly lb = new LoadBalancerProvider(this, "lb-consumers", handlers)

    constructor(framework: Framework) {
      super(framework)
      this.observe(this.on.configChanged, this.serveAgain)
    }

    serveAgain(): Promise<void> {
      return this.lb.serveAgain()
    }
  }
}

function replaceProvider(changes: Partial<ReconcilingHandlers<ExistingLoadBalancer>>): void {
  handlers = { ...handlers, ...changes }
  world.model.addApp("lb", provider(), { provides: { "lb-consumers": "loadbalancer" } }, 0)
}

beforeEach(async () => {
  made = []
  done = []
  handlers = {
    existing: async () => made,
    serve: ({ name, identity, fingerprint }, existing) => {
      const isRight = existing?.fingerprint === fingerprint
      done.push(`${existing === undefined ? "make" : isRight ? "keep" : "change"} ${name}`)
      made = [...made.filter((one) => one !== existing), { identity, fingerprint }]
      return accept({ address: "lb.example" })
    },
    remove: (existing) => {
      done.push("remove")
      made = made.filter((one) => one !== existing)
    },
  }
  world = new DeclaredWorld({ provider: provider() })
  await world.model.integrate(world.relation)
})

describe("a declarative provider with existing", () => {
  test("creates missing load balancers and removes those of withdrawn requests", async () => {
    expect(take()).toEqual(["make api"])
    expect(response(world, "api")).toMatchObject({ address: "lb.example" })
    await world.model.hook("lb/0", "update-status")
    expect(take()).toEqual([])
    world.declared.api = () => undefined
    await world.configure("web/0")
    expect(take()).toEqual(["remove"])
    expect(made).toEqual([])
  })

  test("repairs the effects of killed hooks in the next update-status", async () => {
    const [one] = made
    made = [
      { identity: one?.identity ?? "", fingerprint: "" },
      { identity: one?.identity.replace("/api", "/gone") ?? "", fingerprint: "" },
    ]
    take()
    await world.model.hook("lb/0", "update-status")
    expect(take()).toEqual(["remove", "change api"])
    expect(made).toEqual([one])
  })

  test("compares once in leader-elected, also with new requests", async () => {
    world.model.setLeader("lb", undefined)
    world.declared.other = () => API
    await world.refreshConsumer("web/0")
    take()
    let lists = 0
    replaceProvider({
      existing: () => {
        lists += 1
        return made
      },
    })
    await world.elect("lb/0")
    expect([take(), lists]).toEqual([["make other"], 1])
  })

  test("removes the load balancer of a request that it now rejects, and tries that once", async () => {
    take()
    replaceProvider({ serve: () => reject({ protocol: "not any more" }) })
    await world.configure("lb/0")
    expect(take()).toEqual(["remove"])
    expect(response(world, "api")).toMatchObject({ error: "unsupported" })
    await world.model.hook("lb/0", "update-status")
    expect([take(), made]).toEqual([[], []])
  })

  test("serveAgain serves all requests with the existing load balancer of each", async () => {
    take()
    await world.configure("lb/0")
    expect(take()).toEqual(["keep api"])
  })

  test("does nothing if existing throws: responses stay", async () => {
    take()
    const before = world.own("lb")
    replaceProvider({
      existing: () => {
        throw new Error("the cloud is down")
      },
    })
    world.declared.api = () => ({ ...API, sticky: true })
    await world.configure("web/0")
    expect([take(), world.own("lb")]).toEqual([[], before])
    expect(world.model.logs.join("\n")).toContain("the cloud is down")
  })

  test("a removal that throws is tried again, and does not block others", async () => {
    const { remove } = handlers
    replaceProvider({
      remove: () => {
        throw new Error("busy")
      },
    })
    world.declared.other = () => API
    await world.refreshConsumer("web/0")
    take()
    delete world.declared.api
    world.declared.third = () => API
    await world.refreshConsumer("web/0")
    expect(take()).toEqual(["make third"])
    replaceProvider({ remove })
    await world.model.hook("lb/0", "update-status")
    expect([take(), made.length]).toEqual([["remove"], 2])
  })
})
