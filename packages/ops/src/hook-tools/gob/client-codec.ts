import {
  BODY,
  FieldWriter,
  HEADER,
  headerValue,
  SERVICE_METHOD,
  type ToolReply,
  type ToolRequest,
} from "./agent-messages.ts"
import type { GobRecord } from "./decoder.ts"
import { bytesField, numberField } from "./fields.ts"
import { Definitions, PairReader } from "./pair-reader.ts"
import { BOOL, BYTES, STRING, sliceDefinition, structDefinition, UINT } from "./types.ts"

export interface ReplyMessage {
  readonly seq: number
  readonly serviceMethod: string
  /** If not empty, the call failed before a tool ran, and there is no reply. */
  readonly error: string
  readonly reply: ToolReply | undefined
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
      ...this.#definitions.before([callHeader], header),
      ...this.#definitions.before([requestDefinition, textsDefinition], requestValue(request)),
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

const TEXTS = 67

const callHeader = () =>
  structDefinition(HEADER, "Request", [
    ["ServiceMethod", STRING],
    ["Seq", UINT],
  ])
const requestDefinition = () =>
  structDefinition(BODY, "Request", [
    ["ContextId", STRING],
    ["Dir", STRING],
    ["CommandName", STRING],
    ["Args", TEXTS],
    ["StdinSet", BOOL],
    ["Stdin", BYTES],
    ["Token", STRING],
  ])
const textsDefinition = () => sliceDefinition(TEXTS, "[]string", STRING)

function requestValue(request: ToolRequest): Uint8Array {
  return new FieldWriter(BODY)
    .text(0, request.contextId)
    .text(1, request.dir)
    .text(2, request.commandName)
    .field(3, request.args.length > 0, (writer) => {
      writer.uint(request.args.length)
      for (const arg of request.args) writer.text(arg)
    })
    .field(4, request.stdin !== undefined, (writer) => writer.uint(1))
    .bytes(5, request.stdin ?? new Uint8Array())
    .text(6, request.token ?? "")
    .message()
}

function readReply(record: GobRecord): ToolReply {
  return {
    code: numberField(record, "Code"),
    stdout: bytesField(record, "Stdout"),
    stderr: bytesField(record, "Stderr"),
  }
}
