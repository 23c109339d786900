import { type AnyRelation, Context, relation } from "@charmkit/testing"
import {
  badFields,
  broken,
  consumerDatabag,
  type DatabagContent,
  providerDatabag,
  waysToBreak,
} from "loadbalancer-interface/testing"
import { describe, expect, test } from "vitest"
import { LbConsumerCharm } from "../../../examples/lb-consumer/src/charm.ts"
import { LbProviderCharm } from "../../../examples/lb-provider/src/charm.ts"
import { readResponse } from "../src/engine/responses/usable-response.ts"
import { REQUEST } from "../src/schema/request.ts"
import { RESPONSE } from "../src/schema/response.ts"
import { parseRequest, parseResponse } from "../src/wire.ts"

const project = (name: string) => new URL(`../../../examples/${name}/`, import.meta.url)
const consumer = new Context(LbConsumerCharm, { project: project("lb-consumer") })
const provider = new Context(LbProviderCharm, { project: project("lb-provider") })

const SPEC = { protocol: "http", portMapping: { 80: 8080 } } as const
const asked = (id?: string) =>
  consumerDatabag({ requests: { web: { ...SPEC, ...(id === undefined ? {} : { id }) } } })

async function written<C extends typeof consumer | typeof provider>(
  context: C,
  endpoint: string,
  remoteAppData: DatabagContent,
): Promise<DatabagContent> {
  const one: AnyRelation = relation({ endpoint, remoteAppData })
  const config = endpoint === "lb-consumers" ? { address: "192.0.2.7" } : {}
  const out = await context.run(context.on.relationChanged(one), { leader: true, relations: [one], config })
  return out.relations[0]?.localAppData ?? {}
}

test("a consumer's databag is the one that LBProvider writes", async () => {
  const real = await written(consumer, "lb-provider", providerDatabag())
  const sent = parseRequest(real.request_web ?? "")
  expect(real).toEqual(asked(sent.ok ? sent.value.id : ""))
})

test("a provider's databag is the one that LBConsumers writes, except answer records", async () => {
  const { handled_web: note, ...real } = await written(provider, "lb-consumers", asked())
  expect(note).toBeDefined()
  expect(real).toEqual(
    providerDatabag({
      responses: { web: { address: "192.0.2.7" } },
      to: asked(),
      capabilities: { internal: false },
    }),
  )
})

test("an error, and details that only newer requirers read", async () => {
  const to = asked()
  const bag = providerDatabag({
    to,
    responses: { web: { address: "192.0.2.7", addresses: ["192.0.2.8"], ports: { 80: 8000 } } },
  })
  expect(JSON.parse(bag.details_web ?? "")).toMatchObject({ addresses: ["192.0.2.7", "192.0.2.8"] })
  const refused = providerDatabag({ to, responses: { web: { error: "unsupported", errorMessage: "no" } } })
  expect(JSON.parse(refused.response_web ?? "")).toMatchObject({ address: null, error: "unsupported" })
  expect(consumerDatabag({ extensions: null })).toEqual({ version: "1" })
})

test("invalid documents and responses without a request are refused", () => {
  expect(() => consumerDatabag({ requests: { web: { protocol: "http", portMapping: { 0: 1 } } } })).toThrow(
    /port_mapping/,
  )
  expect(() => providerDatabag({ responses: { web: {} } })).toThrow("address required on success")
  expect(() => providerDatabag({ responses: { other: { address: "192.0.2.7" } }, to: asked() })).toThrow(
    "there is nothing to answer: the consumer's databag has no request_other",
  )
  expect(() => broken.cutOff({ version: "1" }, "web")).toThrow(/neither request_web nor response_web/)
})

const READABLE = ["impossible", "stale", "unknownField", "otherName", "noVersion", "badVersion"]

test.each(waysToBreak)("broken.%s breaks one key of either side, and both charms survive it", async (way) => {
  const request = broken[way](asked(), "web")
  const answer = providerDatabag({ responses: { web: { address: "192.0.2.7" } }, to: asked() })
  const response = broken[way](answer, "web")
  const differing = Object.keys({ ...asked(), ...request }).filter((key) => asked()[key] !== request[key])
  expect(differing).toHaveLength(1)
  expect(parseRequest(request.request_web ?? "").ok).toBe(READABLE.includes(way))
  if (!READABLE.includes(way)) expect(parseResponse(response.response_web ?? "").ok).toBe(false)

  const given = await written(provider, "lb-consumers", request)
  const usable = ["stale", "unknownField"].includes(way)
  expect(given.response_web !== undefined && JSON.parse(given.response_web).error === null).toBe(usable)
  await written(consumer, "lb-provider", response)
})

describe("bad fields", () => {
  const answer = providerDatabag({ responses: { web: { address: "192.0.2.7" } }, to: asked() })

  test("there are some for every field of the tables", () => {
    const fields = (of: keyof typeof badFields) =>
      new Set(badFields[of].map(([title]) => title.split(" ")[0]))
    expect([...fields("request")]).toEqual(Object.keys(REQUEST.fields))
    expect([...fields("response")]).toEqual(Object.keys(RESPONSE.fields))
  })

  test("a boolean and a negative number are among the values", () => {
    const titles = badFields.request.map(([title]) => title)
    expect(titles).toEqual(expect.arrayContaining(["protocol true", "protocol -1"]))
  })

  test.each(badFields.request)(
    "a request with %s is not served, and the provider survives",
    async (_title, spoil) => {
      const given = await written(provider, "lb-consumers", spoil(asked(), "web"))
      expect(
        given.response_web === undefined ? undefined : JSON.parse(given.response_web).address,
      ).toBeFalsy()
    },
  )

  test.each(badFields.response)(
    "a response with %s is not used, and the consumer survives",
    async (_title, spoil) => {
      const spoilt = spoil(answer, "web")
      expect(readResponse(spoilt.response_web ?? "").ok).toBe(false)
      await written(consumer, "lb-provider", spoilt)
    },
  )
})
