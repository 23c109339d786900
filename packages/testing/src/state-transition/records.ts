import type { JsonObject } from "@charmkit/ops"
import type { StatusOf } from "./state.ts"

/** An event emitted by the charm or one of its objects, or the framework's event for Juju's event. */
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

/** Results, log and failure of an action. */
export interface ActionOutcome {
  readonly results: Readonly<Record<string, unknown>>
  readonly log: readonly string[]
  /** Undefined if it did not fail. */
  readonly failure: string | undefined
}

/** Records of one run that are not part of the state after it. */
export class Records {
  readonly emittedEvents: EmittedEvent[] = []
  readonly toolCalls: ToolCall[] = []
  readonly logs: LogLine[] = []
  readonly unitStatusHistory: StatusOf[] = []
  readonly appStatusHistory: StatusOf[] = []
  readonly workloadVersionHistory: string[] = []
  readonly requestedStorages: Record<string, number> = {}
  reboot: "after-hook" | "now" | undefined
  action: ActionOutcome | undefined
}
