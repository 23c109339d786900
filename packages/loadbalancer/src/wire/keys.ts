/** Key in both application databags: the highest version of the interface that this side supports. */
export const VERSION_KEY = "version"

/** Key in both application databags: the extensions that this side supports. */
export const EXTENSIONS_KEY = "extensions"
/** Key in the provider's application databag: its capabilities. */
export const CAPABILITIES_KEY = "capabilities"

const REQUEST = "request_"
const RESPONSE = "response_"
const ANSWER_RECORD = "handled_"
const ACKED = "acked_"
const DETAILS = "details_"
const DRAIN = "drain_"
const SECRETS = "secrets_"
const HEALTH = "health_"
const OPTIONS = "options_"

/** Key of a request in the requirer's application databag. */
export const requestKey = (name: string): string => REQUEST + name
/** Key of a response in the provider's application databag. */
export const responseKey = (name: string): string => RESPONSE + name
/** Key of an answer record in the provider's application databag; requirers ignore it. */
export const answerRecordKey = (name: string): string => ANSWER_RECORD + name
/** Key of an acknowledgement in the requirer's application databag; providers ignore it. */
export const ackedKey = (name: string): string => ACKED + name
/** Key of a response's details in the provider's application databag. */
export const detailsKey = (name: string): string => DETAILS + name
/** Key of a drain in the requirer's application databag. */
export const drainKey = (name: string): string => DRAIN + name
/** Key of a request's secrets in the requirer's application databag. */
export const secretsKey = (name: string): string => SECRETS + name
/** Key of the health of a request's backends in the provider's application databag. */
export const healthKey = (name: string): string => HEALTH + name
/** Key of a request's options in the requirer's application databag. */
export const optionsKey = (name: string): string => OPTIONS + name

/** Lists the names of the requests among a databag's keys. */
export const requestNames = (keys: readonly string[]): string[] => namesIn(keys, REQUEST)
/** Whether a key is the key of a response. */
export const isResponseKey = (key: string): boolean => key.startsWith(RESPONSE)
/** Lists the names of the responses among a databag's keys. */
export const responseNames = (keys: readonly string[]): string[] => namesIn(keys, RESPONSE)
/** Lists the names of the requests with an answer record. */
export const answerRecordNames = (keys: readonly string[]): string[] => namesIn(keys, ANSWER_RECORD)
/** Lists the names of the responses that the requirer has acknowledged. */
export const ackedNames = (keys: readonly string[]): string[] => namesIn(keys, ACKED)
/** Lists the names of the responses with details. */
export const detailsNames = (keys: readonly string[]): string[] => namesIn(keys, DETAILS)
/** Lists the names of the requests that are being drained. */
export const drainNames = (keys: readonly string[]): string[] => namesIn(keys, DRAIN)
/** Lists the names of the requests whose backends' health is reported. */
export const healthNames = (keys: readonly string[]): string[] => namesIn(keys, HEALTH)
/** Lists the names of the requests whose private key is in a Juju secret. */
export const secretsNames = (keys: readonly string[]): string[] => namesIn(keys, SECRETS)
/** Lists the names of the requests with options. */
export const optionsNames = (keys: readonly string[]): string[] => namesIn(keys, OPTIONS)

/** Sorted, so that the order of requests and responses does not depend on the order in which keys were written. */
function namesIn(keys: readonly string[], prefix: string): string[] {
  return keys
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length))
    .sort()
}
