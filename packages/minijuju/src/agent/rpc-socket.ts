import { createServer, type Server, type Socket } from "node:net"
import { type CallMessage, SERVICE_METHOD, ServerCodec } from "@charmkit/ops/agent-protocol"

/** Returns the encoded response to a call. */
export type AnswerCall = (codec: ServerCodec, call: CallMessage) => Uint8Array | Promise<Uint8Array>

/** A Unix socket that answers calls of the hook tools' client, over Juju's own RPC. */
export class RpcSocket {
  readonly #server: Server
  readonly #answer: AnswerCall
  readonly #connections = new Set<Socket>()

  private constructor(answer: AnswerCall) {
    this.#answer = answer
    this.#server = createServer((socket) => this.#serve(socket))
  }

  static async listen(path: string, answer: AnswerCall): Promise<RpcSocket> {
    const socket = new RpcSocket(answer)
    await new Promise<void>((resolve, reject) => {
      socket.#server.once("error", reject)
      socket.#server.listen(path, resolve)
    })
    return socket
  }

  /** Stops listening and closes open connections. Resolves to their number. */
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
        for (const call of codec.push(bytes)) this.#respond(socket, codec, call)
      } catch {
        // Close the connection without a response on a malformed stream, as Go's server does.
        socket.destroy()
      }
    })
  }

  #respond(socket: Socket, codec: ServerCodec, call: CallMessage): void {
    const { seq, serviceMethod } = call
    if (serviceMethod !== SERVICE_METHOD) {
      socket.write(codec.encodeError(seq, serviceMethod, unknownMethod(serviceMethod)))
      return
    }
    const response = this.#answer(codec, call)
    if (response instanceof Uint8Array) socket.write(response)
    else void response.then((bytes) => socket.write(bytes)).catch(() => socket.destroy())
  }
}

/** The error text of Go's `net/rpc`. */
function unknownMethod(name: string): string {
  const dot = name.lastIndexOf(".")
  if (dot < 0) return `rpc: service/method request ill-formed: ${name}`
  const service = SERVICE_METHOD.slice(0, SERVICE_METHOD.indexOf("."))
  return `rpc: can't find ${name.slice(0, dot) === service ? "method" : "service"} ${name}`
}
