import { FrameworkError } from "./errors.ts"
import { canonicalText, isJsonObject, type JsonObject } from "./json.ts"

/** The store's key for deferred events. */
export const NOTICES_KEY = "#notices#"

export interface Target {
  readonly observer: string
  readonly method: string
}

/** An emitted event with the handlers that have not finished it. */
export interface QueuedEvent {
  /** The event's path without its number: `MyCharm/on/config_changed`. */
  readonly source: string
  readonly number: number
  /** Canonical JSON text of the data. */
  readonly snapshot: string
  readonly targets: readonly Target[]
}

/** Events with unfinished handlers, oldest first. An event stays until its last handler has run without deferring it. */
export class NoticeQueue {
  #events: QueuedEvent[]

  constructor(text: string | undefined) {
    this.#events = text === undefined ? [] : parse(text)
  }

  get events(): readonly QueuedEvent[] {
    return this.#events
  }

  get size(): number {
    return this.#events.reduce((sum, event) => sum + event.targets.length, 0)
  }

  get highestNumber(): number {
    return this.#events.reduce((highest, event) => Math.max(highest, event.number), 0)
  }

  /** The whole source is compared: `Lib[one]/on/a` and `Lib[two]/on/a` are different events. */
  has(source: string, snapshot: string, target: Target): boolean {
    return this.#events.some(
      (event) =>
        event.source === source &&
        event.snapshot === snapshot &&
        event.targets.some((known) => sameTarget(known, target)),
    )
  }

  add(event: QueuedEvent): void {
    this.#events.push(event)
  }

  /** Removes one handler of an event, and the event after its last handler. */
  remove(event: QueuedEvent, target: Target): void {
    this.#events = this.#events.flatMap((known) => {
      if (known.source !== event.source || known.number !== event.number) return [known]
      const targets = known.targets.filter((one) => !sameTarget(one, target))
      return targets.length === 0 ? [] : [{ ...known, targets }]
    })
  }

  removeEvent(event: QueuedEvent): void {
    this.#events = this.#events.filter(
      (known) => known.source !== event.source || known.number !== event.number,
    )
  }

  /** @returns null if the queue is empty */
  serialize(): string | null {
    if (this.#events.length === 0) return null
    return JSON.stringify(
      this.#events.map(({ source, number, snapshot, targets }) => ({
        event: `${source}[${number}]`,
        data: parseSnapshot(snapshot),
        notices: targets.map(({ observer, method }) => [observer, method]),
      })),
    )
  }
}

function sameTarget(a: Target, b: Target): boolean {
  return a.observer === b.observer && a.method === b.method
}

export function parseSnapshot(snapshot: string): JsonObject {
  const value: unknown = JSON.parse(snapshot)
  if (!isJsonObject(value)) throw new FrameworkError(`the data of an event are not an object: ${snapshot}`)
  return value
}

function parse(text: string): QueuedEvent[] {
  try {
    const value: unknown = JSON.parse(text)
    if (Array.isArray(value)) return value.map(parseEvent)
  } catch {
    // Not JSON: the error below also names the key and the remedy.
  }
  throw corrupt()
}

function parseEvent(value: unknown): QueuedEvent {
  if (!isJsonObject(value)) throw corrupt()
  const { event, data, notices } = value
  const match = typeof event === "string" ? /^(.+)\[(\d+)\]$/.exec(event) : null
  if (match?.[1] === undefined || !isJsonObject(data) || !Array.isArray(notices)) throw corrupt()
  return {
    source: match[1],
    number: Number(match[2]),
    snapshot: canonicalText(data),
    targets: notices.map(parseTarget),
  }
}

function parseTarget(value: unknown): Target {
  if (Array.isArray(value)) {
    const [observer, method]: unknown[] = value
    if (typeof observer === "string" && typeof method === "string") return { observer, method }
  }
  throw corrupt()
}

function corrupt(): FrameworkError {
  return new FrameworkError(
    `the deferred events in the stored state (key "${NOTICES_KEY}") are not in the format of this framework; ` +
      `delete the key to go on without them (juju exec --unit UNIT -- state-delete '${NOTICES_KEY}')`,
  )
}
