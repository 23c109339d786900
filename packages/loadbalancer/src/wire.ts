/**
 * Reads, checks, writes and hashes the documents of the interface as the Python library does. Pure functions without a framework or
 * Node.js; they run in browsers too.
 *
 * @module
 */
export { type CanonicalMap, type CanonicalValue, canonicalJson } from "./wire/canonical-json.ts"
export {
  type AlgorithmTable,
  chooseAlgorithm,
  PORTABLE_ALGORITHMS,
  type PortableAlgorithm,
  portableAlgorithm,
} from "./wire/extensions/algorithms.ts"
export {
  type KnownCapabilities,
  parseCapabilities,
  serializeCapabilities,
  type UncheckedCapabilities,
  type WireCapabilities,
} from "./wire/extensions/capabilities.ts"
export {
  canonicalDetails,
  type Outcome,
  parseDetails,
  serializeDetails,
  type UncheckedDetails,
  type WireDetails,
  type WireOutcome,
} from "./wire/extensions/details.ts"
export { parseDrain, serializeDrain, type WireDrain } from "./wire/extensions/drain.ts"
export {
  parseSecrets,
  type SecretRevision,
  serializeSecrets,
  TLS_KEY_IN_SECRET,
  type WireSecrets,
} from "./wire/extensions/secrets.ts"
export {
  type Extension,
  parseExtensions,
  serializeExtensions,
} from "./wire/extensions/supported-extensions.ts"
export { unsupportedFields } from "./wire/extensions/unsupported-fields.ts"
export { Float } from "./wire/float.ts"
export {
  formatIssues,
  type Issue,
  type ReadResult,
  type Remains,
  ValidationError,
} from "./wire/issue.ts"
export {
  ackedKey,
  ackedNames,
  CAPABILITIES_KEY,
  detailsKey,
  detailsNames,
  drainKey,
  drainNames,
  EXTENSIONS_KEY,
  handledKey,
  handledNames,
  requestKey,
  requestNames,
  responseKey,
  responseNames,
  secretsKey,
  secretsNames,
  VERSION_KEY,
} from "./wire/keys.ts"
export { md5 } from "./wire/md5.ts"
export { type JsonNode, type JsonText, parsePythonJson } from "./wire/python-json.ts"
export { fingerprintOf, type Handled, handledFor, parseHandled, serializeHandled } from "./wire/v1/handled.ts"
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
  effectiveError,
  hashResponse,
  parseResponse,
  responseText,
  serializeResponse,
  type UncheckedResponse,
  type WireResponse,
} from "./wire/v1/response.ts"
export { type Negotiated, negotiateVersion, OWN_VERSION } from "./wire/version.ts"
