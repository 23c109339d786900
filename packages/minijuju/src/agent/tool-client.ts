// The hook tool client in Node.js, for machines without Perl (see tool-client.pl). Bundled into one file and
// started once per call: it sends the call to the unit agent, prints the response and exits with its exit code.
// Source: juju cmd/jujuc.
import { createConnection } from "node:net"
import { basename } from "node:path"
import { getSystemErrorMap } from "node:util"
import { ClientCodec, NO_STDIN, type ReplyMessage, type ToolRequest } from "@charmkit/ops/agent-protocol"
import { print, readStdin } from "./standard-streams.ts"

void run(process.argv)

/** The tool's name is the name under which the program was started. */
async function run(argv: readonly string[]): Promise<void> {
  try {
    const address = socketAddress()
    const request: ToolRequest = {
      contextId: required("JUJU_CONTEXT_ID"),
      dir: process.cwd(),
      commandName: basename(argv[1] ?? ""),
      args: argv.slice(2),
      ...(process.env.JUJU_AGENT_TOKEN ? { token: process.env.JUJU_AGENT_TOKEN } : {}),
    }
    const { reply, error } = await askAgent(address, request)
    if (reply === undefined) throw new Error(error)
    print(1, reply.stdout)
    print(2, reply.stderr)
    process.exitCode = reply.code
  } catch (error) {
    print(2, Buffer.from(`ERROR ${error instanceof Error ? error.message : String(error)}\n`))
    process.exitCode = 1
  }
}

function required(name: string): string {
  const value = process.env[name]
  if (value === undefined || value === "") throw new Error(`${name} not set`)
  return value
}

function socketAddress(): string {
  required("JUJU_CONTEXT_ID")
  const address = required("JUJU_AGENT_SOCKET_ADDRESS")
  const network = required("JUJU_AGENT_SOCKET_NETWORK")
  if (network !== "unix") throw new Error(`the agent's network "${network}" is not supported: only unix is`)
  return address
}

/** Sends the call, and sends it again with standard input if the agent asks for it. */
function askAgent(address: string, request: ToolRequest): Promise<ReplyMessage> {
  return new Promise((resolve, reject) => {
    const codec = new ClientCodec()
    let connected = false
    const socket = createConnection(address, () => {
      connected = true
      socket.write(codec.encodeCall(0, request))
    })
    socket.on("error", (error) => {
      if (!connected) reject(new Error(`dial unix ${address}: connect: ${systemWords(error)}`))
    })
    socket.on("close", () => reject(new Error("the unit agent closed the connection")))
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

/** The error text as Go and Perl print it: `connection refused`. */
function systemWords(error: NodeJS.ErrnoException): string {
  return getSystemErrorMap().get(error.errno ?? 0)?.[1] ?? error.message
}
