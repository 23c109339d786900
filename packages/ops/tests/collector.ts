import { once } from "node:events"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"
import { expect } from "vitest"

/** A span as a collector has received it. */
export interface ReceivedSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[]
  readonly status: { readonly code?: number; readonly message?: string }
}

/** The trace of one dispatch. */
export interface ReceivedTrace {
  readonly resource: Readonly<Record<string, unknown>>
  readonly spans: readonly ReceivedSpan[]
}

/** A receiver of OTLP as JSON over HTTP, which checks what it gets by the rules of the protocol. */
export class Collector implements AsyncDisposable {
  readonly traces: ReceivedTrace[] = []
  /** What is wrong with the requests that were refused. */
  readonly problems: string[] = []
  /** How requests are answered: with a status, or never. */
  answer: number | "never" = 200
  #requests = 0
  readonly #unanswered = new Set<ServerResponse>()
  readonly #server = createServer((request, response) => void this.#take(request, response))
  readonly #waiting = new Set<() => void>()

  static async start(): Promise<Collector> {
    const collector = new Collector()
    collector.#server.listen(0, "127.0.0.1")
    await once(collector.#server, "listening")
    return collector
  }

  /** The address without the path of OTLP. */
  get url(): string {
    const { port } = this.#server.address() as AddressInfo
    return `http://127.0.0.1:${port}`
  }

  /** Number of requests so far, whatever the answer. */
  get requests(): number {
    return this.#requests
  }

  /** Number of requests that wait for an answer. */
  get open(): number {
    return [...this.#unanswered].filter(({ destroyed }) => !destroyed).length
  }

  /** Resolves when `reached` returns true. It is called now and after each request. */
  async until(reached: () => boolean): Promise<void> {
    while (!reached()) await new Promise<void>((resolve) => this.#waiting.add(resolve))
  }

  /** Resolves to the first trace with this name, of the dispatch's first span. */
  async trace(name: string): Promise<ReceivedTrace> {
    const found = () => this.traces.find(({ spans }) => spans[0]?.name === name)
    await this.until(() => found() !== undefined)
    return found() ?? { resource: {}, spans: [] }
  }

  /** Breaks open connections, as a collector that is killed. */
  drop(): void {
    this.#server.closeAllConnections()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.drop()
    this.#server.close()
    await once(this.#server, "close")
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request)
    try {
      if (this.answer === 200) this.#check(request, JSON.parse(body))
    } catch (error) {
      this.problems.push(String(error))
    }
    this.#requests += 1
    if (this.answer === "never") this.#unanswered.add(response)
    else response.writeHead(this.answer).end("{}")
    for (const wake of [...this.#waiting]) wake()
    this.#waiting.clear()
  }

  #check({ method, url, headers }: IncomingMessage, body: unknown): void {
    expect({ method, url, type: headers["content-type"] }).toEqual({
      method: "POST",
      url: "/v1/traces",
      type: "application/json",
    })
    const { resourceSpans } = body as {
      resourceSpans: {
        resource: { attributes: ReceivedSpan["attributes"] }
        scopeSpans: { spans: ReceivedSpan[] }[]
      }[]
    }
    for (const { resource, scopeSpans } of resourceSpans) {
      const spans = scopeSpans.flatMap((scope) => scope.spans)
      checkSpans(spans)
      this.traces.push({ resource: valuesOf(resource.attributes), spans })
    }
  }
}

/** The rules of the protocol (opentelemetry-proto: trace.proto, and its mapping to JSON). */
function checkSpans(spans: readonly ReceivedSpan[]): void {
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1)
  const byId = new Map(spans.map((span) => [span.spanId, span]))
  expect(byId.size).toBe(spans.length)
  for (const span of spans) {
    expect(span).toMatchObject({
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
      name: expect.stringMatching(/./),
      kind: 1,
      startTimeUnixNano: expect.stringMatching(/^\d{19}$/),
      endTimeUnixNano: expect.stringMatching(/^\d{19}$/),
    })
    expect(BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano)).toBe(true)
    for (const { value } of span.attributes) expect(Object.keys(value)).toHaveLength(1)
    if (span.parentSpanId === undefined) continue
    const parent = byId.get(span.parentSpanId)
    expect(parent, `the parent of ${span.name}`).toBeDefined()
    expect(BigInt(span.startTimeUnixNano) >= BigInt(parent?.startTimeUnixNano ?? 0)).toBe(true)
    expect(BigInt(span.endTimeUnixNano) <= BigInt(parent?.endTimeUnixNano ?? 0), span.name).toBe(true)
  }
}

export function valuesOf(attributes: ReceivedSpan["attributes"]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
}

/** Names of spans, each indented below its parent, in the order of their start. */
export function tree({ spans }: ReceivedTrace, parent?: string, indent = ""): string[] {
  return spans
    .filter(({ parentSpanId }) => parentSpanId === parent)
    .flatMap((span) => [
      `${indent}${span.name}`,
      ...tree({ resource: {}, spans }, span.spanId, `${indent}  `),
    ])
}
