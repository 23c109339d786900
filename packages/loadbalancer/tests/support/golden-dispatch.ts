import { type LBConsumers, type LBProvider, Request } from "loadbalancer-interface"
import {
  answerRecordKey,
  parseRequest,
  requestKey,
  requestNames,
  serializeAnswerRecord,
} from "loadbalancer-interface/wire"
import {
  CONSUMER_ENDPOINTS,
  type ConsumerCharm,
  consumerCharm,
  PROVIDER_ENDPOINTS,
  type ProviderCharm,
  providerCharm,
} from "./charms.ts"
import { MiniModel } from "./mini-model.ts"
import type { MiniRelation } from "./mini-state.ts"

type Texts = Record<string, string>

interface GivenRelation {
  readonly id: number
  readonly remote?: string
  readonly local_app?: Texts
  readonly remote_app?: Texts
  readonly remote_units?: Record<string, Texts>
}

/** `given` of the dispatch files. The golden files belong to this repository, so their shape is not validated. */
export interface Given {
  readonly leader: boolean
  readonly event: readonly [kind: string, relation: number | null]
  readonly relations: readonly GivenRelation[]
  readonly script?: readonly string[]
  readonly stored?: {
    readonly response_hashes?: Record<string, string>
    readonly was_available?: boolean
    readonly known_requests?: Record<string, string | null>
  }
}

export interface Outcome {
  readonly emitted: readonly string[]
  readonly local_app_after: Record<string, Texts>
  readonly view_before: Record<string, unknown>
}

export function consume({ lb }: ConsumerCharm, script: readonly string[]): void {
  if (script.includes("request")) {
    const request = new Request("foo", "i-foo")
    request.protocol = request.protocols.https
    request.portMapping = { 443: 443 }
    lb.sendRequest(request)
  }
  if (script.includes("ack")) {
    for (const response of [...lb.newResponses, ...lb.revokedResponses]) lb.ackResponse(response)
  }
  if (script.includes("remove")) lb.removeRequest("foo")
}

export function provide({ lbConsumers }: ProviderCharm, script: readonly string[]): void {
  if (script.includes("answer")) {
    for (const request of lbConsumers.newRequests) {
      request.response.address = `lb-${request.name}`
      lbConsumers.sendResponse(request)
    }
  }
  if (script.includes("forget-removed")) {
    for (const request of lbConsumers.removedRequests) lbConsumers.revokeResponse(request)
  }
  if (script.includes("revoke-all")) {
    for (const request of lbConsumers.allRequests) lbConsumers.revokeResponse(request)
  }
}

const consumerView = (lb: LBProvider): Record<string, unknown> => ({
  is_available: lb.isAvailable,
  can_request: lb.canRequest,
  has_response: lb.hasResponse,
  is_changed: lb.isChanged,
  relation_id: lb.relation?.id ?? null,
  all_requests: lb.allRequests.map(({ name }) => name),
  all_responses: lb.allResponses.map(({ name, address }) => [name, address]),
  complete_responses: lb.completeResponses.map(({ name, address }) => [name, address]),
  new_responses: lb.newResponses.map(({ name }) => name),
  revoked_responses: lb.revokedResponses.map(({ name }) => name),
})

const providerView = (lbConsumers: LBConsumers): Record<string, unknown> => ({
  all_requests: lbConsumers.allRequests.map(({ id, name, backends }) => [id, name, backends]),
  new_requests: lbConsumers.newRequests.map(({ id }) => id),
  removed_requests: lbConsumers.removedRequests.map(({ id }) => id),
  is_changed: lbConsumers.isChanged,
})

/** Runs the event of a case, and an update-status on the same input that only reads. */
export async function runConsumer(given: Given): Promise<Outcome> {
  const view: Record<string, unknown>[] = []
  const build = (events: string[], look: boolean) => {
    const model = new MiniModel()
    const charm = consumerCharm(events, (one, event) => {
      if (event === "update_status") look && view.push(consumerView(one.lb))
      else if (event !== "relation_changed") consume(one, given.script ?? [])
    })
    model.addApp("own", charm, CONSUMER_ENDPOINTS)
    relate(model, given, { own: "lb-provider", other: "lb-consumers" })
    storeConsumer(model, given)
    return model
  }
  return { ...(await run(given, build)), view_before: view[0] ?? {} }
}

