import {
  ackedNames,
  answerRecordNames,
  CAPABILITIES_KEY,
  EXTENSIONS_KEY,
  negotiateVersion,
  requestNames,
  responseNames,
  VERSION_KEY,
} from "../../wire.ts"
import type { Bag, RelationView, SideView } from "../input/relation-view.ts"
import { explainRequest } from "./explain-request.ts"
import { capabilitiesIn, extensionsIn, relationBeyondFindings } from "./relation-beyond.ts"
import { relationFindings } from "./relation-findings.ts"
import type { Party, RelationReport } from "./report.ts"

/** Explains what two databags say to each other. */
export function explainRelation(view: RelationView): RelationReport {
  const { id, consumer, provider } = view
  const version = negotiateVersion(consumer.bag?.get(VERSION_KEY))
  return {
    id: id ?? null,
    consumer: party(consumer),
    provider: party(provider),
    capabilities: capabilitiesIn(provider.bag),
    requests: names(consumer.bag, provider.bag).map((name) =>
      explainRequest(view, name, version.state === "agreed"),
    ),
    findings: [...relationFindings(view), ...relationBeyondFindings(view)],
  }
}

function names(consumer: Bag | undefined, provider: Bag | undefined): readonly string[] {
  const asked = [...(consumer?.keys() ?? [])]
  const answered = [...(provider?.keys() ?? [])]
  const all = [
    ...requestNames(asked),
    ...ackedNames(asked),
    ...responseNames(answered),
    ...answerRecordNames(answered),
  ]
  return [...new Set(all)].sort()
}

const WHOLE_KEYS: ReadonlySet<string> = new Set([VERSION_KEY, EXTENSIONS_KEY, CAPABILITIES_KEY])

function party({ application, endpoint, bag }: SideView): Party {
  return {
    application: application ?? null,
    endpoint: endpoint ?? null,
    shown: bag !== undefined,
    version: bag?.get(VERSION_KEY) ?? null,
    extensions: extensionsIn(bag),
    otherKeys: [...(bag?.keys() ?? [])]
      .filter(
        (key) =>
          !WHOLE_KEYS.has(key) &&
          !/^(request|response|handled|acked|declared|details|drain|secrets)_/.test(key),
      )
      .sort(),
  }
}
