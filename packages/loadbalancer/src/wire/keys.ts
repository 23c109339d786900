/** Key of both application databags: the highest version of the interface that the side speaks. */
export const VERSION_KEY = "version"

const REQUEST = "request_"
const RESPONSE = "response_"
const HANDLED = "handled_"
const ACKED = "acked_"

/** In the consumer's application databag. */
export const requestKey = (name: string): string => REQUEST + name
/** In the provider's application databag. */
export const responseKey = (name: string): string => RESPONSE + name
/** In the provider's application databag; peers ignore it. */
export const handledKey = (name: string): string => HANDLED + name
/** In the consumer's application databag; peers ignore it. */
export const ackedKey = (name: string): string => ACKED + name

export const requestNames = (keys: readonly string[]): string[] => namesIn(keys, REQUEST)
export const responseNames = (keys: readonly string[]): string[] => namesIn(keys, RESPONSE)
export const handledNames = (keys: readonly string[]): string[] => namesIn(keys, HANDLED)
export const ackedNames = (keys: readonly string[]): string[] => namesIn(keys, ACKED)

/** Sorted: the order in which requests and responses are listed must not depend on how a databag was filled. */
function namesIn(keys: readonly string[], prefix: string): string[] {
  return keys
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length))
    .sort()
}
