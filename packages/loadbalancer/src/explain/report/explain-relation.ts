import { CAPABILITIES } from "../../schema/capabilities.ts"
import {
  CAPABILITIES_KEY,
  EXTENSIONS_KEY,
  OWN_VERSION,
  requestKey,
  requestNames,
  responseNames,
  VERSION_KEY,
} from "../../wire.ts"
import { ownerOf, type RelationView, ROLES, type Role, type SideView } from "../input/relation.ts"
import { type BothSides, bothSides, readAt, versionOf } from "./both-sides.ts"
import { extensionsIn } from "./documents.ts"
import { explainRequest, type RequestReport } from "./explain-request.ts"
import { readForm } from "./fields.ts"
import { type Finding, finding } from "./finding.ts"

export type RelationReport = ReturnType<typeof explainRelation>
export type Party = ReturnType<typeof party>

/** Explains what two databags say to each other. */
export function explainRelation(view: RelationView) {
  const sides = bothSides(view)
  const capabilities = readAt(view, "provider", CAPABILITIES_KEY, (text, place) =>
    readForm(CAPABILITIES, text, place),
  )
  const requests = namesIn(view).map((name) => explainRequest(sides, name, capabilities?.value))
  const isSilent = view.consumer.bag !== undefined && sides.requests.names.length === 0
  return {
    id: view.id ?? null,
    consumer: party(view.consumer),
    provider: party(view.provider),
    /** Of the provider; null if it does not say. */
    capabilities: capabilities?.value ?? null,
    requests,
    /** About the relation as a whole. */
    findings: [
      ...ROLES.flatMap((role) => versionFindings(sides, role)),
      ...ROLES.flatMap((role) => keyFindings(sides, role)),
      ...sameIds(requests),
      ...(isSilent ? [finding("nothing-asked", { side: "consumer", key: null })] : []),
      ...(capabilities?.findings ?? []),
    ],
  }
}

/** Names of everything that belongs to one request. */
function namesIn(view: RelationView): readonly string[] {
  const keys = ROLES.flatMap((role) => (view[role].bag?.keys() ?? []).filter((key) => ownerOf(key) === role))
  const names = keys.filter((key) => key !== CAPABILITIES_KEY).map((key) => key.slice(key.indexOf("_") + 1))
  return [...new Set(names)].sort()
}

function party({ application, endpoint, unit, bag }: SideView) {
  return {
    application: application ?? null,
    endpoint: endpoint ?? null,
    /** A unit that exists; null if the input names none. */
    unit: unit ?? null,
    /** Whether the input shows this side's databag. */
    shown: bag !== undefined,
    /** The text of its `version` key. */
    version: bag?.get(VERSION_KEY) ?? null,
    /** The extensions that it supports; null if it lists none that can be read, or is not shown. */
    extensions: extensionsIn(bag),
    /** Keys that are no part of the interface. */
    otherKeys: (bag?.keys() ?? []).filter((key) => ownerOf(key) === undefined).sort(),
  }
}

function versionFindings(sides: BothSides, side: Role): readonly Finding[] {
  const { bag } = sides[side]
  if (bag === undefined) return []
  const place = { side, key: VERSION_KEY }
  const state = versionOf(sides, side)
  if (state === "unusable") return [finding("version", place)]
  const version = bag.get(VERSION_KEY)?.trim().slice(0, 40) ?? ""
  if (state === "agreed") return version === OWN_VERSION ? [] : [finding("newer-version", place, { version })]
  const isConsumer = side === "consumer"
  const written = isConsumer ? requestNames(bag.keys()) : responseNames(bag.keys())
  if (written.length === 0) return [finding("no-version", place)]
  return [finding("no-version/with-documents", place, { documents: isConsumer ? "requests" : "responses" })]
}

function keyFindings(sides: BothSides, side: Role): readonly Finding[] {
  const { bag } = sides[side]
  const foreign = (bag?.keys() ?? []).filter((key) => !["both", side, undefined].includes(ownerOf(key)))
  const isUnreadable = bag?.get(EXTENSIONS_KEY) !== undefined && extensionsIn(bag) === null
  return [
    ...foreign.map((key) => finding("foreign-key", { side, key })),
    ...(isUnreadable ? [finding("unreadable", { side, key: EXTENSIONS_KEY })] : []),
  ]
}

function sameIds(requests: readonly RequestReport[]): readonly Finding[] {
  const first = new Map<string, string>()
  return requests.flatMap(({ name, asked }) => {
    if (asked === null || asked.fromNote) return []
    const other = first.get(asked.id)
    if (other === undefined) first.set(asked.id, name)
    const place = { side: "consumer", key: requestKey(name) } as const
    return other === undefined ? [] : [finding("same-id", place, { other: requestKey(other) }, ["id"])]
  })
}
