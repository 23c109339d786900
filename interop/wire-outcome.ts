import {
  canonicalJson,
  hashHealthCheck,
  hashRequest,
  hashResponse,
  type Issue,
  parseHealthCheck,
  parseRequest,
  parseResponse,
  type ReadResult,
  requestText,
  responseText,
} from "loadbalancer-interface/wire"

export type Kind = "request" | "response" | "healthcheck"
export const KINDS: readonly Kind[] = ["request", "response", "healthcheck"]

/** The outcome of parsing or writing a document. Only Python has crashes: exceptions that charms do not expect. */
export type Outcome =
  | { readonly text: string; readonly hash: string }
  | { readonly errors: readonly (readonly [path: readonly string[], message: string])[] }
  | { readonly crash: string; readonly message: string }

export interface OurOutcome {
  readonly outcome: Outcome
  readonly warnings: readonly Issue[]
}

export function ourOutcome(kind: Kind, text: string): OurOutcome {
  if (kind === "request") return outcomeOf(parseRequest(text), requestText, hashRequest)
  if (kind === "response") return outcomeOf(parseResponse(text), responseText, hashResponse)
  const healthCheckText = (value: Parameters<typeof hashHealthCheck>[0]) => canonicalJson({ ...value })
  return outcomeOf(parseHealthCheck(text), healthCheckText, hashHealthCheck)
}

function outcomeOf<T>(
  read: ReadResult<T>,
  text: (value: T) => string,
  hash: (value: T) => string,
): OurOutcome {
  if (read.ok) return { outcome: { text: text(read.value), hash: hash(read.value) }, warnings: read.warnings }
  const errors = read.issues.map(({ path, message }) => [path, message] as const)
  return { outcome: { errors }, warnings: [] }
}

/** Equal for outcomes that are the same to a charm, regardless of the order of errors. */
export function fingerprint(outcome: Outcome): string {
  if (!("errors" in outcome)) return JSON.stringify(outcome)
  return outcome.errors
    .map(([path, message]) => JSON.stringify([path, steady(message)]))
    .sort()
    .join("\n")
}

/**
 * Removes unstable parts of a message. Python lists unknown fields in the order of a set, which changes from process to process. Which
 * characters are escaped depends on the Unicode version of either side; `wire-characters.test.ts` compares them one by one.
 */
function steady(message: string): string {
  const escapes = /\\u([0-9a-f]{4})|\\U00(0[0-9a-f]{5}|10[0-9a-f]{4})/g
  const plain = message.replace(escapes, (_, short, long) =>
    String.fromCodePoint(Number.parseInt(short ?? long, 16)),
  )
  return /^Unknown fields?: /.test(message)
    ? plain
        .split(/(?:: |, )/)
        .sort()
        .join(", ")
    : plain
}
