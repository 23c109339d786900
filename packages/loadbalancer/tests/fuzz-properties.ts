import {
  canonicalDetails,
  canonicalJson,
  chooseAlgorithm,
  hashRequest,
  hashResponse,
  type Issue,
  negotiateVersion,
  parseAnswerRecord,
  parseCapabilities,
  parseDetails,
  parseDrain,
  parseExtensions,
  parseHealth,
  parseHealthCheck,
  parseOptions,
  parseRequest,
  parseResponse,
  parseSecrets,
  type ReadResult,
  requestHazards,
  requestText,
  responseText,
  serializeAnswerRecord,
  serializeDrain,
  serializeHealth,
  serializeOptions,
  serializeSecrets,
  unsupportedFields,
} from "loadbalancer-interface/wire"
import fc from "../../../suite/fast-check.ts"
import { processorTimeOf } from "../../../suite/processor-time.ts"
import { readRequest } from "../src/engine/requests/usable-request.ts"
import { readResponse } from "../src/engine/responses/usable-response.ts"
import { fromWireDetails } from "../src/interface/answer-details.ts"
import { fromWireHealth } from "../src/interface/health.ts"
import { ReceivedResponse } from "../src/interface/received-response.ts"
import { checkAddress } from "../src/wire/check.ts"
import { readSentHash } from "../src/wire/v1/request.ts"
import {
  answerRecordText,
  capabilitiesText,
  detailsText,
  drainText,
  extensionsText,
  healthCheckText,
  healthText,
  optionsText,
  requestText as requests,
  responseText as responses,
  secretsText,
  versionText,
} from "./fuzz-documents.ts"
import { assertAddress, assertHarmlessDocument, assertHarmlessResponse, assertLine } from "./fuzz-harmless.ts"
import { anyString, oddAddress } from "./fuzz-values.ts"

/** A parser, its input texts, and a check of its results, which throws for a violation. */
interface Target {
  readonly name: string
  readonly texts: fc.Arbitrary<string>
  /** Share of all documents, in percent. */
  readonly share: number
  readonly check: (text: string) => void
}

/** All parsers of text from a peer. */
export const TARGETS: readonly Target[] = [
  { name: "requests", texts: requests, share: 30, check: readsRequest },
  { name: "responses", texts: responses, share: 20, check: readsResponse },
  { name: "health checks", texts: healthCheckText, share: 10, check: readsHealthCheck },
  { name: "handled notes", texts: answerRecordText, share: 10, check: readsHandled },
  { name: "versions", texts: versionText, share: 5, check: readsVersion },
  { name: "capabilities", texts: capabilitiesText, share: 6, check: readsCapabilities },
  { name: "details", texts: detailsText, share: 4, check: readsDetails },
  { name: "health", texts: healthText, share: 2, check: readsHealth },
  { name: "drains", texts: drainText, share: 3, check: readsDrain },
  { name: "secrets", texts: secretsText, share: 3, check: readsSecrets },
  { name: "announcements", texts: extensionsText, share: 2, check: readsExtensions },
  { name: "units' addresses", texts: oddAddress, share: 2, check: readsUnitAddress },
  { name: "options", texts: optionsText, share: 2, check: readsOptions },
  { name: "any text for any reader", texts: anyString, share: 1, check: readsAnything },
]

// The texts are small: only a pattern or a loop with more than linear time takes longer.
const SLOWEST_MS = 2000

/** Returns the number of parsed documents. Throws if a document violates a property, with the minimised document and the seed. */
export function fuzz({ name, texts, check }: Target, seed: number, numRuns: number): number {
  const before = shapeOfObjects()
  fc.assert(
    fc.property(texts, (text) => {
      const took = processorTimeOf(() => check(text))
      if (took > SLOWEST_MS) throw new Error(`${name}: ${took} ms for ${text.length} characters`)
      if (shapeOfObjects() !== before) throw new Error(`${name}: a prototype has been changed`)
    }),
    { seed, numRuns },
  )
  return numRuns
}

/** Parsing and serialising again must change nothing, or requests would stay new forever. */
function readsRequest(text: string): void {
  const read = parseRequest(text)
  const sentHash = read.ok ? read.value.sent_hash : (read.remains.sent_hash ?? null)
  if (readSentHash(text) !== sentHash) throw new Error(`another sent_hash than ${sentHash}`)
  const value = accepted(read)
  if (value === undefined) return
  checkIssues(requestHazards(value))
  same(requestText(value), accepted(parseRequest(requestText(value))), requestText)
  if (!/^[0-9a-f]{32}$/.test(hashRequest(value))) throw new Error("the hash is none")
  for (const name of [value.name, "my-service"]) {
    const usable = readRequest(text, name, { state: "agreed", version: 1 })
    if ("wire" in usable) assertHarmlessDocument(name, usable.wire)
    else printed(usable.issues)
  }
}

function readsResponse(text: string): void {
  const value = accepted(parseResponse(text))
  if (value === undefined) return
  same(responseText(value), accepted(parseResponse(responseText(value))), responseText)
  if (!/^[0-9a-f]{32}$/.test(hashResponse(value))) throw new Error("the hash is none")
  const usable = readResponse(text)
  if (usable.ok) assertHarmlessResponse(new ReceivedResponse("n", usable.value, "current"))
  else printed(usable.issues)
}

/** Checks messages about a document, which appear in logs and go back to the peer. */
function printed(issues: readonly Issue[]): void {
  checkIssues(issues)
  for (const { path, message } of issues) for (const line of [...path, message]) assertLine(line)
}

