import type { KnownDefect } from "./known-defects.ts"

/** The application databag of one side of the relation. */
export type Databag = Readonly<Record<string, string>>

/** What the probe writes into its application databag under a key; null deletes it. A function makes it from what the charm has written. */
export type Value = string | null | ((written: Databag) => string)

/** The probe's whole databag; a function makes it from what the charm has written. */
export type Baseline = (written: Databag) => Databag

/** One thing that happens. After each the runner waits until the model is idle, and no unit of the charm may be in error. */
export type Action =
  /** The probe's leader writes into its application databag. */
  | { readonly write: Readonly<Record<string, Value>> }
  /** Like `write`, with as many keys as the charm's own databag needs. */
  | { readonly writeFor: (written: Databag) => Databag }
  /** A key without meaning changes in the databag of the probe's unit, so that hooks of the charm run. */
  | { readonly poke: true }
  /** The `ingress-address` of the probe's unit, which Juju has written. */
  | { readonly address: string }
  /** Units of the charm run update-status, where that is possible. */
  | { readonly updateStatus: true }
  /** Somebody writes into the databag of the charm itself. */
  | { readonly spoil: Readonly<Record<string, Value>> }
  /** Another unit of the charm becomes its leader; the charm has a second unit before the case begins. */
  | { readonly leader: "moves" }
  /** Several actions, one after another, without waiting for the charm's hooks in between. */
  | { readonly atOnce: readonly Action[] }
  | { readonly relation: "removed" | "added" }
  /**
   * The probe's leader puts a private key into a Juju secret, grants it over the relation, and writes; a function makes the values from the
   * secret's id.
   */
  | { readonly shareKey: SharedKey }
  /** A second probe, the rival, is related to the charm, or its relation ends. */
  | { readonly rival: "joins" | "leaves" }
  /** The rival's leader writes into its application databag. */
  | { readonly rivalWrites: Readonly<Record<string, Value>> }

/** A private key in a Juju secret. */
export interface SharedKey {
  /** The id of the request that it is for. */
  readonly requestId: string
  /** The application that it is for; undefined: the probe's. */
  readonly application?: string
  readonly granted: boolean
  readonly write: (secret: string) => Databag
}

/** An action that is not made of others. */
export type SingleAction = Exclude<Action, { readonly atOnce: unknown }>

/** What must hold after the actions before it. */
export interface Expectation {
  /** Completes “expected: …”. */
  readonly expected: string
  /** If it does not hold, update-status runs a few times before it fails: charms may answer there. */
  readonly waits?: true
  /** Gives what is seen instead, or undefined if it holds. */
  check(seen: Seen): string | undefined
}

/** What an expectation looks at. */
export interface Seen {
  /** The charm's application databag. */
  readonly written: Databag
  /** The same when the case began. */
  readonly before: Databag
  /** The charm's application databag in the rival's relation; empty if there is none. */
  readonly rival: Databag
  /** What this case has written into the charm's databag last. */
  readonly spoilt: Databag
}

/** What a charm must have: without it, a case says nothing about the charm. Found out when the case begins. */
export interface Need {
  /** Completes “only for a charm that”. */
  readonly of: string
  /** What the charm has instead; undefined if it has this. */
  instead(written: Databag): string | undefined
}

export type Group = "core" | "extensions" | "leadership" | "removal" | "hostile"

/** One case of the contract. It begins with the baseline of its side; the runner restores that afterwards. */
export interface Case {
  /** `core/version` */
  readonly id: `${Group}/${string}`
  readonly title: string
  /** The sentence of PROTOCOL.md that it proves, literally. */
  readonly proves: string
  /** The defect of the Python library that makes its charms fail here. */
  readonly python?: KnownDefect
  /** Without all of these, the case is not applicable. */
  readonly needs?: readonly Need[]
  /** Begins with an empty databag of the probe instead of the baseline. */
  readonly startsEmpty?: boolean
  readonly steps: readonly (Action | Expectation)[]
}

/** The cases of one side, in the order in which they run. */
export interface Suite {
  /** What the probe's databag holds between the cases. */
  readonly baseline: Baseline
  /** What holds when the charm has followed the baseline. */
  readonly followed?: Expectation
  readonly cases: readonly Case[]
}

export function groupOf({ id }: Pick<Case, "id">): string {
  return id.slice(0, id.indexOf("/"))
}
