import type { FieldOutcomes } from "../interface/answer-details.ts"
import { Response } from "../interface/response.ts"
import { readableWords } from "../interface/text.ts"
import { serializeResponse, ValidationError } from "../wire.ts"
import type { RejectedFields, SomeFields, SomeWords } from "./request-path.ts"

type Content = Pick<
  Response,
  "address" | "error" | "errorMessage" | "errorFields" | "addresses" | "ports" | "fields"
>

/** An answer that says nothing beyond version 1. */
const PLAIN = { addresses: [], ports: {}, fields: {} } as const

/**
 * What a handler returns for a request: made by `accept`, `reject`, `fail` or `later`, and complete from the start. There is no other
 * way to make one: the private field keeps look-alikes out.
 */
export class Answer {
  readonly #content: Content | undefined

  constructor(content: Content | undefined) {
    this.#content = content
    if (content === undefined) return
    // Here, and not when it is sent: the mistake is in the line that made it.
    const trial = new Response()
    this.fill(trial)
    serializeResponse(trial.toDraft(null))
    trial.toDetailsText(null, undefined)
  }

  /** Overwrites all fields of the response. @returns false if there is nothing to say yet */
  fill(response: Response): boolean {
    if (this.#content === undefined) return false
    Object.assign(response, this.#content)
    return true
  }
}

/** What is said of a load balancer that is there. All but the address is for consumers that understand it; others never notice. */
export interface Accepted {
  readonly address: string
  /** All addresses, if there are more than one. */
  readonly addresses?: readonly string[]
  /** Port as it was asked for to the port that clients have to use, where it is another one: `{ 443: 8443 }`. */
  readonly ports?: Readonly<Record<number, number>>
  /** What became of fields of the request: `{ sticky: { outcome: "ignored" } }`. */
  readonly fields?: FieldOutcomes
}

/**
 * The load balancer is there.
 * @throws ValidationError for what is no address, port or field; the request then counts as one whose handler threw
 */
export function accept({ address, addresses = [], ports = {}, fields = {} }: Accepted): Answer {
  return new Answer({ address, error: null, errorMessage: null, errorFields: {}, addresses, ports, fields })
}

/**
 * This provider cannot do what is asked for (`unsupported`), in words, by field, or both. Places within a field arrive as the field,
 * with the place in the words; consumers that understand details get the place, too.
 * @throws ValidationError without any words, and for fields that do not exist; the request then counts as one whose handler threw
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
 * This provider could do it, but failed (`provider_error`). That is an answer: the handler is not called again before the request
 * changes, or `serveAgain`. For what may pass by itself, throw, or return `later`.
 * @throws ValidationError without words
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

/** No answer yet: the request is served again in the next hook that looks at it, and by `serveNew`. */
export function later(): Answer {
  return new Answer(undefined)
}

function checkWords(fields: Readonly<Record<string, string>>): void {
  const issues = Object.entries(fields)
    .filter(([, words]) => words === "")
    .map(([field]) => ({ path: [field], message: "Has no words." }))
  if (issues.length > 0) throw new ValidationError("The answer", issues)
}
