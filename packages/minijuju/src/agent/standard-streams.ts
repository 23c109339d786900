import { readSync, writeSync } from "node:fs"

// The descriptors directly: Node's streams would cost every call of a tool the loading of their modules.

const CHUNK = 65_536

/** Standard input to its end. */
export function readStdin(): Uint8Array {
  const pieces: Uint8Array[] = []
  for (;;) {
    const piece = Buffer.alloc(CHUNK)
    const count = patiently(() => readSync(0, piece))
    if (count === undefined || count === 0) return Buffer.concat(pieces)
    pieces.push(piece.subarray(0, count))
  }
}

/** To the end, also into a pipe that is full for the moment; not into one that nobody reads. */
export function print(fd: 1 | 2, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    const count = patiently(() => writeSync(fd, bytes, at))
    if (count === undefined) return
    at += count
  }
}

/** Waits where the descriptor was handed over in non-blocking mode. @returns undefined if the other end is gone */
function patiently(action: () => number): number | undefined {
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
