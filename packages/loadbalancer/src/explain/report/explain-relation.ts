import { CAPABILITIES } from "../../schema/capabilities.ts"
import {
  CAPABILITIES_KEY,
  EXTENSIONS_KEY,
  requestKey,
  requestNames,
  responseNames,
  VERSION_KEY,
} from "../../wire.ts"
import { otherRole, ownerOf, type RelationView, ROLES, type Role } from "../input/relation.ts"
import { explainRequest, type RequestReport } from "./explain-request.ts"
import { type Finding, finding } from "./finding.ts"
import { formOf, readExtensionList } from "./form.ts"
import { BothSides } from "./sides.ts"

export type RelationReport = ReturnType<typeof explainRelation>
export type Party = ReturnType<typeof party>

/** Explains what two databags say to each other. */
export function explainRelation(view: RelationView) {
  const sides = new BothSides(view)
  const capabilities = sides.read({ side: "provider", key: CAPABILITIES_KEY }, formOf(CAPABILITIES))
  const requests = namesIn(view).map((name) => explainRequest(sides, name, capabilities.value ?? null))
  const isSilent = view.consumer.bag !== undefined && sides.requests.names.length === 0
  return {
    id: view.id ?? null,
    consumer: party(sides, "consumer"),
    provider: party(sides, "provider"),
    /** Of the provider; null if it does not say. */
    capabilities: capabilities.value ?? null,
    requests,
    /** About the relation as a whole. */
    findings: [
      ...ROLES.flatMap((role) => sideFindings(sides, role)),
      ...sameIds(requests),
      ...(isSilent ? [finding("nothing-asked", { side: "consumer", key: null })] : []),
      ...capabilities.findings,
    ],
  }
}

/** Keys that alone tell of no request; what a consumer keeps for itself can outlast its request. */
const OF_NO_REQUEST = /^(?:acked_|declared_|capabilities$)/

/** Names of everything that belongs to one request. */
function namesIn(view: RelationView): readonly string[] {
  const keys = ROLES.flatMap((role) => (view[role].bag?.keys() ?? []).filter((key) => ownerOf(key) === role))
  const names = keys.filter((key) => !OF_NO_REQUEST.test(key)).map((key) => key.slice(key.indexOf("_") + 1))
  return [...new Set(names)].sort()
}

const readExtensions = (sides: BothSides, side: Role) =>
  sides.read({ side, key: EXTENSIONS_KEY }, readExtensionList)

function party(sides: BothSides, side: Role) {
  const { application = null, endpoint = null, unit = null, bag } = sides.view[side]
  return {
    application,
    endpoint,
    /** A unit that exists; null if the input names none. */
    unit,
    /** Whether the input shows this side's databag. */
    shown: bag !== undefined,
    /** The text of its `version` key. */
    version: bag?.get(VERSION_KEY) ?? null,
    /** The extensions that it supports; null if it lists none that can be read, or is not shown. */
    extensions: readExtensions(sides, side).value ?? null,
    /** Keys that are no part of the interface. */
    otherKeys: (bag?.keys() ?? []).filter((key) => ownerOf(key) === undefined).sort(),
  }
}

function sideFindings(sides: BothSides, side: Role): readonly Finding[] {
  const { bag } = sides.view[side]
  if (bag === undefined) return []
  const foreign = bag.keys().filter((key) => ownerOf(key) === otherRole(side))
  return [
    ...versionFindings(sides, side, bag.keys()),
    ...foreign.map((key) => finding("foreign-key", { side, key })),
    ...readExtensions(sides, side).findings,
  ]
}

function versionFindings(sides: BothSides, side: Role, keys: readonly string[]): readonly Finding[] {
  const place = { side, key: VERSION_KEY }
  const state = sides.version(side)
  if (state === "agreed") return []
  if (state === "unusable") return [finding("version", place)]
  const names = side === "consumer" ? requestNames(keys) : responseNames(keys)
  const documents = side === "consumer" ? "requests" : "responses"
  if (names.length === 0) return [finding("no-version", place)]
  return [finding("no-version/with-documents", place, [], { documents })]
}

function sameIds(requests: readonly RequestReport[]): readonly Finding[] {
  const first = new Map<string, string>()
  return requests.flatMap(({ name, asked }) => {
    if (asked === null || asked.fromNote) return []
    const other = first.get(asked.id)
    if (other === undefined) first.set(asked.id, requestKey(name))
    const place = { side: "consumer", key: requestKey(name) } as const
    return other === undefined ? [] : [finding("same-id", place, ["id"], { other })]
  })
}
