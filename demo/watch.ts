import type { Model } from "minijuju"
import type { BackendLine, Reporter } from "./reporter.ts"
import { ScenarioError } from "./scenario.ts"

const PAUSE_MS = 300
const TIMEOUT_MS = 120_000

interface Backend {
  readonly host: string
  readonly live: boolean
  readonly served: number
}

/** Polls the state of a load balancer's backends and shows it. */
export class Watch implements AsyncDisposable {
  readonly #model: Model
  readonly #reporter: Reporter
  readonly #loadBalancer: string
  readonly #nameOf: (host: string) => string
  #lines: readonly BackendLine[] = []
  #failure: unknown
  #running: Promise<void> | undefined

  /** @param nameOf returns the name of the unit with this address */
  constructor(model: Model, reporter: Reporter, loadBalancer: string, nameOf: (host: string) => string) {
    this.#model = model
    this.#reporter = reporter
    this.#loadBalancer = loadBalancer
    this.#nameOf = nameOf
  }

  start(): void {
    this.#running ??= this.#loop()
  }

  async stop(): Promise<void> {
    const running = this.#running
    this.#running = undefined
    await running
    this.#reporter.backends(this.#lines, "last")
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#running !== undefined) await this.stop()
  }

  /** Waits until the condition holds. @throws ScenarioError if it does not in time */
  async until(what: string, condition: (lines: readonly BackendLine[]) => boolean): Promise<void> {
    const end = performance.now() + TIMEOUT_MS
    while (!condition(this.#lines)) {
      if (this.#failure !== undefined) throw this.#failure
      if (performance.now() > end) throw new ScenarioError(`expected, but not observed in time: ${what}`)
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS / 3))
    }
  }

  async #loop(): Promise<void> {
    try {
      do {
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
        this.#lines = await this.#look()
        this.#reporter.backends(this.#lines)
      } while (this.#running !== undefined)
    } catch (error) {
      // Reported by the next call of `until`.
      this.#failure = error
    }
  }

  async #look(): Promise<readonly BackendLine[]> {
    const { results } = await this.#model.runAction(this.#loadBalancer, "traffic")
    const services: readonly { backends: readonly Backend[] }[] = JSON.parse(String(results.services ?? "[]"))
    return services
      .flatMap(({ backends }) => backends)
      .map(({ host, live, served }) => ({ name: this.#nameOf(host), live, served }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
  }
}
