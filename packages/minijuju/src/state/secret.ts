import { randomInt } from "node:crypto"

export interface SecretRevision {
  /** Values by key, in base64 as in Juju. */
  readonly content: ReadonlyMap<string, string>
  expire: Date | undefined
  /** Missing in the state of an older minijuju. */
  readonly created?: Date
  updated?: Date
  /** secret-expired is to run; the owner has not removed the revision yet. */
  expireDue?: boolean
  /** When it runs again. */
  expireAgain?: Date
}

/** A unit that has read a secret. */
export interface SecretConsumer {
  label: string
  /** The tracked revision. */
  revision: number
  /** The latest revision that the unit has been notified of, by its first read or by secret-changed. */
  notified: number
}

/** A secret with all its revisions and consumers. */
export interface SecretState {
  /** 20 characters, without `secret:`. */
  readonly id: string
  /** An application (`app`), a unit (`app/0`), or {@link MODEL_OWNER}. */
  readonly owner: string
  label: string
  description: string
  rotate: string
  nextRotate: Date | undefined
  /** secret-rotate is to run. */
  rotateDue?: boolean
  readonly created?: Date
  updated?: Date
  latest: number
  /** Revisions are removed when nobody can read them any more: the operator's --auto-prune. */
  autoPrune?: boolean
  readonly revisions: Map<number, SecretRevision>
  /** Applications and units that may read the secret, with the relation whose removal ends the grant; -1: none. */
  readonly grants: Map<string, number>
  readonly consumers: Map<string, SecretConsumer>
  /** Revisions whose secret-remove has run, by unit. */
  readonly removeShown: Map<string, Set<number>>
}

/** The owner of secrets that the operator has added, as Juju shows it. Their label is their name. */
export const MODEL_OWNER = "<model>"

const DIGITS = "0123456789abcdefghijklmnopqrstuv"

const URI = /^(?:secret:(?:(?:\/\/)?(?<model>[0-9a-f-]{36})\/|\/\/)?)?(?<id>[0-9a-v]{20})$/

/** Returns the id in `secret:ID`, `secret://MODEL/ID` or a plain id; undefined for other text (Juju: `core/secrets/secret.go` ParseURI). */
export function secretIdOf(uri: string): string | undefined {
  return URI.exec(uri)?.groups?.id
}

/** Returns the UUID of the model in `secret://MODEL/ID`; undefined if the text names none. */
export function secretModelOf(uri: string): string | undefined {
  return URI.exec(uri)?.groups?.model
}

/** Creates an id like Juju's: 12 bytes in base 32, so that the last digit contains one bit. */
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

/** Returns revisions that nobody can read any more: not the latest, and tracked by no consumer. */
export function obsoleteRevisions({ revisions, latest, consumers }: SecretState): number[] {
  const tracked = new Set([...consumers.values()].map(({ revision }) => revision))
  return [...revisions.keys()]
    .filter((revision) => revision !== latest && !tracked.has(revision))
    .sort((a, b) => a - b)
}
