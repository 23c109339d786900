import { endpointPorts, type Secret, storages } from "@charmkit/ops"
import { LBConsumers, LBProvider } from "loadbalancer-interface"
import { expect, test } from "vitest"
import type { KnownFlag } from "../src/flags/known-flags.ts"
import { defineCharm, Endpoint, type HookOf, provides, ReactiveCharm, requires } from "../src/index.ts"

// Never run: the type checker is the test. If a line with an expected error compiles, the type check fails.

class Database extends Endpoint {
  static override readonly reactiveFlags = ["ready"] as const
}

class Wrong {
  readonly size: number
  constructor(size: number) {
    this.size = size
  }
}

/** As `charmkit-pack --types` writes it. */
interface Charm {
  config: { port: number; "tls-key": Secret | undefined }
  endpoints: {
    "lb-provider": { role: "requires"; interface: "loadbalancer" }
    "lb-consumers": { role: "provides"; interface: "loadbalancer" }
    db: { role: "requires"; interface: "sql" }
    cluster: { role: "peers"; interface: "tiny" }
  }
  actions: { backup: { how: "full" | "fast" }; crash: Record<never, never> }
  storages: "data" | "logs"
  resources: never
  containers: "web"
  extraBindings: "public"
}

const charm = defineCharm({
  types: {} as Charm,
  flags: ["request.sent"],
  layers: ["proxy", "tls"],
  trace: "config.set.port",
  endpoints: {
    "lb-provider": requires("loadbalancer", LBProvider),
    "lb-consumers": provides("loadbalancer", LBConsumers, { followersRead: true }),
    db: requires("sql", Database),
  },
})

type Hook = HookOf<typeof charm>

export function flags(): void {
  charm.when("request.sent", "endpoint.lb-provider.available").do(() => {})
  charm.whenAny("endpoint.lb-provider.response.changed", "endpoint.lb-provider.joined").do(() => {})
  charm
    .whenNot("endpoint.lb-consumers.requests_changed")
    .whenNotAll("leadership.is_leader")
    .do(() => {})
  charm
    .when("config.changed")
    .when("config.set.port", "config.changed.port")
    .do(() => {})
  charm.when("endpoint.db.ready", "endpoint.db.departed", "endpoint.db.changed.host").do(() => {})
  charm.when("leadership.changed.token", "upgrade.series.in-progress").do(() => {})
  // @ts-expect-error not declared
  charm.when("request.snet").do(() => {})
  // @ts-expect-error one of several
  charm.when("request.sent", "config.changed", "config.set.prot").do(() => {})
  const chain = charm.when("request.sent")
  // @ts-expect-error in a chain
  chain.whenNone("config.set.port", "request.snet")
  // @ts-expect-error no flag of that interface
  charm.when("endpoint.lb-provider.availabel").do(() => {})
  // @ts-expect-error of the other side's interface
  charm.when("endpoint.lb-consumers.available").do(() => {})
  // @ts-expect-error no such endpoint
  charm.whenNot("endpoint.lb.available").do(() => {})
  // @ts-expect-error no such option
  charm.when("config.changed.prot").do(() => {})
  // @ts-expect-error without a flag it would always hold
  charm.when().do(() => {})
  // @ts-expect-error not declared
  charm.trigger({ when: "request.sent", clear: "response.seen" })
  // @ts-expect-error misspelt
  charm.trigger({ whenNot: "endpoint.lb-provdier.available", clear: "request.sent" })
  charm.trigger({ whenNot: "endpoint.lb-provider.available", set: "request.sent" })
}

export function endpointsOfFlags({ endpointFromFlag }: Hook): void {
  const provider: LBProvider | undefined = endpointFromFlag("endpoint.lb-provider.available")
  const database: Database | undefined = endpointFromFlag("endpoint.db.ready")
  const none: undefined = endpointFromFlag("request.sent")
  // @ts-expect-error of another endpoint
  const other: Database | undefined = endpointFromFlag("endpoint.lb-provider.joined")
  // @ts-expect-error not declared
  endpointFromFlag("endpoint.db.reedy")
  void [provider, database, none, other]
}

export function hooks(): void {
  charm.hook("cluster-relation-changed").do(() => {})
  charm.hook("data-storage-attached", "web-pebble-ready").do(() => {})
  // @ts-expect-error no such storage
  charm.hook("date-storage-attached").do(() => {})
  // @ts-expect-error no such container
  charm.hook("wbe-pebble-ready").do(() => {})
  charm.hook("config-changed", "db-relation-changed", "{requires:sql}-relation-{joined,changed}").do(() => {})
  charm
    .hook("install")
    .whenFileChanged("/etc/app.conf")
    .do(() => {})
  // @ts-expect-error misspelt
  charm.hook("isntall").do(() => {})
  // @ts-expect-error no such endpoint
  charm.hook("sql-relation-changed").do(() => {})
  const install = charm.hook("install")
  // @ts-expect-error a handler of a hook runs before those of flags, and cannot wait for one
  install.when("request.sent")
  const metrics = charm.collectMetrics()
  // @ts-expect-error nothing but the hook counts there
  metrics.when("request.sent")
  const sent = charm.when("request.sent")
  // @ts-expect-error and the other way round
  sent.hook("install")
}

