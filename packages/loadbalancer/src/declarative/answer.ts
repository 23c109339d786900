import type { FieldOutcomes } from "../interface/answer-details.ts"
import { Response } from "../interface/response.ts"
import { readableWords } from "../interface/text.ts"
import { serializeResponse, ValidationError } from "../wire.ts"
import type { RejectedFields, SomeFields, SomeWords } from "./request-path.ts"

type Content = Pick<
  Response,
  "address" | "error" | "errorMessage" | "errorFields" | "addresses" | "ports" | "fields"
>

/** The fields of an answer without extensions. */
const PLAIN = { addresses: [], ports: {}, fields: {} } as const

/**
 * The answer that a handler returns for a request. Only `accept`, `reject`, `fail` and `later` create one, always complete; the private field
 * keeps other objects from being assignable.
 */
export class Answer {
  readonly #content: Content | undefined

  constructor(content: Content | undefined) {
    this.#content = content
    if (content === undefined) return
    // Checked here and not when it is sent, so that the stack names the line with the mistake.
    const trial = new Response()
    this.fill(trial)
    serializeResponse(trial.toDraft(null))
    trial.toDetailsText(null, undefined)
  }

  /** Overwrites all fields of the response. @returns false if the answer is `later` */
  fill(response: Response): boolean {
    if (this.#content === undefined) return false
    Object.assign(response, this.#content)
    return true
  }
}

/** The properties of an existing load balancer. All except the address are extensions, which other requirers ignore. */
export interface Accepted {
  readonly address: string
  /** All addresses, if there is more than one. */
  readonly addresses?: readonly string[]
  /** Requested port to the port that clients have to use, where they differ: `{ 443: 8443 }`. */
  readonly ports?: Readonly<Record<number, number>>
  /** The outcome of fields of the request: `{ sticky: { outcome: "ignored" } }`. */
  readonly fields?: FieldOutcomes
}

/**
 * Answers that the load balancer exists.
 * @throws ValidationError for an invalid address, port or field; the request then counts as one whose handler threw
 */
export function accept({ address, addresses = [], ports = {}, fields = {} }: Accepted): Answer {
  return new Answer({ address, error: null, errorMessage: null, errorFields: {}, addresses, ports, fields })
}

/**
 * Answers that this provider does not support the request (`unsupported`), with a message, by field, or both. A path within a field is sent
 * as the field, with the rest of the path in the message; requirers that support details also get the path.
 * @throws ValidationError without any message, for empty ones, and for fields that do not exist; the request then counts as one whose handler threw
 */
export function reject<const Words extends string>(words: SomeWords<Words>): Answer
export function reject<Fields extends RejectedFields>(
  fields: Fields & SomeFields<Fields>,
  words?: string,
): Answer
export function reject(what: string | Readonly<Record<string, string>>, words?: string): Answer {
  const [fields, message] = typeof what === "string" ? [{}, what] : [what, words]
  checkWords(fields)
  return new Answer({
    address: null,
    ...PLAIN,
    error: "unsupported",
    errorMessage: message === undefined || message === "" ? null : readableWords(message),
    errorFields: Object.fromEntries(
      Object.entries(fields).map(([path, text]) => [path, readableWords(text)]),
    ),
  })
}

/**
 * Answers that this provider supports the request, but failed (`provider_error`). The handler is not called again before the request
 * changes or `serveAgain` is called. For a temporary failure, throw or return `later`.
 * @throws ValidationError for an empty message
 */
export function fail<const Words extends string>(words: SomeWords<Words>): Answer {
  return new Answer({
    ...PLAIN,
    address: null,
    error: "provider_error",
    errorMessage: readableWords(words),
    errorFields: {},
  })
}

/** Leaves the request pending: it is served again in the next hook that evaluates it, and by `serveNew`. */
export function later(): Answer {
  return new Answer(undefined)
}

function checkWords(fields: Readonly<Record<string, string>>): void {
  const issues = Object.entries(fields)
    .filter(([, words]) => words === "")
    .map(([field]) => ({ path: [field], message: "Has no words." }))
  if (issues.length > 0) throw new ValidationError("The answer", issues)
}
