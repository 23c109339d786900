import type { GobRecord } from "./decoder.ts"
import { numberField, textField } from "./fields.ts"
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

/** The only remote method of the unit agent. */
export const SERVICE_METHOD = "Jujuc.Main"
/** The RPC error to which a client responds by calling again with its standard input. */
export const NO_STDIN = "hook tool requires stdin, none supplied"

// Go numbers a process's types from 65 (64 since Go 1.21) in the order of first use. Decoders follow the definitions, so any
// numbers from 64 on are valid; these are the ones in the reference captures.
export const HEADER = 65
export const BODY = 66

/** Writes the fields of a struct, without those that have a zero value, as Go does. */
export class FieldWriter {
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
