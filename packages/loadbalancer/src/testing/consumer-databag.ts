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
import { type DatabagContent, said, sorted } from "./fields.ts"

/** What a consumer's application says. */
export interface ConsumerDatabagOptions {
  /** By name, in the words of `Request`. `id` is made from the name if it is not given. */
  readonly requests?: Readonly<Record<string, RequestSpec & { readonly id?: string }>>
  /** What the consumer announces; null: nothing, like a consumer in Python. Default: what `LBProvider` announces. */
  readonly extensions?: readonly Extension[] | null
}

/**
 * The application databag of a consumer with these requests, sealed, as `LBProvider` writes it. `acked_…`, which no peer reads, is left
 * out.
 * @throws ValidationError for a request that the library would not send; see `broken` for those
 */
export function consumerDatabag(options: ConsumerDatabagOptions = {}): DatabagContent {
  const { requests = {}, extensions = ["details"] } = options
  const documents = Object.entries(requests).map(([name, { id = md5(name), ...fields }]) => {
    const draft = Object.assign(new Request(name, id), said(fields)).toDraft()
    assertRequest(draft)
    return [requestKey(name), requestText(sealRequest(draft))]
  })
  return sorted({
    [VERSION_KEY]: String(OWN_VERSION),
    ...(extensions === null ? {} : { [EXTENSIONS_KEY]: serializeExtensions(extensions) }),
    ...Object.fromEntries(documents),
  })
}
