import type { Socket } from "node:net"

/** A message in either direction: one line of JSON. */
export type Frame = Readonly<Record<string, unknown>>

export function sendFrame(socket: Socket, frame: Frame): void {
  if (!socket.destroyed) socket.write(`${JSON.stringify(frame)}\n`)
}

/** Calls `take` for every frame. Closes the connection when a line is not a frame. */
export function readFrames(socket: Socket, take: (frame: Frame) => void): void {
  let rest = ""
  socket.setEncoding("utf8")
  socket.on("data", (text: string) => {
    const lines = (rest + text).split("\n")
    rest = lines.pop() ?? ""
    for (const line of lines) {
      const frame = parse(line)
      if (frame === undefined) {
        socket.destroy()
        return
      }
      take(frame)
    }
  })
}

function parse(line: string): Frame | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === "object" && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}
