import { createHash, randomUUID } from "node:crypto"
import type { EndpointMetadata } from "@charmkit/ops/metadata"
import type { StatusInfo } from "./status.ts"

/** Endpoints of an application that other models may use (Juju: `state/applicationoffers.go`). */
export interface OfferState {
  readonly uuid: string
  readonly name: string
  readonly application: string
  readonly endpoints: readonly string[]
}

/**
 * An application of another model, under the name that it has in this one (Juju: `state/remoteapplication.go`): an
 * offer that this model consumes (a SAAS), or an application that consumes an offer of this model.
 */
export interface RemoteApplicationState {
  readonly name: string
  /** UUID of its model. */
  readonly model: string
  /** UUID of the offer. */
  readonly offer: string
  /** The offer's URL, `minijuju:admin/model.name`; undefined for an application that consumes. */
  readonly url: string | undefined
  readonly endpoints: readonly EndpointMetadata[]
  life: "alive" | "dying"
  /** Status of the offered application; `terminated` if the offer is gone. */
  status: StatusInfo
}

/** What the two halves of a relation across models have in common: each model has one, with an id of its own. */
export interface RelationLink {
  /** Names the relation in both models. */
  readonly token: string
  /** UUID of the offer. */
  readonly offer: string
  /** Whether the other model is known to have its half. */
  established: boolean
}

/** Links a relation to a consumed offer with its other half, which the offering model creates. */
export function newLink({ offer }: RemoteApplicationState): RelationLink {
  return { token: randomUUID(), offer, established: false }
}

/** Creates the UUID of an offer. */
export const newOfferUuid = (): string => randomUUID()

/** Identifies an application to other models, which need not know its name. */
export function applicationToken({ uuid }: { readonly uuid: string }, application: string): string {
  return createHash("sha256").update(`${uuid} ${application}`).digest("hex").slice(0, 32)
}

/** Whether a remote application is an offer that this model consumes. */
export function isConsumed(
  remote: RemoteApplicationState,
): remote is RemoteApplicationState & { readonly url: string } {
  return remote.url !== undefined
}

export function unitApplication(unit: string): string {
  return unit.split("/")[0] ?? ""
}
