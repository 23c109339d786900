import { connect } from "node:net"

const PATIENCE_MS = 20_000

/** Sends a command to a socket of a process of ours and reads the answer to its end. Undefined if nobody listens. */
export function tell(path: string, command: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let answer = ""
    const socket = connect({ path, allowHalfOpen: true })
    const give = (value: string | undefined) => {
      socket.destroy()
      resolve(value)
    }
    socket.setTimeout(PATIENCE_MS, () => give(undefined))
    socket.on("error", () => give(undefined)).on("end", () => give(answer))
    socket.setEncoding("utf8").on("data", (text: string) => {
      answer += text
    })
    socket.end(`${command}\n`)
  })
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
