import { createServer, type Server, type Socket } from "node:net"
import {
  type CallMessage,
  NO_STDIN,
  SERVICE_METHOD,
  ServerCodec,
  type ToolReply,
} from "@charmkit/ops/agent-protocol"
import type { HookContext } from "../context/hook-context.ts"
import { runTool, UnknownTool } from "../hook-tools/run-tool.ts"
import { NeedStdin } from "../hook-tools/tool-error.ts"
import { jujuRules } from "../state/juju-version.ts"

/**
 * The unit agent's socket for one execution. It exists as long as the hook runs, and answers hook tools over
 * Juju's own RPC. Tools run one at a time because they are synchronous function calls.
 */
export class AgentSocket {
  readonly #server: Server
  readonly #context: HookContext
  readonly #connections = new Set<Socket>()

  private constructor(context: HookContext) {
    this.#context = context
    this.#server = createServer((socket) => this.#serve(socket))
  }

  static async listen(context: HookContext, path: string): Promise<AgentSocket> {
    const agent = new AgentSocket(context)
    await new Promise<void>((resolve, reject) => {
      agent.#server.once("error", reject)
      agent.#server.listen(path, resolve)
    })
    return agent
  }

  /**
   * Juju waits here for clients that still hold a connection. We close the connections, so that no background
   * process blocks its unit.
   */
  async close(): Promise<number> {
    const open = this.#connections.size
    const closed = new Promise((resolve) => this.#server.close(resolve))
    for (const socket of this.#connections) socket.destroy()
    await closed
    return open
  }

  #serve(socket: Socket): void {
    const codec = new ServerCodec()
    this.#connections.add(socket)
    socket.on("close", () => this.#connections.delete(socket))
    socket.on("error", () => socket.destroy())
    socket.on("data", (bytes) => {
      try {
        for (const call of codec.push(bytes)) socket.write(this.#answer(codec, call))
      } catch {
        // Close the connection without a response on a malformed stream, as Go's server does.
        socket.destroy()
      }
    })
  }

  #answer(codec: ServerCodec, { seq, serviceMethod, request }: CallMessage): Uint8Array {
    const fail = (text: string) => codec.encodeError(seq, serviceMethod, text)
    if (serviceMethod !== SERVICE_METHOD) return fail(unknownMethod(serviceMethod))
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

/** The error text of Go's `net/rpc`. */
function unknownMethod(name: string): string {
  const dot = name.lastIndexOf(".")
  if (dot < 0) return `rpc: service/method request ill-formed: ${name}`
  const service = SERVICE_METHOD.slice(0, SERVICE_METHOD.indexOf("."))
  return `rpc: can't find ${name.slice(0, dot) === service ? "method" : "service"} ${name}`
}
