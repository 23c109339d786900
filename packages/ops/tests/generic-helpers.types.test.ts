import { expect, test } from "vitest"
import {
  type ActionName,
  CharmBase,
  type CharmTypes,
  type EndpointName,
  endpointPorts,
  type Framework,
  type KnownName,
  type OptionName,
  storages,
} from "../src/index.ts"
import { Tracing } from "../src/tracing.ts"

// Never run: the type checker is the test. If a line with an expected error compiles, the type check fails.

/** The part of a charm that a helper or a base class for several charms needs. */
interface WithDb extends CharmTypes {
  endpoints: { db: { role: "requires"; interface: "postgresql" } }
}

interface Charm {
  config: { port: number; host: string | undefined }
  endpoints: {
    db: { role: "requires"; interface: "postgresql" }
    replica: { role: "requires"; interface: "postgresql" }
    tracing: { role: "requires"; interface: "tracing" }
  }
  actions: { backup: { how: "full" | "fast" } }
  storages: "data" | "logs"
  resources: never
  containers: never
  extraBindings: never
}

/** Another charm with the endpoint. */
interface OtherCharm extends CharmTypes {
  config: { only: number }
  endpoints: { db: { role: "requires"; interface: "postgresql" } }
}

/** One of a charm's names. */
function count<E extends EndpointName<Charm>>(charm: WebCharm, endpoint: E): number {
  charm.on.relation(endpoint)
  charm.model.getBinding(endpoint)
  endpointPorts(charm.unit).open("80/tcp", [endpoint])
  return charm.model.relations(endpoint).length
}

/** Some of a charm's names. */
function uri(charm: CharmBase<Charm>, endpoint: "db" | "replica"): string | undefined {
  const relation = charm.model.relation(endpoint)
  return relation?.app && relation.data(relation.app).get("uri")
}

/** A value of the option's own type. */
function option<O extends OptionName<Charm>>(charm: CharmBase<Charm>, name: O): Charm["config"][O] {
  return charm.config.get(name)
}

function act<A extends ActionName<Charm>>(charm: CharmBase<Charm>, name: A) {
  return charm.on.action(name)
}

function locations<S extends Charm["storages"]>(charm: CharmBase<Charm>, name: S): readonly string[] {
  return storages(charm.model)
    .list(name)
    .map(({ location }) => location)
}

/** Any charm with one of its endpoints. */
function related<C extends CharmTypes>(charm: CharmBase<C>, endpoint: EndpointName<C>): boolean {
  return charm.model.relations(endpoint).length > 0
}

function events<C extends CharmTypes, E extends EndpointName<C>>(charm: CharmBase<C>, endpoint: E) {
  return charm.on.relation(endpoint)
}

/** The same, with the nearest name in the message. */
function first<C extends CharmTypes, E extends string>(
  charm: CharmBase<C>,
  endpoint: KnownName<E, EndpointName<C>>,
) {
  return charm.model.relations(endpoint)[0]
}

/** Any charm with this endpoint. */
function databases(charm: CharmBase<WithDb>): number {
  // @ts-expect-error only the endpoint that all of them have
  charm.model.relations("replica")
  return charm.model.relations("db").length
}

/** A base class for several charms. */
abstract class DbCharm<C extends WithDb> extends CharmBase<C> {
  readonly tracing = new Tracing(this, "db")

  constructor(framework: Framework) {
    super(framework)
    this.observe(this.on.relation("db").changed, this.onDb)
  }

  onDb(): void {
    endpointPorts(this.unit).open("80/tcp", ["db"])
    expect([this.model.relations("db"), databases(this), related(this, "db")]).toBeDefined()
  }

  endpoint(name: EndpointName<C>): number {
    return this.model.relations(name).length
  }
}

class WebCharm extends DbCharm<Charm> {
  readonly traces = new Tracing(this, "tracing")

  names(name: "db" | "replica" | "tracing"): void {
    const port: number = option(this, "port")
    const host: string | undefined = option(this, "host")
    act(this, "backup")
    for (const each of [name, "db"] as const) count(this, each)
    const values = [count(this, "db"), uri(this, "replica"), locations(this, "data"), related(this, "db")]
    expect([port, host, values, events(this, "replica"), first(this, "db"), databases(this)]).toBeDefined()
    this.endpoint("replica")
    // @ts-expect-error misspelt
    count(this, "bd")
    // @ts-expect-error misspelt
    option(this, "prot")
    // @ts-expect-error misspelt
    related(this, "bd")
    // @ts-expect-error misspelt
    events(this, "replcia")
    // @ts-expect-error misspelt
    first(this, "replcia")
    // @ts-expect-error misspelt
    this.endpoint("replcia")
    // @ts-expect-error misspelt
    new Tracing(this, "tracin")
  }

  ports(): void {
    const ports = endpointPorts(this.unit)
    ports.open("80/tcp", ["db", "replica"])
    ports.close("80/tcp", ["db"])
    // @ts-expect-error misspelt
    ports.open("80/tcp", ["bd"])
    // @ts-expect-error one of two
    ports.close("80/tcp", ["db", "replcia"])
    // @ts-expect-error it could be any name
    ports.open("80/tcp", [this.unit.name])
  }
}

/** A charm with one option. */
class SmallCharm extends CharmBase<OtherCharm> {
  value(): number {
    return this.config.get("only")
  }
}

class PlainCharm extends CharmBase {
  ports(name: string): void {
    endpointPorts(this.unit).open("80/tcp", ["anything", name])
    expect([related(this, "anything"), databases(this)]).toBeDefined()
  }
}

class Other extends DbCharm<OtherCharm> {}

test("this file type-checks (npm run check)", () => {
  expect([WebCharm, SmallCharm, PlainCharm, Other]).toBeDefined()
})
