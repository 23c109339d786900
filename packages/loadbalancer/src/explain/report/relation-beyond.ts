import { CAPABILITIES } from "../../schema/capabilities.ts"
import {
  CAPABILITIES_KEY,
  detailsKey,
  detailsNames,
  drainKey,
  drainNames,
  EXTENSIONS_KEY,
  parseCapabilities,
  parseExtensions,
  parsePythonJson,
  requestKey,
  responseKey,
  secretsKey,
  secretsNames,
} from "../../wire.ts"
import type { Bag, RelationView, Role } from "../input/relation-view.ts"
import type { Capabilities } from "./beyond.ts"
import { finding } from "./finding.ts"
import { formFindings, ownerless } from "./read-beyond.ts"
import type { Finding } from "./report.ts"

/** The words that a side announces; null if it announces nothing that can be read, or is not shown. */
export function extensionsIn(bag: Bag | undefined): readonly string[] | null {
  const text = bag?.get(EXTENSIONS_KEY)
  return isList(text) ? [...parseExtensions(text)].sort() : null
}

/** Null if the provider does not say, not in a way that can be read, or is not shown. */
export function capabilitiesIn(bag: Bag | undefined): Capabilities | null {
  const text = bag?.get(CAPABILITIES_KEY)
  const read = text === undefined ? undefined : parseCapabilities(text)
  return read?.ok === true ? read.value : null
}

/** What is to be said of the keys beyond version 1 that belong to no request that is shown. */
export function relationBeyondFindings({ consumer, provider }: RelationView): readonly Finding[] {
  return [
    ...ofExtensions("consumer", consumer.bag),
    ...ofExtensions("provider", provider.bag),
    ...ofCapabilities(provider.bag),
    ...ofOwnerless("consumer", consumer.bag, drainNames, drainKey, requestKey),
    ...ofOwnerless("consumer", consumer.bag, secretsNames, secretsKey, requestKey),
    ...ofOwnerless("provider", provider.bag, detailsNames, detailsKey, responseKey),
  ]
}

function ofExtensions(side: Role, bag: Bag | undefined): readonly Finding[] {
  const text = bag?.get(EXTENSIONS_KEY)
  if (text === undefined || isList(text)) return []
  return [
    finding(
      "wrong",
      "unreadable",
      { side, key: EXTENSIONS_KEY },
      {
        problem: "This is no list of words.",
        meaning: `The ${side} counts as one that understands nothing but version 1.`,
        advice: `The ${side}'s leader has to write it again.`,
      },
    ),
  ]
}

function isList(text: string | undefined): text is string {
  const read = text === undefined ? undefined : parsePythonJson(text)
  return read?.ok === true && Array.isArray(read.value)
}

function ofCapabilities(bag: Bag | undefined): readonly Finding[] {
  const text = bag?.get(CAPABILITIES_KEY)
  if (text === undefined) return []
  return formFindings(CAPABILITIES, { side: "provider", key: CAPABILITIES_KEY }, parseCapabilities(text))
}

function ofOwnerless(
  side: Role,
  bag: Bag | undefined,
  namesIn: (keys: readonly string[]) => readonly string[],
  keyOf: (name: string) => string,
  ownerKeyOf: (name: string) => string,
): readonly Finding[] {
  if (bag === undefined) return []
  return namesIn([...bag.keys()])
    .filter((name) => !bag.has(ownerKeyOf(name)))
    .map((name) => ownerless({ side, key: keyOf(name) }, ownerKeyOf(name)))
}
