import {
  callHeader,
  emptyDefinition,
  emptyValue,
  headerValue,
  type MessageHeader,
  readHeader,
  readReply,
  readRequest,
  replyDefinition,
  replyHeader,
  replyValue,
  requestDefinition,
  requestValue,
  type ToolReply,
  type ToolRequest,
  textsDefinition,
} from "./agent-messages.ts"
import { GobDecoder, type GobRecord } from "./decoder.ts"
import { GobError } from "./error.ts"
import { MessageSplitter } from "./messages.ts"

/** The only remote method of the unit agent. */
export const SERVICE_METHOD = "Jujuc.Main"
/** The RPC error to which a client responds by calling again with its standard input. */
export const NO_STDIN = "hook tool requires stdin, none supplied"

export interface CallMessage {
  readonly seq: number
  readonly serviceMethod: string
  readonly request: ToolRequest
}

export interface ReplyMessage {
  readonly seq: number
  readonly serviceMethod: string
  /** If not empty, the call failed before a tool ran, and there is no reply. */
  readonly error: string
  readonly reply: ToolReply | undefined
}

/** Reads pairs of header and body in one direction of a connection (Go: `net/rpc`). */
class PairReader {
  readonly #splitter: MessageSplitter
  readonly #decoder = new GobDecoder()
  #header: MessageHeader | undefined
  /** The first fault. After it, neither message boundaries nor types are known. */
  #broken: GobError | undefined

  constructor(maxMessage: number | undefined) {
    this.#splitter = new MessageSplitter(maxMessage)
  }

  push(bytes: Uint8Array): { header: MessageHeader; body: GobRecord }[] {
    if (this.#broken !== undefined) throw this.#broken
    try {
      return this.#read(bytes)
    } catch (error) {
      if (error instanceof GobError) this.#broken = error
      throw error
    }
  }

  #read(bytes: Uint8Array): { header: MessageHeader; body: GobRecord }[] {
    const pairs: { header: MessageHeader; body: GobRecord }[] = []
    for (const message of this.#splitter.push(bytes)) {
      const value = this.#decoder.read(message)
      if (value === undefined) continue
      if (this.#header === undefined) this.#header = readHeader(value)
      else {
        pairs.push({ header: this.#header, body: value })
        this.#header = undefined
      }
    }
    return pairs
  }
}

/** Sends each type definition of a connection once, before the first value that uses it. */
class Definitions {
  readonly #sent = new Set<Uint8Array>()

  before(definitions: readonly Uint8Array[], value: Uint8Array): Uint8Array[] {
    const fresh = definitions.filter((definition) => !this.#sent.has(definition))
    for (const definition of fresh) this.#sent.add(definition)
    return [...fresh, value]
  }
}

/** The hook tool's side of a connection to the agent. */
export class ClientCodec {
  readonly #reader: PairReader
  readonly #definitions = new Definitions()

  constructor(options: { readonly maxMessage?: number } = {}) {
    this.#reader = new PairReader(options.maxMessage)
  }

  encodeCall(seq: number, request: ToolRequest): Uint8Array {
    const header = headerValue({ serviceMethod: SERVICE_METHOD, seq, error: "" })
    return Buffer.concat([
      ...this.#definitions.before([callHeader()], header),
      ...this.#definitions.before([requestDefinition(), textsDefinition()], requestValue(request)),
    ])
  }

  /** @throws GobError if the stream is invalid */
  push(bytes: Uint8Array): ReplyMessage[] {
    return this.#reader.push(bytes).map(({ header, body }) => ({
      ...header,
      reply: header.error === "" ? readReply(body) : undefined,
    }))
  }
}

/** The agent's side of a connection. */
export class ServerCodec {
  readonly #reader: PairReader
  readonly #definitions = new Definitions()

  constructor(options: { readonly maxMessage?: number } = {}) {
    this.#reader = new PairReader(options.maxMessage)
  }

  /** @throws GobError if the stream is invalid */
  push(bytes: Uint8Array): CallMessage[] {
    return this.#reader.push(bytes).map(({ header: { seq, serviceMethod }, body }) => ({
      seq,
      serviceMethod,
      request: readRequest(body),
    }))
  }

  encodeReply(seq: number, serviceMethod: string, reply: ToolReply): Uint8Array {
    return Buffer.concat([
      ...this.#definitions.before([replyHeader()], headerValue({ serviceMethod, seq, error: "" })),
      ...this.#definitions.before([replyDefinition()], replyValue(reply)),
    ])
  }

  encodeError(seq: number, serviceMethod: string, error: string): Uint8Array {
    return Buffer.concat([
      ...this.#definitions.before([replyHeader()], headerValue({ serviceMethod, seq, error })),
      ...this.#definitions.before([emptyDefinition()], emptyValue()),
    ])
  }
}
