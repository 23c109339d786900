import type { Outcome, TimedEvent } from "../state/events.ts"
import { redacted } from "./redact.ts"

/** One run of a hook or action, finished or still running. */
export interface HookRun {
  /** Increases with every entry of the model's history, from 1. */
  readonly id: number
  readonly unit: string
  readonly hook: string
  readonly attempt: number
  readonly started: Date
  /** Undefined while the hook runs. */
  readonly end: HookEnd | undefined
}

interface HookEnd {
  readonly at: Date
  readonly outcome: Outcome
  readonly reason: string
  readonly toolCalls: number
  /** Of a hook that failed: the last lines that it logged. */
  readonly log: readonly LoggedLine[]
}

interface LoggedLine {
  readonly level: string
  readonly message: string
}

/** A change of one key of a databag. */
export interface DatabagChange {
  readonly id: number
  readonly at: Date
  readonly relationId: number
  readonly relation: string
  readonly owner: string
  readonly key: string
  /** The old and the new value, redacted. */
  readonly before: ChangedValue | undefined
  readonly after: ChangedValue | undefined
  /** The hook that made the change; undefined for writes of the agent itself before a hook. */
  readonly by: { readonly unit: string; readonly hook: string } | undefined
}

/** The beginning of a value, and its whole length in characters. */
export interface ChangedValue {
  readonly text: string
  readonly length: number
}

const RUNS = 500
const CHANGES = 500
/** Lines of the log that are kept of a failed hook. */
const LINES = 20
/** Characters of a value that are kept: enough for a request, but a value may have megabytes. */
const MAX_LENGTH = 1_200

/**
 * The most recent hooks of a model and the changes they made, recorded from the model's events. Kept in memory
 * up to a limit, and lost when the process ends.
 */
export class History {
  readonly #runs: HookRun[] = []
  readonly #changes: DatabagChange[] = []
  readonly #running = new Map<string, HookRun>()
  /** What the running hooks have logged, by unit. */
  readonly #logged = new Map<string, LoggedLine[]>()
  readonly #leaderOf: (application: string) => string | undefined
  #lastId = 0

  /** @param leaderOf returns an application's leader: only the leader writes the application's databag */
  constructor(leaderOf: (application: string) => string | undefined) {
    this.#leaderOf = leaderOf
  }

  /** Finished and running hooks, in the order of their start. */
  get runs(): readonly HookRun[] {
    return this.#runs
  }

  /** Changes, oldest first. */
  get changes(): readonly DatabagChange[] {
    return this.#changes
  }

  /** Returns the hook that the unit runs now. */
  running(unit: string): HookRun | undefined {
    return this.#running.get(unit)
  }

  take(event: TimedEvent): void {
    if (event.type === "hook-started") this.#start(event)
    if (event.type === "hook-finished") this.#finish(event)
    if (event.type === "databag-changed") this.#change(event)
    if (event.type === "log") this.#log(event)
    if (event.type === "unit-removed") {
      this.#running.delete(event.unit)
      this.#logged.delete(event.unit)
    }
  }

  #start({ unit, hook, attempt, at }: TimedEvent & { type: "hook-started" }): void {
    const run: HookRun = { id: ++this.#lastId, unit, hook, attempt, started: at, end: undefined }
    this.#running.set(unit, run)
    this.#logged.set(unit, [])
    keep(this.#runs, run, RUNS)
  }

  #finish(event: TimedEvent & { type: "hook-finished" }): void {
    const { unit, outcome, toolCalls, at, reason = "" } = event
    const run = this.#running.get(unit)
    if (run === undefined) return
    this.#running.delete(unit)
    const log = outcome === "failed" ? (this.#logged.get(unit) ?? []) : []
    this.#logged.delete(unit)
    const index = this.#runs.indexOf(run)
    if (index >= 0) this.#runs[index] = { ...run, end: { at, outcome, reason, toolCalls, log } }
  }

  #log({ entity, level, message }: TimedEvent & { type: "log" }): void {
    const lines = this.#logged.get(entity)
    if (lines !== undefined) keep(lines, { level, message }, LINES)
  }

  #change({ relationId, relation, owner, changes, at }: TimedEvent & { type: "databag-changed" }): void {
    const unit = owner.includes("/") ? owner : this.#leaderOf(owner)
    const run = unit === undefined ? undefined : this.#running.get(unit)
    const by = run === undefined ? undefined : { unit: run.unit, hook: run.hook }
    for (const { key, before, after } of changes) {
      const change = {
        at,
        relationId,
        relation,
        owner,
        key,
        before: cut(key, before),
        after: cut(key, after),
        by,
      }
      keep(this.#changes, { id: ++this.#lastId, ...change }, CHANGES)
    }
  }
}

function keep<T>(list: T[], item: T, limit: number): void {
  list.push(item)
  if (list.length > limit) list.shift()
}

function cut(key: string, value: string | undefined): ChangedValue | undefined {
  return value === undefined ? undefined : shownValue(key, value)
}

/** Redacts and shortens a databag's value for display. */
export function shownValue(key: string, value: string): ChangedValue {
  const text = redacted(key, value)
  return { text: text.slice(0, MAX_LENGTH), length: text.length }
}