export function handlers({ flags, endpointFromName, end }: Hook): number {
  const lb: LBProvider = endpointFromName("lb-provider")
  const consumers: LBConsumers = endpointFromName("lb-consumers")
  flags.set("request.sent")
  // @ts-expect-error misspelt
  flags.set("requset.sent")
  // @ts-expect-error no such endpoint
  endpointFromName("lb")
  // @ts-expect-error no such option
  flags.isSet("config.set.prot")
  // @ts-expect-error one of several
  flags.allSet("request.sent", "requset.sent")
  const unset: readonly ("request.sent" | "config.changed")[] = flags.getUnsetFlags(
    "request.sent",
    "config.changed",
  )
  void unset
  // @ts-expect-error the other class
  const wrong: LBConsumers = endpointFromName("lb-provider")
  // @ts-expect-error a handler that is not there
  charm.when("request.sent").do(handlerThatIsNotThere)
  // @ts-expect-error a handler takes the hook, not a number
  charm.when("request.sent").do((hook: number) => hook)
  if (lb.isAvailable) end()
  return wrong === consumers ? 1 : 0
}

/** Helpers for some of a charm's names. */
export function helper<E extends "lb-provider" | "db">({ model, flags }: Hook, name: E): void {
  model.relations(name)
  flags.clear("request.sent")
}

export function joined(name: "lb-provider" | "db"): void {
  charm.when(`endpoint.${name}.joined`).do(() => {})
}

export function namesOfUnitAndModel({ unit, model, status }: Hook): void {
  endpointPorts(unit).open("80/tcp", ["lb-consumers", "db"])
  storages(model).list("data")
  status.layer("proxy").waiting("for it")
  // @ts-expect-error no such endpoint
  endpointPorts(unit).open("80/tcp", ["bd"])
  // @ts-expect-error no such storage
  storages(model).list("date")
  // @ts-expect-error no such layer
  status.layer("porxy")
}

export function values({ config, model, charm: { config: same } }: Hook): void {
  const port: number = config.get("port")
  const again: number = same.get("port")
  const key: Secret | undefined = config.get("tls-key")
  void [port, again, key, model.relations("cluster"), model.getBinding("public")]
  // @ts-expect-error misspelt
  config.get("prot")
  // @ts-expect-error misspelt
  model.relations("clutser")
}

export function actions(): void {
  charm.action("backup").do(backup)
  charm.action("crash").do(({ log }) => log.info("crash"))
  // @ts-expect-error misspelt
  charm.action("bakup").do(() => {})
  // @ts-expect-error the parameters of another action
  charm.action("crash").do(backup)
  // @ts-expect-error the parameters of an action are not in every hook
  charm.hook("install").do(backup)
}

function backup({ model }: HookOf<typeof charm, "backup">): void {
  const how: "full" | "fast" = model.action.params.how
  // @ts-expect-error no such parameter
  void [how, model.action.params.howe]
}

export function declarations(): void {
  // @ts-expect-error misspelt
  defineCharm({ types: {} as Charm, endpoints: { "lb-provder": requires("loadbalancer", LBProvider) } })
  // @ts-expect-error another role
  defineCharm({ types: {} as Charm, endpoints: { "lb-provider": provides("loadbalancer", LBProvider) } })
  // @ts-expect-error another interface
  defineCharm({ types: {} as Charm, endpoints: { db: requires("loadbalancer", LBProvider) } })
  // @ts-expect-error no such option
  defineCharm({ types: {} as Charm, trace: "config.set.prot" })
  const ownFlags = defineCharm({ types: {} as Charm })
  ownFlags.registerInterface("requires", "sql", Database)
  // @ts-expect-error no endpoint has this interface
  ownFlags.registerInterface("requires", "sqll", Database)
  ownFlags.when("anything", "config.set.port", "endpoint.db.joined").do(({ flags, endpointFromName }) => {
    flags.set("something")
    endpointFromName("db")
    // @ts-expect-error no such endpoint
    endpointFromName("bd")
    // @ts-expect-error no such option
    flags.isSet("config.set.prot")
  })
  // @ts-expect-error no such endpoint
  ownFlags.when("anything", "endpoint.bd.joined")
  // @ts-expect-error no such option
  ownFlags.when("config.changed.prot")
  const untyped = defineCharm({ flags: ["ready"] })
  untyped.when("config.changed.anything", "ready").do(({ config }) => {
    // @ts-expect-error it could be of any type
    const port: number = config.get("port")
    return void port
  })
  untyped.action("anything").do(({ model }) => void model.action.params.how)
  // @ts-expect-error not declared
  untyped.when("reedy").do(() => {})
  // @ts-expect-error what LBConsumers does not take
  provides("loadbalancer", LBConsumers, { followersReed: true })
  // @ts-expect-error no class of an interface
  requires("loadbalancer", Wrong)
  const free = new ReactiveCharm({})
  free.when("any.flag").do(({ flags, endpointFromName }) => {
    flags.set("any.other")
    const found: object | undefined = endpointFromName("any")
    return void found
  })
}

/** The compiler's messages. */
type Flags = "saved" | "endpoint.db.joined" | `endpoint.site.${string}`
export const near: {
  readonly endpoint: KnownFlag<"endpoint.bd.joined", Flags>
  readonly anyFlagOfIt: KnownFlag<"endpoint.stie.ready", Flags>
  readonly flag: KnownFlag<"svaed", Flags>
  readonly own: KnownFlag<"svaed" | "endpoint.stie.ready", Flags | "any other flag">
} = {
  endpoint: "endpoint.db.joined",
  anyFlagOfIt: "endpoint.site.ready",
  flag: "saved",
  own: "svaed",
}

test("is checked by the compiler", () => {
  expect(
    [flags, hooks, values, actions, handlers, declarations].every((one) => typeof one === "function"),
  ).toBe(true)
})
