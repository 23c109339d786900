import { BODY, FieldWriter, HEADER, headerValue, type ToolReply, type ToolRequest } from "./agent-messages.ts"
import type { GobRecord } from "./decoder.ts"
import { boolField, bytesField, textField, textsField } from "./fields.ts"
import { Definitions, PairReader } from "./pair-reader.ts"
import { BYTES, INT, STRING, structDefinition, UINT } from "./types.ts"
import { GobWriter } from "./writer.ts"

export interface CallMessage {
  readonly seq: number
  readonly serviceMethod: string
  readonly request: ToolRequest
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
      ...this.#definitions.before([replyHeader], headerValue({ serviceMethod, seq, error: "" })),
      ...this.#definitions.before([replyDefinition], replyValue(reply)),
    ])
  }

  encodeError(seq: number, serviceMethod: string, error: string): Uint8Array {
    return Buffer.concat([
      ...this.#definitions.before([replyHeader], headerValue({ serviceMethod, seq, error })),
      ...this.#definitions.before([emptyDefinition], emptyValue()),
    ])
  }
}

const EMPTY = 67

const replyHeader = () =>
  structDefinition(HEADER, "Response", [
    ["ServiceMethod", STRING],
    ["Seq", UINT],
    ["Error", STRING],
  ])
const replyDefinition = () =>
  structDefinition(BODY, "ExecResponse", [
    ["Code", INT],
    ["Stdout", BYTES],
    ["Stderr", BYTES],
  ])
/** Go's `invalidRequest`: the body of a response whose header carries an error. */
const emptyDefinition = () => structDefinition(EMPTY, "", [])
const emptyValue = () => new GobWriter().int(EMPTY).uint(0).message()

function readRequest(record: GobRecord): ToolRequest {
  const token = textField(record, "Token")
  const stdin = bytesField(record, "Stdin")
  return {
    contextId: textField(record, "ContextId"),
    dir: textField(record, "Dir"),
    commandName: textField(record, "CommandName"),
    args: textsField(record, "Args"),
    ...(boolField(record, "StdinSet") ? { stdin } : {}),
    ...(token === "" ? {} : { token }),
  }
}

function replyValue({ code, stdout, stderr }: ToolReply): Uint8Array {
  return new FieldWriter(BODY)
    .field(0, code !== 0, (writer) => writer.int(code))
    .bytes(1, stdout)
    .bytes(2, stderr)
    .message()
}
