import type { RequestSpec } from "../declarative/request-spec.ts"
import { Request } from "../interface/request.ts"
import {
  assertRequest,
  EXTENSIONS_KEY,
  type Extension,
  md5,
  OWN_VERSION,
  requestKey,
  requestText,
  sealRequest,
  serializeExtensions,
  VERSION_KEY,
} from "../wire.ts"
import { type DatabagContent, definedFields, sorted } from "./fields.ts"

/** The content of a requirer's application databag. */
export interface ConsumerDatabagOptions {
  /** Requests by name, with the fields of `Request`. `id` defaults to the MD5 of the name. */
  readonly requests?: Readonly<Record<string, RequestSpec & { readonly id?: string }>>
  /** Supported extensions. Default: those of `LBProvider`; null: none, like a charm with the Python library. */
  readonly extensions?: readonly Extension[] | null
}

/**
 * Returns the application databag of a requirer with these requests and their `sent_hash`, as `LBProvider` writes it, but without `acked_…`,
 * which providers do not read.
 * @throws ValidationError for a request that the library would not send; see `broken` for those
 */
export function consumerDatabag(options: ConsumerDatabagOptions = {}): DatabagContent {
  const { requests = {}, extensions = ["details"] } = options
  const documents = Object.entries(requests).map(([name, { id = md5(name), ...fields }]) => {
    const draft = Object.assign(new Request(name, id), definedFields(fields)).toDraft()
    assertRequest(draft)
    return [requestKey(name), requestText(sealRequest(draft))]
  })
  return sorted({
    [VERSION_KEY]: String(OWN_VERSION),
    ...(extensions === null ? {} : { [EXTENSIONS_KEY]: serializeExtensions(extensions) }),
    ...Object.fromEntries(documents),
  })
}
