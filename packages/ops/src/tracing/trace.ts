import { AsyncLocalStorage } from "node:async_hooks"
import { randomBytes } from "node:crypto"
import { endsHook } from "../framework/errors.ts"
import { TrackedPromise } from "../framework/tracked-promise.ts"
import { isHookToolError } from "../hook-tools.ts"

export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>

interface Span {
  readonly id: string
  readonly parent: string | undefined
  readonly name: string
  readonly start: number
  end: number
  attributes: Attributes
  error: unknown
}

/** A dispatch in an endless loop must not fill the disk. */
const MAX_SPANS = 2_000
const MAX_TEXT = 1_000

/** The spans of one dispatch. The first one is the dispatch itself, from the start of its process. */
export class Trace {
  readonly #id = randomBytes(16).toString("hex")
  readonly #spans: Span[] = []
  readonly #current = new AsyncLocalStorage<Span>()
  readonly #root: Span
  #dropped = 0
  #lastError: unknown

  constructor(name: string, attributes: Attributes) {
    this.#root = this.#start(name, attributes, performance.timeOrigin)
  }

  /** The error of the span that failed last. */
  get lastError(): unknown {
    return this.#lastError
  }

  /**
   * Calls `work` in a span of its own and returns its result. The span ends when the result does, if that is a promise.
   * @param after returns attributes that are known at the end
   */
  span<T>(name: string, attributes: Attributes, work: () => T, after: () => Attributes = () => ({})): T {
    if (this.#spans.length >= MAX_SPANS) {
      this.#dropped += 1
      return work()
    }
    const span = this.#start(name, attributes, now())
    const end = (thrown?: unknown) => {
      const error = thrown instanceof Error && endsHook in thrown ? undefined : thrown
      span.end = now()
      span.error = error
      this.#lastError = error ?? this.#lastError
      span.attributes = { ...span.attributes, ...after() }
    }
    try {
      const result = this.#current.run(span, work)
      const fail = (error: unknown) => end(error ?? "failed")
      // Whether somebody awaits an emission decides who handles its failure.
      if (result instanceof TrackedPromise) void result.watch(() => end(), fail)
      else if (result instanceof Promise) result.then(() => end(), fail)
      else end()
      return result
    } catch (error) {
      end(error)
      throw error
    }
  }

  /** Ends the dispatch and returns the request that reports it to a collector (OTLP 1.x, JSON over HTTP). */
  finish(resource: Attributes, failure: unknown): string {
    this.#root.end = now()
    this.#root.error = failure
    if (this.#dropped > 0)
      this.#root.attributes = { ...this.#root.attributes, "charm.dropped_spans": this.#dropped }
    const scope = { name: "@charmkit/ops" }
    const spans = this.#spans.map((span) => this.#json(span))
    return JSON.stringify({
      resourceSpans: [{ resource: { attributes: attributesJson(resource) }, scopeSpans: [{ scope, spans }] }],
    })
  }

  #start(name: string, attributes: Attributes, start: number): Span {
    const parent = (this.#current.getStore() ?? this.#spans[0])?.id
    const id = randomBytes(8).toString("hex")
    const span: Span = { id, parent, name, start, end: start, attributes, error: undefined }
    this.#spans.push(span)
    return span
  }

  #json({ id, parent, name, start, end, attributes, error }: Span) {
    return {
      traceId: this.#id,
      spanId: id,
      ...(parent !== undefined && { parentSpanId: parent }),
      name: short(name),
      kind: 1,
      startTimeUnixNano: nanoseconds(start),
      endTimeUnixNano: nanoseconds(end),
      attributes: attributesJson(attributes),
      status: error === undefined ? {} : { code: 2, message: short(message(error)) },
    }
  }
}

function attributesJson(attributes: Attributes) {
  return Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ({ key, value: valueJson(value ?? "") }))
}

function valueJson(value: string | number | boolean) {
  if (typeof value === "boolean") return { boolValue: value }
  return typeof value === "number" ? { intValue: String(value) } : { stringValue: short(value) }
}

/** The message of a hook tool's error has all arguments, which may be secret. */
function message(error: unknown): string {
  if (isHookToolError(error)) {
    const { name, tool, exitCode, stderr } = error
    return `${name}: ${tool} failed with exit code ${exitCode}: ${stderr.trim()}`
  }
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}

function short(text: string): string {
  return text.slice(0, MAX_TEXT)
}

/** Milliseconds since 1970. */
function now(): number {
  return performance.timeOrigin + performance.now()
}

function nanoseconds(ms: number): string {
  return String(BigInt(Math.round(ms * 1000)) * 1000n)
}
