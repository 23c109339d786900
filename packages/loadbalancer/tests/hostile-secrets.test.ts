import { CharmBase, type CharmClass, type Framework } from "@charmkit/ops"
import { inProcess, Model } from "@charmkit/testing"
import { accept, LBConsumers, LBProvider, LoadBalancerProvider } from "loadbalancer-interface"
import { sealRequest } from "loadbalancer-interface/wire"
import { describe, expect, test } from "vitest"

const KEY = "-----BEGIN PRIVATE KEY-----\nowner\n-----END PRIVATE KEY-----\n"
const OTHER_KEY = KEY.replace("owner", "other")
const example = (name: string) => ({ project: new URL(`../../../examples/${name}/`, import.meta.url) })

interface Seen {
  /** The private key with which each request was served, by application. */
  readonly served: Map<string, string | null>
  /** Issues of requests, by application. */
  invalid: Map<string, string>
}

const appOf = ({ relation }: LBConsumers["allRequests"][number]): string => relation.app?.name ?? "?"

/** A provider that checks all requests in every hook that the library observes. */
function classic(seen: Seen): CharmClass {
  return class Classic extends CharmBase {
    readonly lb = new LBConsumers(this, "lb-consumers")

    constructor(framework: Framework) {
      super(framework)
      framework.observe(this.lb.on.requestsChanged, this.answer)
      for (const event of [this.on.relation("lb-consumers").changed, this.on.configChanged])
        framework.observe(event, this.look)
    }

    answer() {
      for (const request of this.lb.newRequests) {
        seen.served.set(appOf(request), request.tlsKey)
        request.response.address = "192.0.2.7"
        this.lb.sendResponse(request)
      }
      for (const removed of this.lb.removedRequests) this.lb.revokeResponse(removed)
    }

    look() {
      seen.invalid = invalidIn(this.lb)
      // A requirer can also name a secret of the provider's own application.
      if (this.unit.isLeader() && own === undefined) own = this.app.addSecret({ "tls-key": OTHER_KEY }).id
    }
  }
}

let own: string | undefined

function declared(seen: Seen): CharmClass {
  return class Declared extends CharmBase {
    readonly lb = new LoadBalancerProvider(this, "lb-consumers", {
      serve: (request) => {
        seen.served.set(request.relation.app?.name ?? "?", request.tlsKey)
        return accept({ address: "192.0.2.7" })
      },
      remove: () => undefined,
    })

    constructor(framework: Framework) {
      super(framework)
      for (const event of [this.on.relation("lb-consumers").changed, this.on.configChanged])
        framework.observe(event, this.look)
    }

    look() {
      seen.invalid = invalidIn(this.lb)
      if (this.unit.isLeader() && own === undefined) own = this.app.addSecret({ "tls-key": OTHER_KEY }).id
    }
  }
}

const invalidIn = ({ invalidRequests }: Pick<LBConsumers, "invalidRequests">): Map<string, string> =>
  new Map(
    invalidRequests.map(({ relation, issues }) => [
      relation.app?.name ?? "?",
      issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "),
    ]),
  )

/** A requirer that uses the library. */
class Web extends CharmBase {
  readonly lb = new LBProvider(this, "lb-provider", { tlsKeys: "secret" })

  constructor(framework: Framework) {
    super(framework)
    framework.observe(this.lb.on.available, this.ask)
  }

  ask() {
    if (!this.lb.canRequest) return
    const request = this.lb.getRequest("web")
    request.protocol = "https"
    request.portMapping = { 443: 8443 }
    request.tlsTermination = true
    request.tlsCert = "CERT"
    request.tlsKey = KEY
    this.lb.sendRequest(request)
  }
}

/** A requirer that writes arbitrary text. */
function writer(databag: () => Record<string, string>): CharmClass {
  return class Writer extends CharmBase {
    constructor(framework: Framework) {
      super(framework)
      for (const event of [this.on.relation("lb-provider").changed, this.on.configChanged])
        framework.observe(event, this.write)
    }

    write() {
      for (const relation of this.model.relations("lb-provider")) relation.data(this.app).update(databag())
    }
  }
}

