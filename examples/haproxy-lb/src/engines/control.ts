import { closeSync, existsSync, openSync } from "node:fs"
import { connect } from "node:net"
import { join } from "node:path"

const PATIENCE_MS = 20_000

/**
 * Sends a command to the socket of a process of ours and reads the answer to its end. Undefined if nobody listens.
 * @param dir the folder of the socket, whatever the length of its path
 */
export function tell(dir: string, name: string, command: string): Promise<string | undefined> {
  const folder = openFolder(dir)
  if (folder === undefined) return Promise.resolve(undefined)
  return new Promise((resolve) => {
    let answer = ""
    const socket = connect({ path: folder.pathOf(name), allowHalfOpen: true })
    const give = (value: string | undefined) => {
      socket.destroy()
      folder.close()
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

/**
 * A path to a socket has at most 107 bytes (unix(7)), which the folder of a charm can exceed. Through a descriptor of the folder it is
 * short. Processes of ours listen by a relative path for the same reason.
 */
function openFolder(dir: string): { pathOf(name: string): string; close(): void } | undefined {
  try {
    const descriptor = openSync(dir, "r")
    let open = true
    return {
      pathOf: (name) =>
        existsSync("/proc/self/fd") ? `/proc/self/fd/${descriptor}/${name}` : join(dir, name),
      close: () => {
        if (open) closeSync(descriptor)
        open = false
      },
    }
  } catch {
    return undefined
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
