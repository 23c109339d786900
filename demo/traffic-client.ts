import { get } from "node:http"

/** Pause between two requests, in milliseconds. */
const PAUSE_MS = 20

/** Number of responses by server name. */
export type Answers = Readonly<Record<string, number>>

/** Sends one request after the other until it is disposed, each on its own connection. */
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

  /** Responses so far. */
  get answers(): Answers {
    return { ...this.#answers }
  }

  /** Reasons of failed requests. */
  get failures(): readonly string[] {
    return this.#failures
  }

  async #loop(): Promise<void> {
    // Pauses first: by then `start` has set `#running`, which the loop checks.
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

/** Sends one request. @returns the body; rejects if the response is incomplete or not successful */
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
