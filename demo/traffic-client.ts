import { get } from "node:http"

/** Between two requests. */
const PAUSE_MS = 20

/** Who has answered, and how often. */
export type Answers = Readonly<Record<string, number>>

/** A client that sends one request after the other until it is told to stop, each on a connection of its own. */
export class Client implements AsyncDisposable {
  readonly #url: string
  readonly #answers: Record<string, number> = {}
  readonly #failures: string[] = []
  #running: Promise<void> | undefined

  constructor(url: string) {
    this.#url = url
  }

  start(): void {
    this.#running ??= this.#loop()
  }

  async stop(): Promise<void> {
    const running = this.#running
    this.#running = undefined
    await running
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  /** Until now. */
  get answers(): Answers {
    return { ...this.#answers }
  }

  /** Why requests were not answered. */
  get failures(): readonly string[] {
    return this.#failures
  }

  async #loop(): Promise<void> {
    // The first pause comes first: whoever starts it is set down as running by then.
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
      if (this.#running === undefined) return
      try {
        const name = await request(this.#url)
        this.#answers[name] = (this.#answers[name] ?? 0) + 1
      } catch (error) {
        this.#failures.push(error instanceof Error ? error.message : String(error))
      }
    }
  }
}

/** @returns what the server says; rejects if there is no whole answer, or none that is good */
export function request(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = get(url, { agent: false }, (response) => {
      let text = ""
      response.setEncoding("utf8").on("data", (part: string) => {
        text += part
      })
      response.on("error", reject).on("end", () => {
        if (response.statusCode === 200 && response.complete) resolve(text.trim())
        else reject(new Error(`status ${response.statusCode}`))
      })
    })
    sent.on("error", reject)
  })
}