/** Returns a valid request whose private key is in the secret with this id. */
function asking(id: string, name = "web", requestId = "0123456789abcdef0123456789abcdef") {
  const request = sealRequest({
    id: requestId,
    name,
    protocol: "https",
    backends: ["192.0.2.66"],
    port_mapping: { 443: 8443 },
    algorithm: [],
    sticky: false,
    health_checks: [],
    public: true,
    tls_termination: true,
    tls_cert: "CERT",
    tls_key: null,
    ingress_address: null,
    sent_hash: null,
  })
  return {
    version: "1",
    [`request_${name}`]: JSON.stringify(request),
    [`secrets_${name}`]: JSON.stringify({ sent_hash: request.sent_hash, tls_key: { id, revision: 1 } }),
  }
}

interface World {
  readonly seen: Seen
  /** The databag of the attacker. */
  readonly say: (databag: Record<string, string>) => Promise<void>
  /** The databag of the requirer that uses the library. */
  readonly said: () => Record<string, string>
  readonly stop: () => Promise<void>
}

async function world(provider: (seen: Seen) => CharmClass): Promise<World> {
  own = undefined
  const seen: Seen = { served: new Map(), invalid: new Map() }
  let databag: Record<string, string> = { version: "1" }
  const model = await Model.start()
  await model.deploy(inProcess(provider(seen), example("lb-provider")))
  await model.deploy(inProcess(Web, example("lb-consumer")), { name: "web" })
  await model.deploy(
    inProcess(
      writer(() => databag),
      example("lb-consumer"),
    ),
    { name: "mallory" },
  )
  for (const app of ["web", "mallory"]) model.integrate(`${app}:lb-provider`, "lb-provider")
  await model.settle()
  let port = 1000
  return {
    seen,
    say: async (said) => {
      databag = said
      seen.served.clear()
      port += 1
      model.config("mallory", { port })
      await model.settle()
      // In every hook of the provider, not only in the one for the change.
      await model.addUnits("web")
      model.updateStatus()
      await model.settle()
    },
    said: () =>
      model
        .relations("lb-provider")
        .flatMap(({ databags }) => Object.values(databags))
        .find((data) => "secrets_web" in data && data.secrets_web !== databag.secrets_web) ?? {},
    stop: () => model.stop(),
  }
}

const NOT_THERE = "d1gk2s7mp25c762r0l8g"

describe.each([
  ["classic", classic],
  ["declared", declared],
] as const)("%s provider", (_form, provider) => {
  test("no id of a secret fails a hook; it makes its request invalid", async () => {
    const { seen, say, stop } = await world(provider)
    try {
      for (const id of [
        "secret:-",
        "secret:a/b",
        "secret:--help",
        "secret:",
        "--help",
        "secret:a\u0000b",
        `secret:${"z".repeat(20)}`,
        `secret:${"0".repeat(21)}`,
        `secret:${NOT_THERE}?x=y`,
        `secret:${NOT_THERE}\n`,
        `secret:${NOT_THERE}`,
        `secret://not-a-model/${NOT_THERE}`,
        `secret://9b5f7ac5-6a31-4e7a-8a0e-6b2f4a9ad0b1/${NOT_THERE}`,
      ]) {
        await say(asking(id))
        expect([id, seen.served.has("mallory")]).toEqual([id, false])
        expect([id, seen.invalid.get("mallory")]).toEqual([id, expect.stringContaining("tls_key: ")])
        expect(seen.invalid.has("web")).toBe(false)
      }
    } finally {
      await stop()
    }
  })

  test("another application's secret gives no key, and its owner is still served", async () => {
    const { seen, say, said, stop } = await world(provider)
    try {
      expect(seen.served.get("web")).toBe(KEY)
      const { tls_key: key } = JSON.parse(said().secrets_web ?? "")
      const { id: requestId } = JSON.parse(said().request_web ?? "")
      for (const databag of [
        asking(key.id),
        asking(key.id, "other"),
        // The id of the owner's request does not help either, because the application differs.
        asking(key.id, "web", requestId),
        // A secret of the provider itself.
        asking(own ?? ""),
      ]) {
        await say(databag)
        expect(seen.served.has("mallory")).toBe(false)
        expect(seen.invalid.get("mallory")).toMatch(/tls_key: .*not.* for this request/)
        expect(JSON.stringify([...seen.invalid])).not.toContain("PRIVATE KEY")
      }
    } finally {
      await stop()
    }
  })
})
