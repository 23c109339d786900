import { sealRequest, serializeRequest } from "loadbalancer-interface/wire"
import { beforeAll, expect, test } from "vitest"
import { dose, SEED } from "../../../suite/doses.ts"
import fc from "../../../suite/fast-check.ts"
import { requestText, responseText, secretsText, versionText } from "./fuzz-documents.ts"
import { assertAddress, assertHarmlessRequest, assertHarmlessResponse, assertLine } from "./fuzz-harmless.ts"
import { anyString, oddAddress, oddName, oddSecretId, wellFormed } from "./fuzz-values.ts"
import { World } from "./support/world.ts"

const CASES = dose("peerDocuments")
const SERVICE = "my-service"

// Juju has no empty values: writing one deletes the key.
const value = (texts: fc.Arbitrary<string>) => texts.map(wellFormed).filter((text) => text !== "")
const name = fc.oneof(fc.constant(SERVICE), oddName)
const key = (prefix: string) =>
  fc.oneof({ weight: 4, arbitrary: name.map((one) => prefix + wellFormed(one)) }, value(anyString))

let world: World
beforeAll(async () => {
  world = new World()
  world.provide = ({ lbConsumers }) => {
    for (const request of lbConsumers.newRequests) {
      request.response.address = "192.0.2.1"
      lbConsumers.sendResponse(request)
    }
    for (const request of lbConsumers.removedRequests) lbConsumers.revokeResponse(request)
  }
  await world.model.integrate(world.relation)
})

/** Lets a peer write, delivers it, runs the checks, and restores the state. Fails if a hook fails. */
async function written<T>(app: "web" | "lb", one: string, text: string, look: () => Promise<T>): Promise<T> {
  const before = world.model.bag(world.relation, app).get(one)
  world.take()
  world.write(app, one, text)
  try {
    await world.model.settle()
    logged()
    return await look()
  } finally {
    world.write(app, one, before)
    await world.model.settle()
  }
}

/** Returns the log since the last call; it must not contain unescaped text of a peer. */
function logged(): string {
  const lines = world.model.logs.splice(0)
  for (const line of lines) assertLine(line)
  return lines.join("\n")
}

const provider = () =>
  world.asProvider("lb/0", ({ lbConsumers }) => ({
    all: lbConsumers.allRequests.map((request) => {
      assertHarmlessRequest(request)
      return request.name
    }),
    invalid: lbConsumers.invalidRequests.map(({ name, relation, issues }) => ({
      name,
      id: relation.id,
      issues,
    })),
    removed: lbConsumers.removedRequests.map((request) => request.name),
    changed: lbConsumers.isChanged,
  }))

const consumer = () =>
  world.asConsumer("web/0", ({ lb }) => ({
    all: lb.allResponses.map((response) => {
      assertHarmlessResponse(response)
      return response.name
    }),
    complete: lb.completeResponses.map((response) => response.name),
    invalid: lb.invalidResponses.map(({ name, issues }) => ({ name, id: 1, issues })),
    id: lb.canRequest ? lb.getRequest(SERVICE).id : "",
    requests: lb.allRequests.length,
    others: [lb.getResponse(SERVICE), lb.isChanged, lb.revokedResponses, lb.newResponses, lb.waitingFor],
  }))

/** Checks that every document of the prefix is either usable or reported with path and reason. */
function expectAll(
  prefix: string,
  bag: Record<string, string>,
  seen: Awaited<ReturnType<typeof provider | typeof consumer>>,
) {
  const names = Object.keys(bag).filter((one) => one.startsWith(prefix))
  const told = [...seen.all, ...seen.invalid.map((one) => one.name)]
  expect(told.sort()).toEqual(names.map((one) => one.slice(prefix.length)).sort())
  for (const { id, issues } of seen.invalid) {
    expect(id).toBe(1)
    expect(issues.length).toBeGreaterThan(0)
    for (const issue of issues) {
      expect(issue).toEqual({ path: expect.any(Array), message: expect.stringMatching(/./) })
      for (const line of [...issue.path, issue.message]) assertLine(line)
    }
  }
}

function holds(cases: fc.IAsyncProperty<[string, string]>) {
  return fc.assert(cases, { seed: SEED, numRuns: CASES })
}

test("whatever a requirer writes, the provider removes nothing and reports unusable documents", {
  timeout: 600_000,
}, async () => {
  await holds(
    fc.asyncProperty(key("request_"), value(requestText), async (one, text) => {
      const answer = world.own("lb")[`response_${SERVICE}`]
      const seen = await written("web", one, text, async () => {
        const found = await provider()
        expectAll("request_", world.own("web"), found)
        return found
      })
      expect(seen.removed).toEqual([])
      expect(seen.changed).toBe(false)
      if (one !== `request_${SERVICE}` || seen.all.length === 0)
        expect(world.own("lb")[`response_${SERVICE}`]).toBe(answer)
    }),
  )
  expect(Object.keys(world.own("lb")).sort()).toEqual([
    "extensions",
    `handled_${SERVICE}`,
    `response_${SERVICE}`,
    "version",
  ])
  console.log(`fuzz: SEED=${SEED} ${CASES} texts through LBConsumers`)
})

