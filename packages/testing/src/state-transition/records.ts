import type { JsonObject } from "@charmkit/ops"
import type { StatusOf } from "./state.ts"

/** An event that the charm or a part of it emitted, or that Juju's event became in the framework. */
export interface EmittedEvent {
  /** `MyCharm/LBProvider[lb-provider]/on/available`. */
  readonly source: string
  /** `available`. */
  readonly kind: string
  readonly data: JsonObject
}

/** One call of a hook tool. */
export interface ToolCall {
  readonly tool: string
  readonly args: readonly string[]
  readonly stdin: string | undefined
  readonly exitCode: number
}

/** A line that the charm or the framework logged. */
export interface LogLine {
  /** `DEBUG`, `INFO`, `WARNING`, `ERROR`, … */
  readonly level: string
  readonly message: string
}

/** What an action said. */
export interface ActionOutcome {
  readonly results: Readonly<Record<string, unknown>>
  readonly log: readonly string[]
  /** Undefined if it did not fail. */
  readonly failure: string | undefined
}

/** What can be seen of one run beside the state that came of it. */
export class Records {
  readonly emittedEvents: EmittedEvent[] = []
  readonly toolCalls: ToolCall[] = []
  readonly logs: LogLine[] = []
  readonly unitStatusHistory: StatusOf[] = []
  readonly appStatusHistory: StatusOf[] = []
  readonly workloadVersionHistory: string[] = []
  action: ActionOutcome | undefined
}
