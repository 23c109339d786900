import { AgentSocket } from "./agent-socket.ts"
import { HookToolError } from "./errors.ts"
import { ClientCodec, type ReplyMessage } from "./gob/client-codec.ts"
import { textOf } from "./gob/reader.ts"
import type { HookToolRunner } from "./runner.ts"

export interface SocketRunnerOptions {
  readonly contextId: string
  /** A path, or `@name` in Linux's abstract namespace. */
  readonly address: string
  /** Absolute base for relative paths in arguments. */
  readonly dir: string
  readonly token?: string
  /** Time limit of one call; default 5 minutes. */
  readonly timeoutMs?: number
}

/**
 * Sends hook tool calls directly to the unit agent: over the agent's own RPC, with one connection per dispatch.
 * Juju closes the agent's socket when the hook ends; the connection ends with the process at the latest.
 */
export class SocketRunner implements HookToolRunner {
  readonly #options: SocketRunnerOptions
  readonly #codec = new ClientCodec()
  #connection: AgentSocket | undefined
  #seq = 0

  constructor(options: SocketRunnerOptions) {
    this.#options = options
  }

  /** @throws HookToolError if the tool fails; AgentSocketError or GobError if the call to the agent fails */
  run(tool: string, args: readonly string[], stdin?: string): string {
    const { contextId, dir, token } = this.#options
    const input = stdin === undefined ? {} : { stdin: Buffer.from(stdin, "utf8") }
    const request = { contextId, dir, commandName: tool, args, ...input, ...(token && { token }) }
    const { error, reply } = this.#call(request)
    if (reply === undefined) throw new HookToolError({ tool, args, exitCode: 1, stderr: `ERROR ${error}\n` })
    if (reply.code === 0) return textOf(reply.stdout)
    throw new HookToolError({
      tool,
      args,
      exitCode: reply.code,
      stderr: textOf(reply.stderr),
    })
  }

  close(): void {
    this.#connection?.close()
    this.#connection = undefined
  }

  #call(request: Parameters<ClientCodec["encodeCall"]>[1]): ReplyMessage {
    const { address, timeoutMs = 300_000 } = this.#options
    this.#connection ??= new AgentSocket(address, timeoutMs)
    const seq = this.#seq++
    this.#connection.send(this.#codec.encodeCall(seq, request))
    for (;;) {
      const reply = this.#codec.push(this.#connection.receive()).find((message) => message.seq === seq)
      if (reply !== undefined) return reply
    }
  }
}
