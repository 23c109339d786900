import { ActiveStatus, BlockedStatus, type SettableStatus, WaitingStatus } from "@charmkit/ops"
import type { ReceivedResponse } from "../interface/received-response.ts"
import { type ErrorType, type Issue, md5 } from "../wire.ts"
import { issueWords, plainWords, refusalWords } from "./format.ts"

interface Common<State extends string> {
  readonly state: State
  /** The name under which the request is declared. */
  readonly name: string
  /** One line for people, with the provider's message if there is one. */
  readonly message: string
  /** For `event.addStatus(…)` of a status collection. */
  readonly status: SettableStatus
}

/** A response of the provider. It is certain to answer the request as last sent only if `freshness` is `current`. */
interface Answered<State extends string> extends Common<State> {
  /** `unknown` on followers, because Juju does not let them read the request. */
  readonly freshness: "current" | "unknown"
  readonly response: ReceivedResponse
}

interface Refused<State extends string, Type extends ErrorType> extends Answered<State> {
  readonly error: Type
  readonly errorMessage: string | null
  /** Fields of the request with the reasons for the refusal. */
  readonly errorFields: Readonly<Record<string, string>>
}

/** There is no relation to a provider. */
export interface AbsentState extends Common<"absent"> {}
/** The declaration returns undefined: the charm needs no load balancer now. */
export interface WithdrawnState extends Common<"withdrawn"> {}
/** The declaration is invalid and cannot be sent. A request that was sent before is kept. */
export interface InvalidState extends Common<"invalid"> {
  readonly issues: readonly Issue[]
  /** The response to the request that was sent before, if there is one. */
  readonly previous: ReceivedResponse | undefined
}
/** The provider is not ready, or has not answered. */
export interface WaitingState extends Common<"waiting"> {}
/** The request has changed since the provider answered. */
export interface StaleState extends Common<"stale"> {
  readonly previous: ReceivedResponse
}
/** The load balancer exists for the request as last sent. */
export interface ReadyState extends Answered<"ready"> {
  readonly address: string
}
/** The provider does not support the request. */
export interface RejectedState extends Refused<"rejected", "unsupported"> {}
/** The provider supports the request, but failed. */
export interface FailedState extends Refused<"failed", "provider_error"> {}
/** There is a response, but it is unreadable. */
export interface UnreadableState extends Common<"unreadable"> {
  readonly issues: readonly Issue[]
}
/** The provider has revoked its response while the request still exists. */
export interface RevokedState extends Common<"revoked"> {}

/** The state of one declared load balancer: `switch (answer.state) { … }`. */
export type LoadBalancerState =
  | AbsentState
  | WithdrawnState
  | InvalidState
  | WaitingState
  | StaleState
  | ReadyState
  | RejectedState
  | FailedState
  | UnreadableState
  | RevokedState

type StatusClass = new (message: string) => SettableStatus

/** Creates the states of one load balancer. */
export class StateMaker {
  readonly #name: string
  readonly #warning: string | undefined

  /** @param warning a problem that the operator has to fix; it becomes a blocked status in every state */
  constructor(name: string, warning: string | undefined) {
    this.#name = name
    this.#warning = warning
  }

  absent(endpoint: string): AbsentState {
    return this.#common(
      "absent",
      BlockedStatus,
      `there is no relation; integrate ${endpoint} with a provider`,
    )
  }

  withdrawn(): WithdrawnState {
    const { status, ...state } = this.#common("withdrawn", ActiveStatus, "is not wanted")
    // An operator does not need to read this.
    return { ...state, status: this.#warning === undefined ? new ActiveStatus() : status }
  }

  invalid(issues: readonly Issue[], previous: ReceivedResponse | undefined): InvalidState {
    const words = `the charm's request cannot be sent: ${issueWords(issues)}`
    return { ...this.#common("invalid", BlockedStatus, words), issues, previous }
  }

  waiting(reason: string): WaitingState {
    return this.#common("waiting", WaitingStatus, reason)
  }

  stale(reason: string, previous: ReceivedResponse): StaleState {
    return { ...this.#common("stale", WaitingStatus, reason), previous }
  }

  unreadable(issues: readonly Issue[]): UnreadableState {
    const words = `the provider's answer cannot be read: ${issueWords(issues)}`
    return { ...this.#common("unreadable", BlockedStatus, words), issues }
  }

  revoked(): RevokedState {
    return this.#common("revoked", WaitingStatus, "the provider has taken its answer back")
  }

  answered(
    response: ReceivedResponse,
    freshness: "current" | "unknown",
  ): ReadyState | RejectedState | FailedState | UnreadableState {
    const { address, error, errorMessage, errorFields } = response
    const answer = { freshness, response }
    if (error === null) {
      // A readable response without an error has an address, but its type does not express that.
      if (address === null) return this.unreadable([{ path: ["address"], message: "Is missing." }])
      return { ...this.#common("ready", ActiveStatus, address), ...answer, address }
    }
    const words = refusalWords(response)
    const refusal = { errorMessage, errorFields, ...answer }
    if (error === "unsupported") {
      return { ...this.#common("rejected", BlockedStatus, `refused: ${words}`), ...refusal, error }
    }
    return { ...this.#common("failed", BlockedStatus, `the provider failed: ${words}`), ...refusal, error }
  }

  #common<State extends string>(state: State, Status: StatusClass, words: string): Common<State> {
    const message = `load balancer ${this.#name}: ${plainWords(words)}`
    const status = this.#warning === undefined ? new Status(message) : new BlockedStatus(this.#warning)
    return { state, name: this.#name, message, status }
  }
}

/** By descending severity, the order in which a unit's status is chosen from several. */
const STATUSES = { blocked: BlockedStatus, waiting: WaitingStatus, active: ActiveStatus } as const

/** Returns one status for several load balancers: the most severe one, with the message of each load balancer that has it. */
export function statusOf(states: readonly LoadBalancerState[]): SettableStatus {
  for (const [name, Status] of Object.entries(STATUSES)) {
    const alike = states.map(({ status }) => status).filter((status) => status.name === name)
    if (alike.length > 0)
      return new Status([...new Set(alike.map(({ message }) => message))].filter(Boolean).join("; "))
  }
  return new ActiveStatus()
}

/**
 * Returns the content by which a change of state is noticed: the state's name and a hash of its data. Reasons to wait and leadership are not
 * part of it.
 */
export function contentOf(state: LoadBalancerState): string {
  return `${state.state} ${md5(carriedBy(state))}`
}

function carriedBy(state: LoadBalancerState): string {
  switch (state.state) {
    case "ready":
      // Do not use the hash of the response: it changes with every request, even if the address does not.
      return state.response.details === undefined
        ? state.address
        : `${state.address} ${JSON.stringify(state.response.details)}`
    case "rejected":
    case "failed":
      return refusalWords(state)
    case "invalid":
    case "unreadable":
      return issueWords(state.issues)
    default:
      return ""
  }
}
