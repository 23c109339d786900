import { expect, test } from "vitest"
import {
  type ActionEvent,
  CharmBase,
  type CharmTypes,
  type Framework,
  FrameworkObject,
  type KnownName,
  type Model,
  main,
  resources,
  type Secret,
  storages,
} from "../src/index.ts"

// Never run: the type checker is the test. If a line with an expected error compiles, the type check fails.

/** As `charmkit-pack --types` writes it. */
interface Charm {
  config: {
    port: number
    "check-interval": number | undefined
    "tls-key": Secret | undefined
  }
  endpoints: {
    db: { role: "requires"; interface: "postgresql" }
    "lb-provider": { role: "requires"; interface: "loadbalancer" }
  }
  actions: {
    backup: { how: "full" | "fast"; keep?: number }
    crash: Record<never, never>
  }
  storages: "data"
  resources: "tool" | "image"
  containers: "web"
  extraBindings: "public"
}

/** A library for any charm. */
class Library extends FrameworkObject {
  constructor(charm: CharmBase, endpoint: string) {
    super(charm, endpoint)
    charm.model.relations(endpoint)
    charm.config.get(endpoint)
    charm.on.relation(endpoint)
    storages(charm.model).list(endpoint)
    resources(charm.model).fetch(endpoint)
  }
}

class TypedCharm extends CharmBase<Charm> {
  readonly lib = new Library(this, "db")

  constructor(framework: Framework) {
    super(framework)
    this.observe(this.on.action("backup"), this.backup)
    this.observe(this.on.action("backup"), this.anyAction)
    this.observe(this.on.relation("db").changed, this.names)
    this.observe(this.on.storage("data").attached, this.names)
    this.observe(this.on.container("web").pebbleReady, this.names)
    // @ts-expect-error the parameters of another action
    this.observe(this.on.action("crash"), this.backup)
    // @ts-expect-error misspelt
    this.on.action("bakup")
    // @ts-expect-error misspelt
    this.on.relation("lb-provder")
    // @ts-expect-error misspelt
    this.on.storage("dat")
    // @ts-expect-error misspelt
    this.on.container("wbe")
  }

  values(name: string): void {
    const port: number = this.config.get("port")
    const secret: Secret | undefined = this.config.get("tls-key")
    expect([port, secret?.getContent()]).toBeDefined()
    // @ts-expect-error no default
    const interval: number = this.config.get("check-interval")
    expect(interval).toBeDefined()
    // @ts-expect-error a number is no text
    const text: string = this.config.get("port")
    expect(text).toBeDefined()
    // @ts-expect-error misspelt
    this.config.get("prot")
    // @ts-expect-error misspelt
    this.config.has("prot")
    // @ts-expect-error it could be any name
    this.config.get(name)
  }

  names(): void {
    expect([this.model.relations("db"), this.model.getBinding("lb-provider")]).toBeDefined()
    expect([this.model.getBinding("public"), this.model.relation("db", 3).id]).toBeDefined()
    // Every charm has this endpoint.
    expect(this.model.getBinding("juju-info")).toBeDefined()
    expect(this.model.relations("db").map((relation) => this.model.getBinding(relation))).toBeDefined()
    // @ts-expect-error misspelt
    this.model.relations("bd")
    // @ts-expect-error misspelt
    this.model.relation("bd")
    // @ts-expect-error misspelt
    this.model.relation("bd", 3)
    // @ts-expect-error misspelt
    this.model.getBinding("pubic")
    // @ts-expect-error an endpoint can have no relation
    expect(this.model.relation("db").id).toBeDefined()
    storages(this.model).list("data")
    resources(this.model).fetch("tool")
    // @ts-expect-error misspelt
    storages(this.model).request("dat")
    // @ts-expect-error misspelt
    resources(this.model).fetch("tol")
  }

  backup({ params }: ActionEvent<Charm["actions"]["backup"]>): void {
    const how: "full" | "fast" = params.how
    expect(how).toBeDefined()
    // @ts-expect-error not one of the values
    expect(params.how === "slow").toBe(false)
    // @ts-expect-error may be absent
    const keep: number = params.keep
    expect(keep).toBeDefined()
    // @ts-expect-error there is no such parameter
    expect(params.howe).toBeUndefined()
    // @ts-expect-error parameters are frozen
    params.how = "fast"
  }

  anyAction({ params }: ActionEvent): void {
    // @ts-expect-error without the action's type a parameter is unknown
    const how: string = params.how
    expect(how).toBeDefined()
  }
}

/** Everything that takes a charm or its model takes a typed one. */
function takes(charm: TypedCharm): readonly [CharmBase, Model] {
  main(TypedCharm)
  return [charm, charm.model]
}

/** The compiler's messages: what a misspelt name is said not to be assignable to. */
type Names = "port" | "address" | "check-interval" | "part"
const near: {
  readonly swapped: KnownName<"adress", Names>
  readonly replaced: KnownName<"chekc-intervall", Names>
  readonly several: KnownName<"purt", Names>
  readonly none: KnownName<"colour", Names>
  readonly any: KnownName<"anything", string>
} = {
  swapped: "address",
  replaced: "check-interval",
  several: "part",
  none: "port",
  any: "anything",
}
const notNear: KnownName<"adress", Names> extends "address" ? true : false = true
const types: CharmTypes = {} as Charm

test("this file type-checks (npm run check)", () => {
  expect([takes, near, notNear, types]).toBeDefined()
})
