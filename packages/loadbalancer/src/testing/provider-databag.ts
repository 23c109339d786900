import { type Capabilities, toWireCapabilities } from "../interface/capabilities.ts"
import { Response } from "../interface/response.ts"
import {
  CAPABILITIES_KEY,
  detailsKey,
  drainKey,
  EXTENSIONS_KEY,
  type Extension,
  OWN_VERSION,
  parseDrain,
  parseRequest,
  requestKey,
  responseKey,
  serializeCapabilities,
  serializeExtensions,
  serializeResponse,
  VERSION_KEY,
} from "../wire.ts"
import { type DatabagContent, said, sorted } from "./fields.ts"

/** An answer, in the words of `Response`: an address, or an error with a message or fields. */
export type ResponseSpec = Partial<
  Pick<
    Response,
    "address" | "error" | "errorMessage" | "errorFields" | "addresses" | "ports" | "fields" | "drained"
  >
>

/** What a provider's application says. */
export interface ProviderDatabagOptions {
  /** By the request's name. */
  readonly responses?: Readonly<Record<string, ResponseSpec>>
  /** The consumer's databag: each response answers its request of the same name. Without it they answer nothing that was sent. */
  readonly to?: DatabagContent
  readonly capabilities?: Capabilities
  /** What the provider announces; null: nothing, like a provider in Python. Default: what `LBConsumers` announces. */
  readonly extensions?: readonly Extension[] | null
}

/**
 * The application databag of a provider with these responses, as `LBConsumers` writes it. `handled_…`, which no peer reads, is left out.
 * @throws ValidationError for a response that the library would not send; see `broken` for those
 * @throws Error if `to` has no readable request of a response's name
 */
export function providerDatabag(options: ProviderDatabagOptions = {}): DatabagContent {
  const { responses = {}, to, capabilities, extensions = ["details", "secrets"] } = options
  const documents = Object.entries(responses).flatMap(([name, fields]) => {
    const response = Object.assign(new Response(), said(fields))
    const hash = to === undefined ? null : sentHash(to, name)
    const details = response.toDetailsText(hash, drainUntil(to, name))
    return [
      [responseKey(name), serializeResponse(response.toDraft(hash))],
      ...(details === undefined ? [] : [[detailsKey(name), details]]),
    ]
  })
  return sorted({
    [VERSION_KEY]: String(OWN_VERSION),
    ...(extensions === null ? {} : { [EXTENSIONS_KEY]: serializeExtensions(extensions) }),
    ...(capabilities === undefined
      ? {}
      : { [CAPABILITIES_KEY]: serializeCapabilities(toWireCapabilities(capabilities)) }),
    ...Object.fromEntries(documents),
  })
}

function drainUntil(databag: DatabagContent | undefined, name: string): Date | undefined {
  const read = parseDrain(databag?.[drainKey(name)] ?? "")
  return read.ok ? new Date(read.value.until) : undefined
}

function sentHash(databag: DatabagContent, name: string): string | null {
  const text = databag[requestKey(name)]
  const read = text === undefined ? undefined : parseRequest(text)
  if (read?.ok === true) return read.value.sent_hash
  const what = text === undefined ? "has no" : "has an unreadable"
  throw new Error(`there is nothing to answer: the consumer's databag ${what} ${requestKey(name)}`)
}
