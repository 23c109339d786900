import { type CharmBase, FrameworkObject } from "@charmkit/ops"
import { readable } from "../engine/documents.ts"
import type { ProviderRelation } from "../engine/responses/provider-relation.ts"
import { ResponseEngine } from "../engine/responses/response-engine.ts"
import { type Options, toWireOptions } from "../interface/options.ts"
import type { ReceivedResponse } from "../interface/received-response.ts"
import { shorten } from "../interface/text.ts"
import { optionsKey, optionsNames, parseOptions, serializeOptions } from "../wire.ts"

/**
 * Returns the options of the request now; undefined for none. It is called at the end of each of the leader's hooks. If it throws, or returns
 * options that cannot be sent, that is logged and the earlier ones stay. Without earlier ones, no client is served, except by a load balancer
 * that has a current response already and whose request has not changed: it stays as it is.
 */
export type OptionsDeclaration = () => Options | undefined

/**
 * Sends options with the requests of an `LBProvider` or `LoadBalancers` at the same endpoint: which clients may connect, time limits, weights
 * and others, see {@link Options}. The leader writes them at the end of each hook, together with their requests.
 *
 * They go only to providers that read options (`isSupported`); a provider with the Python library never does. Such a provider refuses a
 * request with an option that it does not support, and names it; its capability `options` lists those that it does.
 *
 * @example
 * ```ts
 * readonly lb = new LoadBalancers(this, "lb-provider", { web: () => this.request() })
 * readonly options = new RequestOptions(this, "lb-provider", {
 *   web: () => ({ sourceRanges: ["10.0.0.0/8"], idleTimeout: 300 }),
 * })
 * ```
 */
export class RequestOptions extends FrameworkObject {
  static override readonly handleKind = "LBRequestOptions"
  readonly #charm: CharmBase
  readonly #engine: ResponseEngine
  readonly #declared: ReadonlyMap<string, OptionsDeclaration>
  #isCommitted = false

  /**
   * @param endpoint its name in the charm's metadata
   * @param options by the name of the request
   */
  constructor(charm: CharmBase, endpoint: string, options: Readonly<Record<string, OptionsDeclaration>>) {
    super(charm, endpoint)
    this.#charm = charm
    this.#engine = ResponseEngine.of(charm, endpoint)
    this.#engine.reads.add("options")
    this.#declared = new Map(Object.entries(options))
    // Another observer of commit can still send a request, whose options must not follow in a later hook.
    this.#engine.whenSent.add((provider) => {
      if (this.#isCommitted) this.#write(provider)
    })
    this.observe(charm.framework.on.commit, this.onCommit)
  }

  /**
   * Whether the provider reads options. If not, its load balancers have none: a charm whose clients must be limited should not send the
   * request, or say so in its status.
   */
  get isSupported(): boolean {
    return this.#engine.usable?.snapshot.supports("options") === true
  }

  /** @internal */
  onCommit(): void {
    this.#isCommitted = true
    for (const provider of this.#engine.relations) this.#write(provider)
  }

  #write({ own, snapshot }: ProviderRelation): void {
    if (own === undefined) return
    const isRead = snapshot.supports("options")
    const declared = isRead ? [...this.#declared.keys()] : []
    for (const name of new Set([...optionsNames(own.keys()), ...declared])) {
      const hash = snapshot.sentHash(name)
      const key = optionsKey(name)
      if (!isRead || hash === null) own.delete(key)
      else own.set(key, this.#textOf(name, hash) ?? keptText(own.get(key), hash, snapshot.response(name)))
    }
  }

  /** Empty for no options; undefined if the declaration throws or is invalid. */
  #textOf(name: string, hash: string): string | undefined {
    try {
      const options = this.#declared.get(name)?.()
      return options === undefined ? "" : serializeOptions(toWireOptions(options, hash))
    } catch (error) {
      this.#charm.log.error(
        shorten(`The options of the request "${name}" were not changed: ${String(error)}`),
      )
      return undefined
    }
  }
}

/**
 * The text while the declaration fails, which must not open what its options close: the earlier options, also for a changed request. Without
 * readable ones, the request is served to no client, unless its current response shows that it is served without options now.
 */
function keptText(before: string | undefined, hash: string, response: ReceivedResponse | undefined): string {
  const options = readable(parseOptions(before ?? ""))
  if (options !== undefined) return serializeOptions({ ...NO_OPTIONS, ...options, sent_hash: hash })
  if (before === undefined && response?.freshness === "current") return ""
  return serializeOptions({ ...NO_OPTIONS, sent_hash: hash, source_ranges: [] })
}

const NO_OPTIONS = toWireOptions({}, "")
