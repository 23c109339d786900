export { type CanonicalMap, type CanonicalValue, canonicalJson } from "./wire/canonical-json.ts"
export { Float } from "./wire/float.ts"
export { formatIssues, type Issue, type ReadResult, type Remains, ValidationError } from "./wire/issue.ts"
export {
  ackedKey,
  ackedNames,
  handledKey,
  handledNames,
  requestKey,
  requestNames,
  responseKey,
  responseNames,
  VERSION_KEY,
} from "./wire/keys.ts"
export { md5 } from "./wire/md5.ts"
export { type JsonNode, type JsonText, parsePythonJson } from "./wire/python-json.ts"
export { type Handled, handledFor, parseHandled, serializeHandled } from "./wire/v1/handled.ts"
export {
  DEFAULT_INTERVAL,
  DEFAULT_RETRIES,
  hashHealthCheck,
  parseHealthCheck,
  serializeHealthCheck,
  type WireHealthCheck,
} from "./wire/v1/health-check.ts"
export { isProtocol, PROTOCOLS, type Protocol } from "./wire/v1/protocol.ts"
export {
  assertRequest,
  hashRequest,
  parseRequest,
  REQUEST_FIELDS,
  requestHazards,
  requestText,
  sealRequest,
  serializeRequest,
  type UncheckedRequest,
  type WireRequest,
} from "./wire/v1/request.ts"
export {
  ERROR_TYPES,
  type ErrorType,
  hashResponse,
  parseResponse,
  responseText,
  serializeResponse,
  type UncheckedResponse,
  type WireResponse,
} from "./wire/v1/response.ts"
export { type Negotiated, negotiateVersion, OWN_VERSION } from "./wire/version.ts"
