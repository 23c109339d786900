import { readSync, writeSync } from "node:fs"

// Reads and writes the descriptors directly: loading Node's stream modules would slow down each call of a tool.

const CHUNK = 65_536

/** Reads standard input until it ends. */
export function readStdin(): Uint8Array {
  const pieces: Uint8Array[] = []
  for (;;) {
    const piece = Buffer.alloc(CHUNK)
    const count = retryUntilReady(() => readSync(0, piece))
    if (count === undefined || count === 0) return Buffer.concat(pieces)
    pieces.push(piece.subarray(0, count))
  }
}

/** Writes all bytes, also into a pipe that is temporarily full. Stops when the reader has closed the pipe. */
export function print(fd: 1 | 2, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    const count = retryUntilReady(() => writeSync(fd, bytes, at))
    if (count === undefined) return
    at += count
  }
}

/**
 * Retries while a descriptor in non-blocking mode is not ready.
 * @returns undefined if the other end is closed
 */
function retryUntilReady(action: () => number): number | undefined {
  for (;;) {
    try {
      return action()
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined
      if (code === "EPIPE" || code === "EOF") return undefined
      if (code !== "EAGAIN") throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
  }
}
