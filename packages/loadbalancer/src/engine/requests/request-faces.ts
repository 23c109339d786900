import type { Logger } from "@charmkit/ops"
import type { Capabilities } from "../../interface/capabilities.ts"
import { shorten } from "../../interface/text.ts"
import type { Extension } from "../../wire.ts"
import type { SelfDescription } from "./writes.ts"

/** Options of the provider; all are optional. */
export interface RequestOptions {
  /** Lets followers read the requests. They get an event for each change, but cannot respond. */
  readonly followersRead?: boolean
  /**
   * The capabilities of this provider, for requirers that read them before they send a request; a function if they can change. They are
   * written with the version. They do not refuse any request: see `unsupportedFields`.
   */
  readonly capabilities?: Capabilities | (() => Capabilities)
  /** Announces to requirers that this provider drains requests with `drainUntil` and reports the end with `drained`. */
  readonly drains?: boolean
  /**
   * Responds to invalid requests with `unsupported` and the reasons by field; otherwise they are only in `invalidRequests` and in the log.
   * The refusal replaces an earlier response. An existing load balancer is kept until the request is removed.
   */
  readonly refuseInvalid?: boolean
  /** Requests count as new only once they have a backend address; see `ReceivedRequest.hasBackends`. */
  readonly waitForBackends?: boolean
}

/** One API of the library that is attached to the endpoint. */
export interface RequestFace {
  readonly options: () => RequestOptions
  /** Called when the leader has something to do, or when requests have changed for a follower. */
  readonly notify: () => Promise<void>
}

/** All APIs of the library at one endpoint. An option of one of them holds for the endpoint. */
export class RequestFaces {
  readonly #log: Logger
  readonly #endpoint: string
  readonly #faces: RequestFace[] = []
  /** Extensions that objects of the charm read, in addition to those of the APIs. */
  readonly reads = new Set<Extension>()

  constructor(log: Logger, endpoint: string) {
    this.#log = log
    this.#endpoint = endpoint
  }

  attach(face: RequestFace): void {
    this.#faces.push(face)
  }

  get followersRead(): boolean {
    return this.#options.some(({ followersRead }) => followersRead === true)
  }

  get refuseInvalid(): boolean {
    return this.#options.some(({ refuseInvalid }) => refuseInvalid === true)
  }

  get waitForBackends(): boolean {
    return this.#options.some(({ waitForBackends }) => waitForBackends === true)
  }

  /** What the provider supports now. Calls the charm's function for the capabilities. */
  get description(): SelfDescription {
    const options = this.#options
    const capabilities = options.map((one) => one.capabilities).find((one) => one !== undefined)
    return {
      capabilities: typeof capabilities === "function" ? this.#ask(capabilities) : capabilities,
      reads: [...this.reads, ...(options.some(({ drains }) => drains === true) ? (["drain"] as const) : [])],
    }
  }

  /** @param isDue whether the next API has anything to do: an earlier one may have settled everything */
  async notify(isDue: () => boolean): Promise<void> {
    for (const [index, { notify }] of this.#faces.entries()) if (index === 0 || isDue()) await notify()
  }

  get #options(): readonly RequestOptions[] {
    return this.#faces.map(({ options }) => options())
  }

  /** An error in the charm's function must not prevent responses; the capabilities in the databag are then kept. */
  #ask(capabilities: () => Capabilities): Capabilities | "unknown" {
    try {
      return capabilities()
    } catch (error) {
      this.#log.error(
        shorten(`${this.#endpoint}: the capabilities are unknown in this hook: ${String(error)}`),
      )
      return "unknown"
    }
  }
}
