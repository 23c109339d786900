import { closeSync, existsSync, openSync } from "node:fs"
import { connect } from "node:net"
import { join } from "node:path"

const TIMEOUT_MS = 20_000
/** For commands that change everything: thousands of load balancers take a loaded machine a minute. */
export const LONG_MS = 180_000

/**
 * Sends a command to the socket of one of the charm's processes and reads the whole reply. Undefined if no process listens.
 * @param dir the folder of the socket; its path can have any length
 */
export function sendCommand(
  dir: string,
  name: string,
  command: string,
  timeout = TIMEOUT_MS,
): Promise<string | undefined> {
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
    socket.setTimeout(timeout, () => give(undefined))
    socket.on("error", () => give(undefined)).on("end", () => give(answer))
    socket.setEncoding("utf8").on("data", (text: string) => {
      answer += text
    })
    socket.end(`${command}\n`)
  })
}

/**
 * A socket's path has at most 107 bytes (unix(7)), and the path of a charm's folder can be longer. The path through a file descriptor of
 * the folder is short. The processes listen on a relative path for the same reason.
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
