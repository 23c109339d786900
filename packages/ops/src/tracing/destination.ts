/** Where traces are sent. */
export interface Destination {
  /** Address of the collector's OTLP receiver for traces, over HTTP: `http://tempo:4318/v1/traces`. */
  readonly url: string
  /** Certificates that an `https` address is checked against, as PEM; default: those of the machine. */
  readonly ca?: string
}

/** The protocol that a requirer of the interface `tracing` asks for, and the name of its receiver. */
const PROTOCOL = "otlp_http"

/** What the leader writes into the application's databag (`tempo_coordinator_k8s/v0/tracing.py`: TracingRequirerAppData). */
export const REQUEST = { receivers: JSON.stringify([PROTOCOL]) }

/** Returns the address in the provider's application databag, whose `receivers` are a JSON list; undefined if there is none (yet). */
export function addressOf(receivers: string | undefined): string | undefined {
  for (const receiver of list(receivers)) {
    const { protocol, url } = record(receiver)
    if (record(protocol).name === PROTOCOL && typeof url === "string") return tracesUrl(url)
  }
  return undefined
}

/** Appends the path of OTLP to a collector's address; undefined if that is not one of HTTP. */
export function tracesUrl(base: string): string | undefined {
  return /^https?:\/\/[^\s]+$/.test(base) ? `${base.replace(/\/+$/, "")}/v1/traces` : undefined
}

function list(text: string | undefined): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text ?? "")
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
}

export function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {}
}
