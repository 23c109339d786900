import type { CharmBase } from "@charmkit/ops"
import type { CharmSpec } from "@charmkit/ops/metadata"
import { Context, type DatabagContent, relation } from "@charmkit/testing"
import { consumerDatabag, providerDatabag } from "loadbalancer-interface/testing"
import { type GrowthCase, many } from "./case.ts"
import {
  ClassicConsumer,
  ClassicProvider,
  CONSUMER,
  DeclaredProvider,
  declaredConsumer,
  EndpointCharm,
  PROVIDER,
  ReactiveConsumer,
  ReactiveProvider,
} from "./charms.ts"

type CharmClass = ConstructorParameters<typeof Context<CharmBase>>[0]

interface Hook {
  readonly CharmClass: CharmClass
  readonly spec: CharmSpec
  readonly leader: boolean
  /** Contents of the two applications' databags; `own` is used for the leader only. */
  readonly remote: DatabagContent
  readonly own?: DatabagContent
}

/** Runs relation-changed of a charm that has not seen the databag before. */
function hook({ CharmClass, spec, leader, remote, own = {} }: Hook): () => Promise<unknown> {
  const context = new Context(CharmClass, { spec })
  const [endpoint = ""] = Object.keys(spec.metadata.endpoints)
  const related = relation({ endpoint, id: 1, remoteAppData: remote, localAppData: own })
  return () => context.run(context.on.relationChanged(related), { leader, relations: [related] })
}

const PORTS = { protocol: "tcp", portMapping: { 443: 6443 } } as const

function requests(n: number): DatabagContent {
  return consumerDatabag({ requests: many(n, (i) => [`web${i}`, PORTS]), extensions: ["details", "drain"] })
}

function responses(n: number, to?: DatabagContent): DatabagContent {
  const options = { responses: many(n, (i) => [`web${i}`, { address: "192.0.2.1" }]) }
  return providerDatabag(to === undefined ? options : { ...options, to })
}

/** Contents of a provider's databag after it has answered. */
async function answered(remote: DatabagContent): Promise<DatabagContent> {
  const context = new Context(ClassicProvider, { spec: PROVIDER })
  const related = relation({ endpoint: "lb-consumers", id: 1, remoteAppData: remote })
  const out = await context.run(context.on.relationChanged(related), { leader: true, relations: [related] })
  const [first] = out.relations
  return first?.localAppData ?? {}
}

const PROVIDERS = { classic: ClassicProvider, declared: DeclaredProvider, reactive: ReactiveProvider }
const CONSUMERS = { classic: ClassicConsumer, reactive: ReactiveConsumer }

/** Hooks of charms whose peer has written many documents. */
export const HOOKS: readonly GrowthCase[] = [
  ...Object.entries(PROVIDERS).flatMap(([form, CharmClass]): GrowthCase[] => [
    {
      name: `a ${form} provider with n requests`,
      base: 100,
      prepare: (n) => hook({ CharmClass, spec: PROVIDER, leader: true, remote: requests(n) }),
    },
    {
      name: `a ${form} provider with n removed requests`,
      base: 100,
      prepare: async (n) =>
        hook({
          CharmClass,
          spec: PROVIDER,
          leader: true,
          remote: requests(0),
          own: await answered(requests(n)),
        }),
    },
    {
      name: `a ${form} provider with n unreadable requests`,
      base: 100,
      prepare: (n) => {
        const remote = {
          ...requests(0),
          ...many(n, (i) => [`request_web${i}`, '{"protocol": "udp", "id": 1}']),
        }
        return hook({ CharmClass, spec: PROVIDER, leader: true, remote })
      },
    },
    {
      name: `a ${form} follower of a provider with n requests`,
      base: 100,
      prepare: (n) => hook({ CharmClass, spec: PROVIDER, leader: false, remote: requests(n) }),
    },
  ]),
  {
    name: "a declared provider with n requests that it fails to serve",
    base: 100,
    prepare: (n) => {
      const remote = consumerDatabag({ requests: many(n, (i) => [`bad${i}`, PORTS]) })
      return hook({ CharmClass: DeclaredProvider, spec: PROVIDER, leader: true, remote })
    },
  },
  ...Object.entries(CONSUMERS).flatMap(([form, CharmClass]): GrowthCase[] => [
    {
      name: `a ${form} consumer with n responses to its requests`,
      base: 100,
      prepare: (n) => {
        const own = requests(n)
        return hook({ CharmClass, spec: CONSUMER, leader: true, remote: responses(n, own), own })
      },
    },
    {
      name: `a ${form} consumer with n unreadable responses`,
      base: 200,
      prepare: (n) => {
        const own = requests(10)
        const remote = { ...responses(0), ...many(n, (i) => [`response_web${i}`, '{"address": 7}']) }
        return hook({ CharmClass, spec: CONSUMER, leader: true, remote, own })
      },
    },
    {
      name: `a ${form} follower with n responses`,
      base: 100,
      prepare: (n) => hook({ CharmClass, spec: CONSUMER, leader: false, remote: responses(n) }),
    },
    {
      name: `a ${form} follower with n responses of a provider without a version`,
      base: 100,
      prepare: (n) => {
        const { version: _version, ...remote } = responses(n)
        return hook({ CharmClass, spec: CONSUMER, leader: false, remote })
      },
    },
  ]),
  {
    name: "a declared consumer of n names with as many unreadable responses",
    base: 10,
    prepare: (n) => {
      const bad = JSON.stringify({ address: null, error: null, padding: "x".repeat(10_000) })
      const remote = { ...responses(0), ...many(n, (i) => [`response_api${i}`, bad]) }
      return hook({ CharmClass: declaredConsumer(n), spec: CONSUMER, leader: true, remote })
    },
  },
  {
    name: "a declared consumer of n names with as many other responses and no version",
    base: 50,
    prepare: (n) => {
      const { version: _version, ...remote } = responses(n)
      return hook({ CharmClass: declaredConsumer(n), spec: CONSUMER, leader: true, remote })
    },
  },
  {
    name: "a reactive endpoint with n keys",
    base: 200,
    prepare: (n) => {
      const remote = many(n, (i) => [`key${i}`, "value"])
      return hook({ CharmClass: EndpointCharm, spec: CONSUMER, leader: true, remote })
    },
  },
]