function readsUnitAddress(text: string): void {
  if (checkAddress(text).length === 0) assertAddress(text)
}

function readsHealthCheck(text: string): void {
  const value = accepted(parseHealthCheck(text))
  if (value === undefined) return
  const written = canonicalJson({ ...value })
  same(written, accepted(parseHealthCheck(written)), (again) => canonicalJson({ ...again }))
}

function readsHandled(text: string): void {
  const value = accepted(parseAnswerRecord(text))
  if (value !== undefined)
    same(
      serializeAnswerRecord(value),
      accepted(parseAnswerRecord(serializeAnswerRecord(value))),
      serializeAnswerRecord,
    )
}

function readsVersion(text: string): void {
  const negotiated = negotiateVersion(text)
  const good = negotiated.state === "agreed" ? /^\s*0*[1-9][0-9]*\s*$/.test(text) : true
  if (!good || (negotiated.state === "unusable" && negotiated.reason === ""))
    throw new Error(negotiated.state)
}

/** Capabilities must survive a round trip, and be comparable with a request that uses everything. */
function readsCapabilities(text: string): void {
  const value = accepted(parseCapabilities(text))
  if (value === undefined) return
  const written = canonicalJson({ ...value })
  same(written, accepted(parseCapabilities(written)), (again) => canonicalJson({ ...again }))
  checkIssues(unsupportedFields(EVERYTHING, value))
  const chosen =
    value.algorithms === undefined ? undefined : chooseAlgorithm(["rr", "source"], value.algorithms)
  if (chosen !== undefined && !Object.hasOwn(value.algorithms ?? {}, chosen))
    throw new Error(`chose ${chosen}`)
}

const EVERYTHING = {
  protocol: "tcp",
  port_mapping: { 80: 80, 443: 443 },
  public: true,
  sticky: true,
  tls_termination: true,
  ingress_address: "192.0.2.1",
} as const

function readsDetails(text: string): void {
  const value = accepted(parseDetails(text))
  if (value === undefined) return
  same(canonicalDetails(value), accepted(parseDetails(canonicalDetails(value))), canonicalDetails)
  for (const words of textsIn(fromWireDetails(value))) assertLine(words)
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value]
  return typeof value === "object" && value !== null ? Object.entries(value).flat().flatMap(textsIn) : []
}

function readsDrain(text: string): void {
  const value = accepted(parseDrain(text))
  if (value === undefined) return
  const until = new Date(value.until)
  const written = serializeDrain(value.sent_hash, until)
  same(written, accepted(parseDrain(written)), (again) =>
    serializeDrain(again.sent_hash, new Date(again.until)),
  )
}

function readsSecrets(text: string): void {
  const value = accepted(parseSecrets(text))
  if (value === undefined) return
  // It becomes a program's argument.
  if (!/^secret:[0-9a-v/-]{20,}$/.test(value.tls_key.id) || value.tls_key.id.includes(":-"))
    throw new Error(`no id of a secret: ${JSON.stringify(value.tls_key.id)}`)
  same(serializeSecrets(value), accepted(parseSecrets(serializeSecrets(value))), serializeSecrets)
}

function readsExtensions(text: string): void {
  for (const word of parseExtensions(text)) if (typeof word !== "string") throw new Error("a word is no text")
}

const READERS = [
  readsRequest,
  readsResponse,
  readsHealthCheck,
  readsHandled,
  readsVersion,
  readsCapabilities,
  readsDetails,
  readsDrain,
  readsOptions,
  readsHealth,
  readsSecrets,
  readsExtensions,
]

function readsHealth(text: string): void {
  const value = accepted(parseHealth(text))
  if (value === undefined) return
  const read = fromWireHealth(value)
  for (const { address, why = "" } of read.backends) {
    assertAddress(address)
    assertLine(why)
  }
  same(serializeHealth(value), accepted(parseHealth(serializeHealth(value))), serializeHealth)
}

function readsOptions(text: string): void {
  const value = accepted(parseOptions(text))
  if (value === undefined) return
  const { sent_hash: _hash, ...options } = value
  for (const words of textsIn(options)) if (/[^\w.:%/[\]-]/.test(words)) throw new Error(`harmful: ${words}`)
  same(serializeOptions(value), accepted(parseOptions(serializeOptions(value))), serializeOptions)
}

function readsAnything(text: string): void {
  for (const read of READERS) read(text)
}

function same<T>(text: string, again: T | undefined, write: (value: T) => string): void {
  if (again === undefined || write(again) !== text) throw new Error(`read again it is another: ${text}`)
}

/** Returns the value, or undefined if the document was refused with issues. */
function accepted<T>(read: ReadResult<T>): T | undefined {
  if (read.ok) {
    checkIssues(read.warnings)
    return read.value
  }
  if (read.issues.length === 0) throw new Error("refused without a reason")
  checkIssues(read.issues)
  for (const remains of Object.values(read.remains))
    if (typeof remains !== "string") throw new Error("what remains is no text")
  return undefined
}

function checkIssues(issues: readonly Issue[]): void {
  for (const { path, message } of issues) {
    const good = message !== "" && Array.isArray(path) && path.every((step) => typeof step === "string")
    if (!good) throw new Error(`an issue without path or message: ${JSON.stringify({ path, message })}`)
  }
}

function shapeOfObjects(): string {
  return [Object.prototype, Array.prototype, String.prototype, Map.prototype]
    .map((prototype) => Reflect.ownKeys(prototype).length)
    .join()
}
