/**
 * Reads, checks, writes and hashes the documents of the interface as the Python library does. Pure functions without a framework or
 * Node.js; they run in browsers too. PROTOCOL.md has the meaning of each field.
 *
 * @module
 */
export type { AnswerRecord } from "./schema/answer-record.ts"
export type { WireCapabilities } from "./schema/capabilities.ts"
export type { Outcome, WireDetails, WireOutcome } from "./schema/details.ts"
export type { BackendState, WireBackendHealth, WireHealth } from "./schema/health.ts"
export { DEFAULT_INTERVAL, DEFAULT_RETRIES, type WireHealthCheck } from "./schema/health-check.ts"
export { OPTION_FIELDS, type OptionField, type WireOptions } from "./schema/options.ts"
export { REQUEST_FIELDS, type WireRequest } from "./schema/request.ts"
export type { SecretRevision, WireDrain, WireSecrets } from "./schema/request-extensions.ts"
export { ERROR_TYPES, type ErrorType, type WireResponse } from "./schema/response.ts"
export type { Unchecked } from "./schema/schema.ts"
export { isProtocol, PROTOCOLS, type Protocol } from "./schema/vocabulary.ts"
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
} from "./wire/extensions/capabilities.ts"
export {
  canonicalDetails,
  parseDetails,
  serializeDetails,
  type UncheckedDetails,
} from "./wire/extensions/details.ts"
export { parseDrain, serializeDrain } from "./wire/extensions/drain.ts"
export { parseHealth, serializeHealth, type UncheckedHealth } from "./wire/extensions/health.ts"
export { parseOptions, serializeOptions, type UncheckedOptions } from "./wire/extensions/options.ts"
export { parseSecrets, serializeSecrets, TLS_KEY_IN_SECRET } from "./wire/extensions/secrets.ts"
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
  answerRecordKey,
  answerRecordNames,
  CAPABILITIES_KEY,
  detailsKey,
  detailsNames,
  drainKey,
  drainNames,
  EXTENSIONS_KEY,
  healthKey,
  healthNames,
  optionsKey,
  optionsNames,
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
export {
  answerRecordFor,
  fingerprintOf,
  parseAnswerRecord,
  serializeAnswerRecord,
} from "./wire/v1/answer-record.ts"
export { hashHealthCheck, parseHealthCheck, serializeHealthCheck } from "./wire/v1/health-check.ts"
export {
  assertRequest,
  hashRequest,
  parseRequest,
  requestHazards,
  requestText,
  sealRequest,
  serializeRequest,
  type UncheckedRequest,
} from "./wire/v1/request.ts"
export {
  effectiveError,
  hashResponse,
  parseResponse,
  responseText,
  serializeResponse,
  type UncheckedResponse,
} from "./wire/v1/response.ts"
export { type Negotiated, negotiateVersion, OWN_VERSION } from "./wire/version.ts"
