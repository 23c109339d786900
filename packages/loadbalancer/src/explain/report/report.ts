import type { SecretRevision, WireCapabilities } from "../../wire.ts"
import type { DocumentKind } from "../input/recognise.ts"
import type { JujuKind } from "../input/show-unit.ts"
import type { Finding } from "./finding.ts"
import type { DetailsSummary, RequestSummary, ResponseSummary } from "./summary.ts"

export type { Finding } from "./finding.ts"

export type RequestState =
  | "answered"
  | "refused"
  | "stale"
  | "unanswered"
  /** The request cannot be used. */
  | "unusable"
  /** The response cannot be used. */
  | "unreadable-answer"
  /** Something is left of a request that is gone. */
  | "leftover"
  | "request-not-shown"
  | "answer-not-shown"

export interface RequestReport {
  readonly name: string
  readonly state: RequestState
  readonly asked: RequestSummary | null
  readonly answer: ResponseSummary | null
  readonly findings: readonly Finding[]
}

export interface Party {
  readonly application: string | null
  readonly endpoint: string | null
  /** A unit that exists; null if the input names none. */
  readonly unit: string | null
  /** Whether the input shows this side's databag. */
  readonly shown: boolean
  /** The text of its `version` key. */
  readonly version: string | null
  /** The extensions that it supports; null if it lists none that can be read, or is not shown. */
  readonly extensions: readonly string[] | null
  /** Keys that are no part of the interface. */
  readonly otherKeys: readonly string[]
}

export interface RelationReport {
  readonly id: number | null
  readonly consumer: Party
  readonly provider: Party
  /** Of the provider; null if it does not say. */
  readonly capabilities: WireCapabilities | null
  readonly requests: readonly RequestReport[]
  /** About the relation as a whole. */
  readonly findings: readonly Finding[]
}

/** One document that was given alone. */
export interface DocumentReport {
  readonly as: DocumentKind
  readonly asked: RequestSummary | null
  readonly answer: ResponseSummary | null
  readonly capabilities: WireCapabilities | null
  readonly details: DetailsSummary | null
  readonly drainUntil: string | null
  /** Where the private key is. */
  readonly secret: SecretRevision | null
  readonly extensions: readonly string[] | null
  readonly findings: readonly Finding[]
}

export interface Report {
  /** Of this report; another number when its fields change their meaning. */
  readonly format: 1
  /** Number of findings that are `wrong`. */
  readonly wrong: number
  /** For `juju show-unit`: whose databags it was taken to show, and why. */
  readonly juju: JujuKind | null
  readonly relations: readonly RelationReport[]
  /** Endpoints that were left out because nothing there speaks of load balancers. */
  readonly leftOut: readonly string[]
  readonly document: DocumentReport | null
}

/** All findings of a report. */
export function findingsOf({ relations, document }: Report): readonly Finding[] {
  return [
    ...relations.flatMap((one) => [...one.findings, ...one.requests.flatMap(({ findings }) => findings)]),
    ...(document?.findings ?? []),
  ]
}