export async function runProvider(given: Given): Promise<Outcome> {
  const view: Record<string, unknown>[] = []
  const options = { followersRead: given.script?.includes("follower-read") ?? false }
  const build = (events: string[], look: boolean) => {
    const model = new MiniModel()
    const act = (one: ProviderCharm, event: string) => {
      if (event === "update_status") look && view.push(providerView(one.lbConsumers))
      else if (event !== "relation_changed") provide(one, given.script ?? [])
    }
    model.addApp("own", providerCharm(events, act, options), PROVIDER_ENDPOINTS)
    relate(model, given, { own: "lb-consumers", other: "lb-provider" })
    storeProvider(model, given)
    return model
  }
  return { ...(await run(given, build)), view_before: view[0] ?? {} }
}

async function run(
  given: Given,
  build: (events: string[], look: boolean) => MiniModel,
): Promise<Pick<Outcome, "emitted" | "local_app_after">> {
  await build([], true).hook("own/0", "update-status")
  const events: string[] = []
  const model = build(events, false)
  const [kind, id] = given.event
  const relation = model.relations.find((one) => one.id === id)
  await model.hook("own/0", kind.replaceAll("_", "-"), relation === undefined ? {} : { relation })
  const after = model.relations.map((one) => [one.id, withoutOurKeys(model.plain(one, "own"))])
  return { emitted: events.map(withoutUnit), local_app_after: Object.fromEntries(after) }
}

export const withoutUnit = (event: string): string => event.split(" ")[1] ?? event

/** Keys that the Python library does not write. */
export function withoutOurKeys(bag: Texts): Texts {
  return Object.fromEntries(
    Object.entries(bag).filter(
      ([key]) => !/^(handled|acked|details|drain|secrets)_|^(extensions|capabilities)$/.test(key),
    ),
  )
}

export function relate(model: MiniModel, given: Given, endpoints: { own: string; other: string }): void {
  model.setLeader("own", given.leader ? "own/0" : undefined)
  for (const {
    id,
    remote = "other",
    local_app = {},
    remote_app = {},
    remote_units = {},
  } of given.relations) {
    const relation = model.relate(id, { own: endpoints.own, [remote]: endpoints.other })
    fill(model, relation, "own", local_app)
    fill(model, relation, remote, remote_app)
    for (const [number, texts] of Object.entries(remote_units)) {
      relation.joined.add(`${remote}/${number}`)
      fill(model, relation, `${remote}/${number}`, texts)
    }
  }
}

function fill(model: MiniModel, relation: MiniRelation, entity: string, texts: Texts): void {
  for (const [key, value] of Object.entries(texts)) model.bag(relation, entity).set(key, value)
}

/** Puts the Python library's stored state where this library has it; a leader's acknowledgements where version 0.1.0 had them. */
export function storeConsumer(model: MiniModel, { stored, leader }: Given): void {
  const [relation] = model.relations
  if (stored === undefined || relation === undefined) return
  const hashes = Object.entries(stored.response_hashes ?? {})
  if (leader) for (const [name, hash] of hashes) model.bag(relation, "own").set(`acked_${name}`, hash)
  const known = stored.was_available === true
  const role = leader ? "leader" : "follower"
  const id = known ? relation.id : -1
  const byName = { hashes: Object.fromEntries(hashes.map(([name, hash]) => [`=${name}`, hash.slice(0, 12)])) }
  const store = (path: string, value: object) =>
    model.state.get("own/0")?.set(`Consumer/${path}`, JSON.stringify(value))
  store("LBProvider[lb-provider]/StoredStateData[_stored]", {
    relation: id,
    role: known ? role : "none",
    hasResponse: hashes.length > 0,
  })
  store("LBProvider[lb-provider]/StoredStateData[_announced]", byName)
  store("LBResponses[lb-provider]/StoredStateData[_stored]", { relation: id, app: "" })
  if (!leader) store("LBResponses[lb-provider]/StoredStateData[_acked]", byName)
}

const SAMPLE = '{"id": "?", "name": "?", "protocol": "https", "port_mapping": {"443": 443}}'

/** Converts the Python library's stored state to answer records, with its fingerprints. */
export function storeProvider(model: MiniModel, { stored, relations }: Given): void {
  for (const [id, hash] of Object.entries(stored?.known_requests ?? {})) {
    const name = id.replace("id-", "")
    const place =
      relations.find((one) => requestNames(Object.keys(one.remote_app ?? {})).includes(name)) ?? relations[0]
    const relation = model.relations.find((one) => one.id === place?.id)
    if (relation === undefined || hash === null) continue
    const read = parseRequest(place?.remote_app?.[requestKey(name)] ?? SAMPLE)
    const sample = parseRequest(SAMPLE)
    const request = read.ok ? read.value : sample.ok ? sample.value : undefined
    if (request === undefined) continue
    const note = serializeAnswerRecord({ id, fingerprint: hash, request, revoked: false })
    model.bag(relation, "own").set(answerRecordKey(name), note)
  }
}
