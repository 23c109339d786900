import type { WireRequest } from "loadbalancer-interface/wire"
import type { ReceivedRequest } from "../src/interface/received-request.ts"
import type { ReceivedResponse } from "../src/interface/received-response.ts"

// Rules for text in a configuration file, a file name, a status or a log, written independently of the library's own checks.

const BREAKS_OUT = /[\s\p{Cc}"'`\\{}<>;#$|]/u

function assertWord(what: string, word: string, longest: number): void {
  if (BREAKS_OUT.test(word)) throw new Error(`${what} breaks out: ${JSON.stringify(word)}`)
  if (word.length > longest) throw new Error(`${what} has ${word.length} characters`)
}

/** Names and ids are also used in file names and program options. */
function assertName(what: string, name: string): void {
  assertWord(what, name, 200)
  if (!/^[A-Za-z0-9]/.test(name) || name.includes("/")) throw new Error(`${what} is ${JSON.stringify(name)}`)
}

export function assertAddress(address: string): void {
  assertWord("an address", address, 255)
  if (address === "" || address.startsWith("-") || address.includes("/"))
    throw new Error(`an address is ${JSON.stringify(address)}`)
}

/** @throws Error if a request for a charm contains text that must not reach its files */
export function assertHarmlessRequest(
  request: Pick<
    ReceivedRequest,
    | "name"
    | "id"
    | "backends"
    | "algorithm"
    | "ingressAddress"
    | "portMapping"
    | "sentHash"
    | "tlsCert"
    | "tlsKey"
  > & { readonly healthChecks: WireRequest["health_checks"] },
): void {
  assertName("the name", request.name)
  assertName("the id", request.id)
  for (const backend of request.backends) assertAddress(backend)
  for (const word of request.algorithm) assertWord("an algorithm", word, 100)
  if (request.ingressAddress) assertAddress(request.ingressAddress)
  for (const { path, port } of request.healthChecks) {
    assertWord("a path", path ?? "", 2001)
    assertPort(port)
  }
  for (const [listen, backend] of Object.entries(request.portMapping)) {
    assertPort(Number(listen))
    assertPort(backend)
  }
  assertWord("the hash", request.sentHash ?? "", 200)
  for (const pem of [request.tlsCert, request.tlsKey])
    if (/(?![\t\n\r])\p{Cc}/u.test(pem ?? "")) throw new Error(`a control character: ${JSON.stringify(pem)}`)
}

/** The same for a document that the library accepts under this name. */
export function assertHarmlessDocument(name: string, wire: WireRequest): void {
  if (wire.name !== name) throw new Error(`${JSON.stringify(name)} calls itself ${JSON.stringify(wire.name)}`)
  assertHarmlessRequest({
    ...wire,
    ingressAddress: wire.ingress_address,
    healthChecks: wire.health_checks,
    portMapping: wire.port_mapping,
    sentHash: wire.sent_hash,
    tlsCert: wire.tls_cert,
    tlsKey: wire.tls_key,
  })
}

function assertPort(port: number): void {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`a port is ${port}`)
}

/** @throws Error if a response for a charm could control a terminal, or is too long for a status */
export function assertHarmlessResponse({
  address,
  errorMessage,
  errorFields,
}: Pick<ReceivedResponse, "address" | "errorMessage" | "errorFields">): void {
  assertWord("an address", address ?? "", 2000)
  for (const words of [errorMessage ?? "", ...Object.entries(errorFields).flat()]) assertLine(words)
}

export function assertLine(words: string): void {
  if (/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(words))
    throw new Error(`no line of words: ${JSON.stringify(words)}`)
  if (words.length > 10_000) throw new Error(`${words.length} characters`)
}
