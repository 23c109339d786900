import { readSync, writeSync } from "node:fs"
import { AgentSocketError, closedByAgent, noAnswer, unreachable } from "./agent-socket-error.ts"
import { bunPipe } from "./bun-pipe.ts"
import { milliseconds } from "./clock.ts"
import { netPipe, type PipeHandle, quickPipe } from "./pipe-handle.ts"

/**
 * How long to sleep while the agent works, in milliseconds: it mostly answers within the first. None comes before the first look,
 * which fails, but takes no longer than the answer.
 */
const NAPS = [0.05, 0.05, 0.1, 0.2, 0.5]
/** Of memory for an answer, in bytes: most are short, and fresh memory has its price. */
const [SHORT, LONG] = [4096, 65_536]

/**
 * A connected Unix socket that is read and written without going back to the event loop. A hook reads Juju's state
 * synchronously, one answer in about a tenth of a millisecond; a process per call costs hundreds of times that.
 */
export class AgentSocket {
  readonly #pipe: PipeHandle
  readonly #timeoutMs: number
  readonly #nap = new Int32Array(new SharedArrayBuffer(4))
  #room = SHORT

  /** @throws AgentSocketError if this Node gives no access to the connection, or nobody listens */
  constructor(address: string, timeoutMs: number) {
    const path = address.startsWith("@") ? `\0${address.slice(1)}` : address
    // The packer takes the branch for Bun out of charms for Node.js.
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

  /** Undefined: not now. */
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
    Atomics.wait(this.#nap, 0, 0, NAPS[waits] ?? 1)
  }
}
