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
import { type DatabagContent, definedFields, sorted } from "./fields.ts"

/** A response, with the fields of `Response`: an address, or an error with a message or fields. */
export type ResponseSpec = Partial<
  Pick<
    Response,
    "address" | "error" | "errorMessage" | "errorFields" | "addresses" | "ports" | "fields" | "drained"
  >
>

/** The content of a provider's application databag. */
export interface ProviderDatabagOptions {
  /** Responses by the name of their request. */
  readonly responses?: Readonly<Record<string, ResponseSpec>>
  /** The requirer's databag: each response answers the request of its name. Without it, `received_hash` is null and the responses are stale. */
  readonly to?: DatabagContent
  readonly capabilities?: Capabilities
  /** Supported extensions. Default: those of `LBConsumers`; null: none, like a charm with the Python library. */
  readonly extensions?: readonly Extension[] | null
}

/**
 * Returns the application databag of a provider with these responses, as `LBConsumers` writes it, but without `handled_…`, which requirers
 * do not read.
 * @throws ValidationError for a response that the library would not send; see `broken` for those
 * @throws Error if `to` has no readable request of a response's name
 */
export function providerDatabag(options: ProviderDatabagOptions = {}): DatabagContent {
  const { responses = {}, to, capabilities, extensions = ["details", "secrets"] } = options
  const documents = Object.entries(responses).flatMap(([name, fields]) => {
    const response = Object.assign(new Response(), definedFields(fields))
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
