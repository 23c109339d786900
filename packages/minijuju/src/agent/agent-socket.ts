import { type CallMessage, NO_STDIN, type ServerCodec, type ToolReply } from "@charmkit/ops/agent-protocol"
import type { HookContext } from "../context/hook-context.ts"
import { runTool, UnknownTool } from "../hook-tools/run-tool.ts"
import { NeedStdin } from "../hook-tools/tool-error.ts"
import { jujuRules } from "../state/juju-version.ts"
import { RpcSocket } from "./rpc-socket.ts"

/**
 * The unit agent's socket for one execution. It exists as long as the hook runs, and answers hook tools over
 * Juju's own RPC. Tools run one at a time because they are synchronous function calls.
 */
export class AgentSocket {
  readonly #context: HookContext
  readonly #socket: Promise<RpcSocket>

  private constructor(context: HookContext, path: string) {
    this.#context = context
    this.#socket = RpcSocket.listen(path, (codec, call) => this.#answer(codec, call))
  }

  static async listen(context: HookContext, path: string): Promise<AgentSocket> {
    const agent = new AgentSocket(context, path)
    await agent.#socket
    return agent
  }

  /**
   * Juju waits here for clients that still hold a connection. We close the connections, so that no background
   * process blocks its unit.
   */
  async close(): Promise<number> {
    return (await this.#socket).close()
  }

  #answer(codec: ServerCodec, { seq, serviceMethod, request }: CallMessage): Uint8Array {
    const fail = (text: string) => codec.encodeError(seq, serviceMethod, text)
    // A local socket's token is the empty string.
    if (request.token !== undefined && jujuRules(this.#context.state).refusesTokens)
      return fail("bad request: token does not match")
    if (request.commandName === "") return fail("bad request: command not specified")
    if (!request.dir.startsWith("/")) return fail("bad request: Dir is not absolute")
    if (request.contextId !== this.#context.id) {
      return fail(`bad request: wrong context ID; got ${JSON.stringify(request.contextId)}`)
    }
    try {
      return codec.encodeReply(seq, serviceMethod, this.#run(request))
    } catch (error) {
      if (error instanceof NeedStdin) return fail(NO_STDIN)
      if (error instanceof UnknownTool) return fail(`bad request: ${error.message}`)
      return fail(`minijuju failed in ${request.commandName}: ${String(error)}`)
    }
  }

  #run({ commandName, args, dir, stdin }: CallMessage["request"]): ToolReply {
    const input = stdin === undefined ? {} : { stdin: Buffer.from(stdin).toString("utf8") }
    return runTool(this.#context, { name: commandName, args, dir, ...input })
  }
}
