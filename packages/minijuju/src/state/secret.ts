import { randomInt } from "node:crypto"

export interface SecretRevision {
  /** By key; base64, as Juju keeps it. */
  readonly content: ReadonlyMap<string, string>
  expire: Date | undefined
}

/** A unit that has read a secret. */
export interface SecretConsumer {
  label: string
  /** What it tracks; 0 for a unit of the owning application, which always reads the latest. */
  revision: number
  /** The latest revision it knows of, from its first read or from secret-changed. */
  notified: number
}

/** A secret with all its revisions, and who reads it. */
export interface SecretState {
  /** 20 characters, without `secret:`. */
  readonly id: string
  /** An application (`app`) or a unit (`app/0`). */
  readonly owner: string
  label: string
  description: string
  rotate: string
  nextRotate: Date | undefined
  latest: number
  readonly revisions: Map<number, SecretRevision>
  /** Applications and units that may read it, with the relation that the grant ends with. */
  readonly grants: Map<string, number>
  readonly consumers: Map<string, SecretConsumer>
  /** Revisions whose secret-remove has run, by the unit that ran it. */
  readonly removeShown: Map<string, Set<number>>
}

const DIGITS = "0123456789abcdefghijklmnopqrstuv"

/** In the form of Juju's ids: 12 bytes in base 32, so that the last digit holds one bit. */
export function newSecretId(): string {
  const digits = Array.from({ length: 19 }, () => DIGITS[randomInt(32)])
  return `${digits.join("")}${"0g"[randomInt(2)]}`
}

export function isUnitName(owner: string): boolean {
  return owner.includes("/")
}

export function sameContent(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value)
}

/** Revisions that nobody can read any more: not the latest, and tracked by no consumer. */
export function obsoleteRevisions({ revisions, latest, consumers }: SecretState): number[] {
  const tracked = new Set([...consumers.values()].map(({ revision }) => revision))
  return [...revisions.keys()]
    .filter((revision) => revision !== latest && !tracked.has(revision))
    .sort((a, b) => a - b)
}
