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

/** The one remote method of the unit agent. */
export const SERVICE_METHOD = "Jujuc.Main"
/** The exact RPC error that makes a client send its standard input and call again. */
export const NO_STDIN = "hook tool requires stdin, none supplied"

export interface CallMessage {
  readonly seq: number
  readonly serviceMethod: string
  readonly request: ToolRequest
}

export interface ReplyMessage {
  readonly seq: number
  readonly serviceMethod: string
  /** Not empty: the call failed before any tool ran, and there is no reply. */
  readonly error: string
  readonly reply: ToolReply | undefined
}

/** Pairs of header and body of one direction of a connection (Go: `net/rpc`). */
class PairReader {
  readonly #splitter: MessageSplitter
  readonly #decoder = new GobDecoder()
  #header: MessageHeader | undefined
  /** After a mistake nobody knows where the next message begins, or what its types are. */
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

/** Sends each definition of a connection once, before the first value that needs it. */
class Definitions {
  readonly #sent = new Set<Uint8Array>()

  before(definitions: readonly Uint8Array[], value: Uint8Array): Uint8Array[] {
    const fresh = definitions.filter((definition) => !this.#sent.has(definition))
    for (const definition of fresh) this.#sent.add(definition)
    return [...fresh, value]
  }
}

/** A hook tool's side of one connection to the agent. */
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

  /** @throws GobError for a stream that cannot be read on */
  push(bytes: Uint8Array): ReplyMessage[] {
    return this.#reader.push(bytes).map(({ header, body }) => ({
      ...header,
      reply: header.error === "" ? readReply(body) : undefined,
    }))
  }
}

/** The agent's side of one connection. */
export class ServerCodec {
  readonly #reader: PairReader
  readonly #definitions = new Definitions()

  constructor(options: { readonly maxMessage?: number } = {}) {
    this.#reader = new PairReader(options.maxMessage)
  }

  /** @throws GobError for a stream that cannot be read on */
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
