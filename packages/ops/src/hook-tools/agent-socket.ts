import { readSync, writeSync } from "node:fs"
import { AgentSocketError, closedByAgent, noAnswer, unreachable } from "./agent-socket-error.ts"
import { bunPipe } from "./bun-pipe.ts"
import { milliseconds } from "./clock.ts"
import { netPipe, type PipeHandle, quickPipe } from "./pipe-handle.ts"

/**
 * Sleeps between attempts to read the agent's response, in milliseconds; it mostly arrives within the first. The first attempt is made
 * without a sleep: it fails, but takes no longer than the response.
 */
const SLEEPS_MS = [0.05, 0.05, 0.1, 0.2, 0.5]
/** Sizes of read buffers in bytes. Most responses are short, and allocating a large buffer takes time. */
const [SHORT, LONG] = [4096, 65_536]

/**
 * A connected Unix socket with blocking reads and writes, outside of the event loop. Hooks read Juju's state synchronously; a call takes
 * about a tenth of a millisecond, hundreds of times less than a process per call.
 */
export class AgentSocket {
  readonly #pipe: PipeHandle
  readonly #timeoutMs: number
  readonly #sleepCell = new Int32Array(new SharedArrayBuffer(4))
  #room = SHORT

  /** @throws AgentSocketError if this Node.js gives no access to the connection's descriptor, or nothing listens */
  constructor(address: string, timeoutMs: number) {
    const path = address.startsWith("@") ? `\0${address.slice(1)}` : address
    // The packer removes the branch for Bun from charms for Node.js.
    const pipe =
      process.versions.bun !== undefined ? bunPipe(path, timeoutMs) : (quickPipe(path) ?? netPipe(path))
    if (pipe === undefined)
      throw new AgentSocketError("this runtime gives no access to a socket's descriptor")
    this.#pipe = pipe
    this.#timeoutMs = timeoutMs
  }

  /** @throws AgentSocketError */
  send(bytes: Uint8Array): void {
    const until = milliseconds() + this.#timeoutMs
    for (let at = 0, waits = 0; at < bytes.length; ) {
      const written = this.#attempt(() => writeSync(this.#pipe.fd, bytes, at))
      if (written === undefined) this.#wait(waits++, until)
      else at += written
    }
  }

  /** Waits for the next bytes, at least one. @throws AgentSocketError */
  receive(): Uint8Array {
    const until = milliseconds() + this.#timeoutMs
    const buffer = new Uint8Array(this.#room)
    for (let waits = 0; ; waits++) {
      const read = this.#attempt(() => readSync(this.#pipe.fd, buffer))
      if (read === 0) throw closedByAgent()
      if (read !== undefined) {
        this.#room = read < buffer.length ? SHORT : LONG
        return buffer.subarray(0, read)
      }
      this.#wait(waits, until)
    }
  }

  close(): void {
    this.#pipe.close()
  }

  /** Returns undefined if the operation would block. */
  #attempt(work: () => number): number | undefined {
    try {
      return work()
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined
      if (code === "EAGAIN" || code === "EINTR") return undefined
      throw unreachable(String(code ?? error), error)
    }
  }

  #wait(waits: number, until: number): void {
    if (milliseconds() > until) throw noAnswer(this.#timeoutMs)
    Atomics.wait(this.#sleepCell, 0, 0, SLEEPS_MS[waits] ?? 1)
  }
}
