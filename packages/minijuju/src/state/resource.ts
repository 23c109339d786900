import type { ResourceMetadata } from "@charmkit/ops/metadata"
import type { Charm } from "./charm.ts"

/** The content of a resource that the operator has supplied. */
export interface ResourceState {
  /** The model's own copy, because the user's file may change later. */
  readonly file: string
  /** Units read this file itself: for state-transition tests, which have no folders of units. */
  readonly inPlace?: boolean
  readonly size: number
  /** SHA-384 of the content, in hexadecimal digits. */
  readonly fingerprint: string
  readonly uploaded: Date
  /** Units that have a copy of this content. */
  readonly units: Set<string>
}

/** Returns the resources that a charm declares, by name. */
export function declaredResources(charm: Charm): ReadonlyMap<string, ResourceMetadata> {
  return new Map(Object.entries(charm.spec.details?.resources ?? {}))
}
