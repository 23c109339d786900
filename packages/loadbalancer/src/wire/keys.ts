/** Key of both application databags: the highest version of the interface that the side speaks. */
export const VERSION_KEY = "version"

/** Key of both application databags: the extensions that the side understands. */
export const EXTENSIONS_KEY = "extensions"
/** Key of the provider's application databag: what it can do. */
export const CAPABILITIES_KEY = "capabilities"

const REQUEST = "request_"
const RESPONSE = "response_"
const HANDLED = "handled_"
const ACKED = "acked_"
const DETAILS = "details_"
const DRAIN = "drain_"
const SECRETS = "secrets_"

/** In the consumer's application databag. */
export const requestKey = (name: string): string => REQUEST + name
/** In the provider's application databag. */
export const responseKey = (name: string): string => RESPONSE + name
/** In the provider's application databag; peers ignore it. */
export const handledKey = (name: string): string => HANDLED + name
/** In the consumer's application databag; peers ignore it. */
export const ackedKey = (name: string): string => ACKED + name
/** In the provider's application databag. */
export const detailsKey = (name: string): string => DETAILS + name
/** In the consumer's application databag. */
export const drainKey = (name: string): string => DRAIN + name
/** In the consumer's application databag. */
export const secretsKey = (name: string): string => SECRETS + name

/** Names of the requests in a databag with these keys. */
export const requestNames = (keys: readonly string[]): string[] => namesIn(keys, REQUEST)
/** Whether a key is that of a response. */
export const isResponseKey = (key: string): boolean => key.startsWith(RESPONSE)
/** Names of the responses in a databag with these keys. */
export const responseNames = (keys: readonly string[]): string[] => namesIn(keys, RESPONSE)
/** Names of the requests that a provider has noted as handled. */
export const handledNames = (keys: readonly string[]): string[] => namesIn(keys, HANDLED)
/** Names of the responses that a consumer has noted as acknowledged. */
export const ackedNames = (keys: readonly string[]): string[] => namesIn(keys, ACKED)
/** Names of the responses that say more than version 1 can. */
export const detailsNames = (keys: readonly string[]): string[] => namesIn(keys, DETAILS)
/** Names of the requests that are being drained. */
export const drainNames = (keys: readonly string[]): string[] => namesIn(keys, DRAIN)
/** Names of the requests whose private key is in a Juju secret. */
export const secretsNames = (keys: readonly string[]): string[] => namesIn(keys, SECRETS)

/** Sorted: the order in which requests and responses are listed must not depend on how a databag was filled. */
function namesIn(keys: readonly string[], prefix: string): string[] {
  return keys
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length))
    .sort()
}
