import { type ChildProcess, spawn } from "node:child_process"
import { join } from "node:path"
import { createInterface } from "node:readline"
import type { Readable, Writable } from "node:stream"
import { PYTHON_DIR, pythonPackages } from "./python-packages.ts"
import type { Kind, Outcome } from "./wire-outcome.ts"

/** An outcome, the deviations that were removed from the document, and the paths of its unknown fields. */
export type AdaptedOutcome = Outcome & {
  readonly deviations: readonly string[]
  readonly unknown: readonly (readonly string[])[]
}

type Ranges = readonly (readonly [first: number, last: number])[]

/** The reply of each operation of `python/wire_server.py`. Both ends are in this repository, so the shapes are not validated. */
interface Answers {
  readonly about: Readonly<Record<"python" | "unicode" | "library" | "marshmallow", string>>
  readonly characters: Readonly<Record<"assigned" | "digits" | "spaces", Ranges>>
  readonly read: readonly Outcome[]
  readonly "read-adapted": readonly AdaptedOutcome[]
  readonly write: readonly Outcome[]
  readonly send: readonly Outcome[]
}

/** The Python library in a process of its own. Calls are answered in order. */
export class WireServer implements AsyncDisposable {
  readonly #process: ChildProcess
  readonly #input: Writable
  readonly #lines: AsyncIterator<string>
  #stderr = ""

  private constructor(child: ChildProcess & { stdin: Writable; stdout: Readable; stderr: Readable }) {
    this.#process = child
    this.#input = child.stdin
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr += text
    })
    // If the process dies, the missing reply is reported together with its standard error.
    child.stdin.on("error", () => undefined)
  }

  static async start(): Promise<WireServer> {
    const python = await pythonPackages()
    // -W ignore: the library uses deprecated functions of its dependencies.
    const args = ["-W", "ignore", join(PYTHON_DIR, "wire_server.py")]
    return new WireServer(spawn(python, args, { stdio: ["pipe", "pipe", "pipe"] }))
  }

  async call<Operation extends keyof Answers>(
    operation: Operation,
    argument: Readonly<Record<string, unknown>> = {},
  ): Promise<Answers[Operation]> {
    this.#input.write(`${JSON.stringify({ operation, ...argument })}\n`)
    const line = await this.#lines.next()
    if (line.done)
      throw new Error(`the Python library ended instead of answering ${operation}: ${this.#stderr}`)
    return JSON.parse(line.value)
  }

  /** Parses texts as charms do. */
  read(kind: Kind, texts: readonly string[]): Promise<readonly Outcome[]> {
    return inBatches(texts, (batch) => this.call("read", { kind, texts: batch }))
  }

  /** The same without the deviations of the table, or without one of them. */
  readAdapted(kind: Kind, texts: readonly string[], only?: string): Promise<readonly AdaptedOutcome[]> {
    return inBatches(texts, (batch) => this.call("read-adapted", { kind, texts: batch, only }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once("exit", resolve))
    this.#input.end()
    await ended
  }
}

const BATCH = 500

async function inBatches<Item, Answer>(
  items: readonly Item[],
  ask: (batch: readonly Item[]) => Promise<readonly Answer[]>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = []
  for (let start = 0; start < items.length; start += BATCH)
    answers.push(...(await ask(items.slice(start, start + BATCH))))
  return answers
}
