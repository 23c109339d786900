import { createConnection } from "node:net"
import { basename } from "node:path"
import type { ToolRequest } from "./gob/agent-messages.ts"
import { ClientCodec, NO_STDIN, type ReplyMessage } from "./gob/codec.ts"
import { print, readStdin } from "./standard-streams.ts"

type Environment = Readonly<Record<string, string | undefined>>

/** Why the agent could not be asked; printed as `ERROR …`, exit code 1. */
class ClientError extends Error {}

/**
 * A hook tool as a program: asks the unit agent, prints what it says, returns its exit code. The tool's name is the name the
 * program was started by (Juju: `cmd/jujuc`). Never rejects.
 */
export async function runToolClient(argv: readonly string[], env: Environment): Promise<number> {
  try {
    const address = socketAddress(env)
    const request: ToolRequest = {
      contextId: required(env, "JUJU_CONTEXT_ID"),
      dir: process.cwd(),
      commandName: basename(argv[1] ?? ""),
      args: argv.slice(2),
      ...(env.JUJU_AGENT_TOKEN ? { token: env.JUJU_AGENT_TOKEN } : {}),
    }
    const { reply, error } = await askAgent(address, request)
    if (reply === undefined) throw new ClientError(error)
    print(1, reply.stdout)
    print(2, reply.stderr)
    return reply.code
  } catch (error) {
    print(2, Buffer.from(`ERROR ${error instanceof Error ? error.message : String(error)}\n`))
    return 1
  }
}

function required(env: Environment, name: string): string {
  const value = env[name]
  if (value === undefined || value === "") throw new ClientError(`${name} not set`)
  return value
}

/** `@name` is Linux's abstract namespace: a leading NUL instead of the `@`, and no file. */
function socketAddress(env: Environment): string {
  required(env, "JUJU_CONTEXT_ID")
  const address = required(env, "JUJU_AGENT_SOCKET_ADDRESS")
  const network = required(env, "JUJU_AGENT_SOCKET_NETWORK")
  if (network !== "unix")
    throw new ClientError(`the agent's network "${network}" is not supported: only unix is`)
  return address.startsWith("@") ? `\0${address.slice(1)}` : address
}

/** Calls once, and a second time with standard input if the tool turns out to read it. */
function askAgent(address: string, request: ToolRequest): Promise<ReplyMessage> {
  return new Promise((resolve, reject) => {
    const codec = new ClientCodec()
    const socket = createConnection(address, () => socket.write(codec.encodeCall(0, request)))
    socket.on("error", (error) => reject(new ClientError(error.message)))
    socket.on("close", () => reject(new ClientError("the unit agent closed the connection")))
    socket.on("data", (bytes) => {
      try {
        for (const message of codec.push(bytes)) {
          if (message.error === NO_STDIN && message.seq === 0) {
            socket.write(codec.encodeCall(1, { ...request, stdin: readStdin() }))
            continue
          }
          resolve(message)
          socket.destroy()
        }
      } catch (error) {
        reject(error)
        socket.destroy()
      }
    })
  })
}
