import type { Texts } from "../../engine/documents.ts"
import { OwnAnswers } from "../../engine/requests/own-answers.ts"
import { RequestsSnapshot } from "../../engine/requests/snapshot.ts"
import { ResponsesSnapshot } from "../../engine/responses/snapshot.ts"
import { CAPABILITIES } from "../../schema/capabilities.ts"
import {
  CAPABILITIES_KEY,
  EXTENSIONS_KEY,
  negotiateVersion,
  parseCapabilities,
  requestKey,
  requestNames,
  responseNames,
  VERSION_KEY,
} from "../../wire.ts"
import { ownerOf, type RelationView, type Role, type SideView } from "../input/relation.ts"
import { extensionsIn } from "./documents.ts"
import { explainRequest } from "./explain-request.ts"
import { readForm } from "./fields.ts"
import { type Finding, finding } from "./finding.ts"
import type { Party, RelationReport } from "./report.ts"

/** Explains what two databags say to each other, with what the engine of each side would see in them. */
export function explainRelation(view: RelationView): RelationReport {
  const { id, consumer, provider } = view
  const answers = provider.bag && new OwnAnswers(provider.bag)
  const requests = new RequestsSnapshot(consumer.bag, answers)
  const responses = new ResponsesSnapshot(provider.bag, consumer.bag)
  const text = provider.bag?.get(CAPABILITIES_KEY)
  const place = { side: "provider", key: CAPABILITIES_KEY } as const
  const capabilities = text === undefined ? undefined : readForm(CAPABILITIES, text, place, parseCapabilities)
  const sides = { ...view, answers, requests, responses, capabilities: capabilities?.value }
  return {
    id: id ?? null,
    consumer: party(consumer),
    provider: party(provider),
    capabilities: capabilities?.value ?? null,
    requests: namesIn(view).map((name) => explainRequest(sides, name)),
    findings: [
      ...versionFindings("consumer", consumer.bag),
      ...versionFindings("provider", provider.bag),
      ...keyFindings("consumer", consumer.bag),
      ...keyFindings("provider", provider.bag),
      ...sameIds(requests),
      ...(consumer.bag !== undefined && requests.names.length === 0
        ? [finding("nothing-asked", { side: "consumer", key: null })]
        : []),
      ...(capabilities?.findings ?? []),
    ],
  }
}

/** Names of everything that belongs to one request. */
function namesIn(view: RelationView): readonly string[] {
  const names = (["consumer", "provider"] as const).flatMap((role) => {
    const keys = view[role].bag?.keys() ?? []
    return keys.filter((key) => ownerOf(key) === role && key.includes("_"))
  })
  return [...new Set(names.map((key) => key.slice(key.indexOf("_") + 1)))].sort()
}

function party({ application, endpoint, unit, bag }: SideView): Party {
  return {
    application: application ?? null,
    endpoint: endpoint ?? null,
    unit: unit ?? null,
    shown: bag !== undefined,
    version: bag?.get(VERSION_KEY) ?? null,
    extensions: extensionsIn(bag),
    otherKeys: (bag?.keys() ?? []).filter((key) => ownerOf(key) === undefined).sort(),
  }
}

function versionFindings(side: Role, bag: Texts | undefined): readonly Finding[] {
  if (bag === undefined) return []
  const place = { side, key: VERSION_KEY }
  const text = bag.get(VERSION_KEY)?.trim()
  const { state } = negotiateVersion(text)
  if (state === "unusable") return [finding("version", place)]
  if (state === "agreed")
    return text === "1" ? [] : [finding("newer-version", place, { version: text?.slice(0, 40) ?? "" })]
  const [documents, written] =
    side === "consumer" ? ["requests", requestNames(bag.keys())] : ["responses", responseNames(bag.keys())]
  return [
    written.length > 0
      ? finding("no-version/with-documents", place, { documents })
      : finding("no-version", place),
  ]
}

function keyFindings(side: Role, bag: Texts | undefined): readonly Finding[] {
  const foreign = (bag?.keys() ?? []).filter((key) => !["both", side, undefined].includes(ownerOf(key)))
  const isUnreadable = bag?.get(EXTENSIONS_KEY) !== undefined && extensionsIn(bag) === null
  return [
    ...foreign.map((key) => finding("foreign-key", { side, key })),
    ...(isUnreadable ? [finding("unreadable", { side, key: EXTENSIONS_KEY })] : []),
  ]
}

function sameIds(requests: RequestsSnapshot): readonly Finding[] {
  const first = new Map<string, string>()
  return [...requests.ids()].flatMap(([name, id]) => {
    const other = first.get(id)
    if (other === undefined) first.set(id, name)
    const place = { side: "consumer", key: requestKey(name) } as const
    return other === undefined ? [] : [finding("same-id", place, { other: requestKey(other) }, ["id"])]
  })
}
