import type { GobRecord } from "./decoder.ts"
import { boolField, bytesField, numberField, textField, textsField } from "./fields.ts"
import { BOOL, BYTES, INT, STRING, sliceDefinition, structDefinition, UINT } from "./types.ts"
import { GobWriter } from "./writer.ts"

/** The request of a hook tool to the unit agent (juju `jujuc/server.go` Request). */
export interface ToolRequest {
  readonly contextId: string
  /** Absolute path of the caller's working directory. */
  readonly dir: string
  readonly commandName: string
  readonly args: readonly string[]
  /** If absent, it is not sent; the agent requests it if the tool needs it. */
  readonly stdin?: Uint8Array
  /** For remote (tcp) agents of Juju up to 3.x. */
  readonly token?: string
}

/** The agent's response (juju/utils `exec.ExecResponse`). */
export interface ToolReply {
  readonly code: number
  readonly stdout: Uint8Array
  readonly stderr: Uint8Array
}

// Go numbers a process's types from 65 (64 since Go 1.21) in the order of first use. Decoders follow the definitions, so any
// numbers from 64 on are valid; these are the ones in the reference captures.
const HEADER = 65
const BODY = 66
const TEXTS = 67
const EMPTY = 67

// Created on first use, because a hook needs only the messages of one direction.
export const callHeader = once(() =>
  structDefinition(HEADER, "Request", [
    ["ServiceMethod", STRING],
    ["Seq", UINT],
  ]),
)
export const replyHeader = once(() =>
  structDefinition(HEADER, "Response", [
    ["ServiceMethod", STRING],
    ["Seq", UINT],
    ["Error", STRING],
  ]),
)
export const requestDefinition = once(() =>
  structDefinition(BODY, "Request", [
    ["ContextId", STRING],
    ["Dir", STRING],
    ["CommandName", STRING],
    ["Args", TEXTS],
    ["StdinSet", BOOL],
    ["Stdin", BYTES],
    ["Token", STRING],
  ]),
)
export const textsDefinition = once(() => sliceDefinition(TEXTS, "[]string", STRING))
export const replyDefinition = once(() =>
  structDefinition(BODY, "ExecResponse", [
    ["Code", INT],
    ["Stdout", BYTES],
    ["Stderr", BYTES],
  ]),
)
/** Go's `invalidRequest`: the body of a response whose header carries an error. */
export const emptyDefinition = once(() => structDefinition(EMPTY, "", []))
export const emptyValue = once(() => new GobWriter().int(EMPTY).uint(0).message())

function once(make: () => Uint8Array): () => Uint8Array {
  let made: Uint8Array | undefined
  return () => {
    made ??= make()
    return made
  }
}

/** Writes the fields of a struct, without those that have a zero value, as Go does. */
class FieldWriter {
  readonly #writer: GobWriter
  #last = -1

  constructor(id: number) {
    this.#writer = new GobWriter().int(id)
  }

  field(index: number, present: boolean, write: (writer: GobWriter) => void): this {
    if (!present) return this
    this.#writer.uint(index - this.#last)
    write(this.#writer)
    this.#last = index
    return this
  }

  text(index: number, value: string): this {
    return this.field(index, value !== "", (writer) => writer.text(value))
  }

  bytes(index: number, value: Uint8Array): this {
    return this.field(index, value.length > 0, (writer) => writer.bytes(value))
  }

  message(): Uint8Array {
    return this.#writer.uint(0).message()
  }
}

export interface MessageHeader {
  readonly serviceMethod: string
  readonly seq: number
  readonly error: string
}

export function headerValue({ serviceMethod, seq, error }: MessageHeader): Uint8Array {
  return new FieldWriter(HEADER)
    .text(0, serviceMethod)
    .field(1, seq !== 0, (writer) => writer.uint(seq))
    .text(2, error)
    .message()
}

export function readHeader(record: GobRecord): MessageHeader {
  return {
    serviceMethod: textField(record, "ServiceMethod"),
    seq: numberField(record, "Seq"),
    error: textField(record, "Error"),
  }
}

export function requestValue(request: ToolRequest): Uint8Array {
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

export function readRequest(record: GobRecord): ToolRequest {
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

export function replyValue({ code, stdout, stderr }: ToolReply): Uint8Array {
  return new FieldWriter(BODY)
    .field(0, code !== 0, (writer) => writer.int(code))
    .bytes(1, stdout)
    .bytes(2, stderr)
    .message()
}

export function readReply(record: GobRecord): ToolReply {
  return {
    code: numberField(record, "Code"),
    stdout: bytesField(record, "Stdout"),
    stderr: bytesField(record, "Stderr"),
  }
}
