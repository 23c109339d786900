import type { Protocol, SecretRevision } from "../../wire.ts"
import type { JujuKind } from "../input/juju-kind.ts"
import type { DocumentKind } from "../input/recognise.ts"
import type { Role } from "../input/relation-view.ts"
import type { Capabilities, Details } from "./beyond.ts"

/**
 * `wrong`: the data is not as it has to be. `open`: somebody has to act or to be waited for, as it happens in every hook.
 * `note`: good to know.
 */
export type Severity = "wrong" | "open" | "note"

export interface Finding {
  readonly severity: Severity
  /** For programs; stays the same when the words change. */
  readonly code: string
  /** Whose databag it is in; null: nobody's or both. */
  readonly side: Role | null
  readonly key: string | null
  /** Field names as on the wire, list positions and map keys; empty for the whole document. */
  readonly path: readonly string[]
  readonly problem: string
  readonly meaning: string
  /** Empty if there is nothing to do. */
  readonly advice: string
}

export interface Asked {
  readonly id: string
  readonly protocol: Protocol
  readonly ports: readonly { readonly listen: number; readonly backend: number }[]
  readonly backends: {
    /** Where the addresses come from: the request, or the consumer's units because it names none. */
    readonly from: "request" | "units"
    /** Null: those of the units, which the input does not show. */
    readonly addresses: readonly string[] | null
    /** Units that have no address, or none that can be used. */
    readonly without: readonly string[]
  }
  readonly healthChecks: readonly {
    readonly protocol: Protocol
    readonly port: number
    readonly path: string | null
    readonly interval: number
    readonly retries: number
  }[]
  readonly algorithm: readonly string[]
  readonly sticky: boolean
  readonly public: boolean
  /** Only whether there is a certificate and a key, never what they are. */
  readonly tls: {
    readonly termination: boolean
    readonly certificate: boolean
    /** As plain text. */
    readonly key: boolean
    /** The Juju secret that has the key; null if there is none that counts. */
    readonly secret: SecretRevision | null
  }
  /** When it goes at the latest, in UTC; null if it is not being drained. */
  readonly drainUntil: string | null
  readonly ingressAddress: string | null
  readonly sentHash: string | null
  /** True if this is what the provider noted when it answered, because the request itself is not shown. */
  readonly fromNote: boolean
}

export interface Answer {
  readonly address: string | null
  readonly error: string | null
  readonly errorMessage: string | null
  readonly errorFields: readonly { readonly field: string; readonly words: string }[]
  readonly receivedHash: string | null
  /** Whether it answers what is asked now; null if the request is not shown. */
  readonly current: boolean | null
  /** Whether the consumer has noted it as dealt with; null if its databag is not shown. */
  readonly acknowledged: boolean | null
  /** What is said beyond version 1 and belongs to this answer; null if nothing. */
  readonly details: Details | null
}

export type RequestState =
  | "answered"
  | "refused"
  | "stale"
  | "unanswered"
  | "revoked"
  /** The request cannot be used. */
  | "unusable"
  /** The response cannot be read. */
  | "unreadable-answer"
  /** The provider still holds something of a request that is gone. */
  | "leftover"
  | "request-not-shown"
  | "answer-not-shown"

export interface RequestReport {
  readonly name: string
  readonly state: RequestState
  readonly asked: Asked | null
  readonly answer: Answer | null
  readonly findings: readonly Finding[]
}

export interface Party {
  readonly application: string | null
  readonly endpoint: string | null
  /** Whether the input shows this side's databag. */
  readonly shown: boolean
  /** The text of its `version` key. */
  readonly version: string | null
  /** What it announces beyond version 1; null if nothing that can be read, or not shown. */
  readonly extensions: readonly string[] | null
  /** Keys that are no part of the interface. */
  readonly otherKeys: readonly string[]
}

export interface RelationReport {
  readonly id: number | null
  readonly consumer: Party
  readonly provider: Party
  /** Of the provider; null if it does not say. */
  readonly capabilities: Capabilities | null
  readonly requests: readonly RequestReport[]
  /** About the relation as a whole. */
  readonly findings: readonly Finding[]
}

/** One document that was given alone. */
export interface DocumentReport {
  readonly as: DocumentKind
  readonly asked: Asked | null
  readonly answer: Answer | null
  readonly capabilities: Capabilities | null
  readonly details: Details | null
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
