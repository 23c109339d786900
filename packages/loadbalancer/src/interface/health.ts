import { LONGEST } from "../schema/vocabulary.ts"
import { utcText } from "../wire/extensions/utc-time.ts"
import type { BackendState, UncheckedHealth, WireHealth } from "../wire.ts"
import { shorten } from "./text.ts"

/** The health of one backend, as a provider reports it. */
export interface BackendReport {
  /** The backend as in `ReceivedRequest.backends`. */
  readonly address: string
  /** `up`: it gets connections. `down`: its checks fail, or it cannot be reached. `draining`: it gets no new connections. */
  readonly state: BackendState
  /** Since when it has this state. */
  readonly since?: Date | undefined
  /** Why it is not up, for people; it is cut after 200 characters. */
  readonly why?: string | undefined
}

/** The health of a request's backends, as a requirer gets it. */
export interface ReportedHealth {
  /** When the provider wrote it. The states hold since then: a provider writes only changes, and at most one each minute. */
  readonly reported: Date
  /** In the order of their addresses. */
  readonly backends: readonly BackendReport[]
}

/** Returns the document of a report, without any check. */
export function toWireHealth(
  receivedHash: string | null,
  backends: readonly BackendReport[],
  now: Date,
): UncheckedHealth {
  return {
    received_hash: receivedHash,
    reported: utcText(now),
    backends: Object.fromEntries(
      backends.map(({ address, state, since, why }) => [
        address,
        {
          state,
          since: since === undefined ? null : utcText(since),
          why: why === undefined || state === "up" ? null : shorten(why, LONGEST.name),
        },
      ]),
    ),
  }
}

export function fromWireHealth({ reported, backends }: WireHealth): ReportedHealth {
  return Object.freeze({
    reported: new Date(reported),
    backends: Object.entries(backends)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([address, { state, since, why }]) => ({
        address,
        state,
        since: since === null ? undefined : new Date(since),
        why: why === null ? undefined : shorten(why, LONGEST.name),
      })),
  })
}

/** Returns the states of backends as one text: what has to change before a report is worth a hook in every unit of the other side. */
export function statesOf({ backends }: Pick<WireHealth, "backends">): string {
  return Object.entries(backends)
    .map(([address, { state }]) => `${address} ${state}`)
    .sort()
    .join("\n")
}
