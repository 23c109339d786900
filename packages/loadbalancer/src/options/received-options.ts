import { type CharmBase, FrameworkObject } from "@charmkit/ops"
import { remoteBag } from "../engine/bags.ts"
import { RequestEngine } from "../engine/requests/request-engine.ts"
import { fromWireOptions, type Options } from "../interface/options.ts"
import type { ReceivedRequest } from "../interface/received-request.ts"
import { printableIssues } from "../interface/text.ts"
import { currentOptions } from "../wire/extensions/request-extensions.ts"
import { authorField } from "../wire/issue.ts"
import { formatIssues, parseOptions } from "../wire.ts"

/** The options of a request, or why it has to be refused. */
export interface ReadOptions {
  /** Empty if there are none. */
  readonly options: Options
  /**
   * The options that this provider does not support, or that cannot be read, as `response.errorFields` and `reject` take them:
   * `{ "options.weights": "is not supported" }`. A provider must not serve a request with any: without its options, more clients could connect
   * than its operator allows.
   */
  readonly refusal: Readonly<Record<string, string>>
}

const NONE: ReadOptions = { options: {}, refusal: {} }

/**
 * Reads the options of requests. A request whose options change is new again. Set the capability `options` to the same list.
 *
 * @example
 * ```ts
 * readonly #options = new ReceivedOptions(this, "lb-consumers", CAN.options)
 *
 * const { options, refusal } = this.#options.of(request)
 * ```
 */
export class ReceivedOptions extends FrameworkObject {
  static override readonly handleKind = "LBReceivedOptions"
  readonly #supported: () => readonly string[]

  /**
   * @param endpoint its name in the charm's metadata
   * @param supported the supported options, with their names on the wire; a function if they can change
   */
  constructor(charm: CharmBase, endpoint: string, supported: readonly string[] | (() => readonly string[])) {
    super(charm, endpoint)
    this.#supported = typeof supported === "function" ? supported : () => supported
    RequestEngine.of(charm, endpoint).faces.reads.add("options")
  }

  /** Returns the options that belong to this version of the request. Never throws. */
  of({ relation, name, sentHash }: Pick<ReceivedRequest, "relation" | "name" | "sentHash">): ReadOptions {
    const bag = remoteBag(relation)
    const text = bag && currentOptions(bag, name, sentHash)
    if (text === undefined) return NONE
    const read = parseOptions(text)
    const problems = read.ok
      ? Object.keys(read.value)
          .filter((field) => field !== "sent_hash" && !this.#supported().includes(field))
          .map((field) => ({ path: [field], message: "is not supported" }))
      : printableIssues(read.issues)
    return {
      options: read.ok ? fromWireOptions(read.value) : {},
      refusal: Object.fromEntries(
        // Of a text that is no document, the option that would protect most is named.
        problems.map(({ path: [field = "source_ranges", ...rest], message }) => [
          `options.${authorField(field)}`,
          formatIssues([{ path: rest, message }]),
        ]),
      ),
    }
  }
}
