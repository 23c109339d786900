import { CharmBase, type Framework } from "@charmkit/ops"
import { inProcess, Model } from "@charmkit/testing"
import {
  accept,
  LBConsumers,
  LoadBalancerProvider,
  LoadBalancers,
  type TlsKeys,
} from "loadbalancer-interface"
import { expect, test } from "vitest"

const KEY = "-----BEGIN PRIVATE KEY-----"
const example = (name: string) => ({ project: new URL(`../../../examples/${name}/`, import.meta.url) })

test("plain replaces a secret by plain text and removes the secret; the provider reads the same key", async () => {
  let tlsKeys: TlsKeys = "negotiate"
  const read: (string | null)[] = []
  class Consumer extends CharmBase {
    readonly lb: LoadBalancers<"api">
    constructor(framework: Framework) {
      super(framework)
      const api = {
        protocol: "tcp",
        portMapping: { 443: 6443 },
        tlsTermination: true,
        tlsCert: "CERT",
        tlsKey: KEY,
      } as const
      this.lb = new LoadBalancers(this, "lb-provider", { api: () => api }, { tlsKeys })
    }
  }
  class Provider extends CharmBase {
    readonly lb = new LoadBalancerProvider(this, "lb-consumers", {
      serve: (request) => {
        read.push(request.tlsKey)
        return accept({ address: "192.0.2.7" })
      },
      remove: () => undefined,
    })
  }
  await using model = await Model.start()
  await model.deploy(inProcess(Consumer, example("lb-consumer")))
  await model.deploy(inProcess(Provider, example("lb-provider")))
  const sent = () => {
    const bag = model.relations("lb-provider")[0]?.databags["lb-consumer"] ?? {}
    return [JSON.parse(bag.request_api ?? "{}").tls_key, "secrets_api" in bag]
  }
  const change = async (to: TlsKeys, port: number) => {
    tlsKeys = to
    model.config("lb-consumer", { port })
    await model.settle()
    return sent()
  }
  model.integrate("lb-consumer", "lb-provider")
  await model.settle()
  expect(sent()).toEqual([null, true])
  expect(await change("plain", 81)).toEqual([KEY, false])
  expect(await change("plain", 82)).toEqual([KEY, false])
  // A key that is already plain text in the databag stays there: the provider has read it.
  expect(await change("negotiate", 83)).toEqual([KEY, false])
  expect(await change("secret", 84)).toEqual([null, true])
  expect(new Set(read)).toEqual(new Set([KEY]))
})

test("a key stored by version 0.1.0 is not served, earlier results stay, and a refreshed requirer fixes it", async () => {
  let old = false
  let port = 443
  class Consumer extends CharmBase {
    readonly lb: LoadBalancers<"api"> | undefined
    constructor(framework: Framework) {
      super(framework)
      if (old) this.observe(this.on.configChanged, this.asBefore)
      else {
        const api = { protocol: "tcp", tlsTermination: true, tlsCert: "CERT", tlsKey: KEY } as const
        const declared = { api: () => ({ ...api, portMapping: { [port]: 6443 } }) }
        this.lb = new LoadBalancers(this, "lb-provider", declared, { tlsKeys: "secret" })
      }
    }
    asBefore() {
      const bag = this.model.relation("lb-provider")?.data(this.app)
      const said: unknown = JSON.parse(bag?.get("secrets_api") ?? "")
      const { sent_hash, tls_key } = said as { sent_hash: string; tls_key: { id: string; revision: number } }
      this.model.getSecret({ id: tls_key.id }).setContent({ "tls-key": KEY })
      bag?.set("secrets_api", JSON.stringify({ sent_hash, tls_key: { ...tls_key, revision: 7 } }))
    }
  }
  const seen: unknown[] = []
  class Provider extends CharmBase {
    readonly lb = new LoadBalancerProvider(this, "lb-consumers", {
      serve: (request) => {
        seen.push(request.tlsKey)
        return accept({ address: "192.0.2.7" })
      },
      remove: () => void seen.push("removed"),
    })
    constructor(framework: Framework) {
      super(framework)
      this.observe(this.on.relation("lb-consumers").changed, this.look)
    }
    look() {
      seen.push(...this.lb.invalidRequests.map(({ issues }) => issues[0]?.message))
    }
  }
  await using model = await Model.start()
  await model.deploy(inProcess(Consumer, example("lb-consumer")))
  await model.deploy(inProcess(Provider, example("lb-provider")))
  model.integrate("lb-consumer", "lb-provider")
  await model.settle()
  const change = async () => {
    seen.length = 0
    port += 1
    model.config("lb-consumer", { port })
    await model.settle()
    return [...seen]
  }
  expect(await change()).toEqual([KEY])
  old = true
  expect(await change()).toEqual([
    expect.stringMatching(/does not say that its private key is for this request/),
  ])
  const [answered] = model.relations("lb-consumer")
  expect(answered?.databags["lb-provider"]).toHaveProperty("response_api")
  old = false
  expect(await change()).toEqual([KEY])
})

test("a key from a secret is checked like one in the document", async () => {
  let hostile = false
  class Consumer extends CharmBase {
    constructor(framework: Framework) {
      super(framework)
      const api = { protocol: "tcp", tlsTermination: true, tlsCert: "CERT", tlsKey: KEY } as const
      if (hostile) this.observe(this.on.configChanged, this.replaceKey)
      else
        new LoadBalancers(
          this,
          "lb-provider",
          { api: () => ({ ...api, portMapping: { 443: 6443 } }) },
          { tlsKeys: "secret" },
        )
    }
    replaceKey() {
      const bag = this.model.relation("lb-provider")?.data(this.app)
      const { sent_hash, tls_key } = JSON.parse(bag?.get("secrets_api") ?? "")
      const secret = this.model.getSecret({ id: tls_key.id })
      secret.setContent({ ...secret.peekContent(), "tls-key": "a key\u001b]0;owned\u0007" })
      bag?.set("secrets_api", JSON.stringify({ sent_hash, tls_key: { ...tls_key, revision: 7 } }))
    }
  }
  const seen: unknown[] = []
  class Provider extends CharmBase {
    readonly lb = new LBConsumers(this, "lb-consumers")
    constructor(framework: Framework) {
      super(framework)
      this.observe(this.on.relation("lb-consumers").changed, this.look)
    }
    look() {
      seen.push(...this.lb.newRequests.map(({ tlsKey }) => tlsKey))
      seen.push(...this.lb.invalidRequests.map(({ issues: [issue] }) => [issue?.path, issue?.message]))
    }
  }
  await using model = await Model.start()
  await model.deploy(inProcess(Consumer, example("lb-consumer")))
  await model.deploy(inProcess(Provider, example("lb-provider")))
  model.integrate("lb-consumer", "lb-provider")
  await model.settle()
  expect(seen).toContain(KEY)
  seen.length = 0
  hostile = true
  model.config("lb-consumer", { port: 444 })
  await model.settle()
  expect(seen).toEqual([[["tls_key"], expect.stringMatching(/^Must be PEM text without control characters/)]])
})
