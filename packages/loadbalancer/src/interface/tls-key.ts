import type { Model, Relation } from "@charmkit/ops"
import type { SecretRevision } from "../wire.ts"

/** Juju has secrets since 3.0. */
export function hasSecrets(_model: Model): boolean {
  return false
}

export function storeTlsKey(_model: Model, _relation: Relation, name: string, _key: string): SecretRevision {
  return { id: name, revision: 0 }
}

export function readOwnTlsKey(_model: Model, _revision: SecretRevision): string | null {
  return null
}

export function readTlsKey(_model: Model, _revision: SecretRevision): string | null {
  return null
}

export function removeTlsKey(_model: Model, _revision: SecretRevision): void {}