/** A request whose private key is in a secret, if the databag says where. */
const SEALED = sealRequest({
  id: "i",
  name: "web",
  protocol: "tcp",
  backends: [],
  port_mapping: { 443: 8443 },
  algorithm: [],
  sticky: false,
  health_checks: [],
  public: true,
  tls_termination: true,
  tls_cert: null,
  tls_key: null,
  ingress_address: null,
  sent_hash: null,
})

test("whatever a requirer names as its secret, no hook fails and the others are served", async () => {
  const named = fc
    .tuple(oddSecretId, fc.oneof(fc.constant(1), fc.integer(), fc.constant("1")))
    .map(([id, revision]) => JSON.stringify({ sent_hash: SEALED.sent_hash, tls_key: { id, revision } }))
  world.write("web", "request_web", serializeRequest(SEALED))
  await world.model.settle()
  try {
    await fc.assert(
      fc.asyncProperty(fc.oneof(named, secretsText), value(oddName), async (text, other) => {
        const [one, saying] = [wellFormed(text), wellFormed(other)]
        const seen = await written("web", "secrets_web", one, () =>
          written("web", `secrets_${saying}`, one, provider),
        )
        expect(seen.all).toContain(SERVICE)
        expect(seen.removed).toEqual([])
        for (const { issues } of seen.invalid) for (const { message } of issues) assertLine(message)
      }),
      { seed: SEED, numRuns: CASES },
    )
  } finally {
    world.write("web", "request_web", undefined)
    await world.model.settle()
  }
  console.log(`fuzz: SEED=${SEED} ${CASES} secrets through LBConsumers`)
})

test("whatever a unit writes as its address, it is a backend or reported, and the others are served", async () => {
  const three = new World({ consumers: 3 })
  await three.model.integrate(three.relation)
  const own = three.model.bag(three.relation, "web/1")
  const counts = { backends: 0, reported: 0 }
  await fc.assert(
    fc.asyncProperty(value(oddAddress), async (address) => {
      own.set("ingress-address", address)
      await three.model.settle()
      const seen = await three.asProvider("lb/0", ({ lbConsumers }) => ({
        backends: lbConsumers.allRequests.map(({ backends }) => backends),
        reported: lbConsumers.invalidBackends.map(({ unit, issues }) => [unit.name, issues.length]),
        changed: lbConsumers.isChanged,
      }))
      const isReported = seen.reported.length > 0
      counts[isReported ? "reported" : "backends"] += 1
      expect(seen.reported).toEqual(isReported ? [["web/1", 1]] : [])
      expect(seen.backends).toEqual([["10.0.1.0", ...(isReported ? [] : [address]), "10.0.1.2"]])
      if (!isReported) assertAddress(address)
      expect(seen.changed).toBe(false)
      for (const line of three.model.logs.splice(0)) assertLine(line)
    }),
    { seed: SEED, numRuns: CASES },
  )
  expect(Math.min(counts.backends, counts.reported)).toBeGreaterThan(CASES / 10)
  console.log(`fuzz: SEED=${SEED} ${CASES} addresses of units through LBConsumers`)
})

test("whatever version or its own databag contain, the provider removes nothing", {
  timeout: 600_000,
}, async () => {
  const own = fc.constantFrom(`response_${SERVICE}`, `handled_${SERVICE}`)
  const places = fc.oneof(
    fc.tuple(fc.constant("version"), value(versionText)),
    fc.tuple(own, value(responseText)),
  )
  await fc.assert(
    fc.asyncProperty(places, async ([one, text]) => {
      const seen = await written(one === "version" ? "web" : "lb", one, text, provider)
      expect(seen.removed).toEqual([])
    }),
    { seed: SEED, numRuns: CASES },
  )
  console.log(`fuzz: SEED=${SEED} ${CASES} texts through LBConsumers' own databag`)
})

test("whatever a provider writes, the requirer keeps its request and reports unreadable documents", {
  timeout: 600_000,
}, async () => {
  const { id } = await consumer()
  await holds(
    fc.asyncProperty(key("response_"), value(responseText), async (one, text) => {
      await written("lb", one, text, async () => {
        const seen = await consumer()
        expectAll("response_", world.own("lb"), seen)
        expect(seen.id).toBe(id)
        expect(seen.requests).toBe(1)
      })
    }),
  )
  console.log(`fuzz: SEED=${SEED} ${CASES} texts through LBProvider`)
})

test("whatever version or its own databag contain, the requirer continues", {
  timeout: 600_000,
}, async () => {
  const request = fc.tuple(fc.constant(`request_${SERVICE}`), value(requestText))
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.tuple(fc.constant("version"), value(versionText)), request),
      async ([one, text]) => {
        const seen = await written(one === "version" ? "lb" : "web", one, text, consumer)
        expect(seen.all.length + seen.invalid.length).toBeLessThanOrEqual(1)
      },
    ),
    { seed: SEED, numRuns: CASES },
  )
  console.log(`fuzz: SEED=${SEED} ${CASES} texts through LBProvider's own databag`)
})
