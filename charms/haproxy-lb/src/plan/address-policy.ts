import { BlockList, isIPv4 } from "node:net"
import { canonicalAddress, translatedV4 } from "./address.ts"

/** Name of the option with which the operator allows addresses that are refused by default. */
export const ALLOWED_OPTION = "allowed-addresses"

/**
 * Addresses of the load balancer's own machine, its link or the cloud's services, and multicast ones. Source: IANA's special-purpose
 * address registries.
 */
const KINDS = [
  { reason: "an unspecified address", networks: ["0.0.0.0/8", "::/128"] },
  { reason: "a loopback address", networks: ["127.0.0.0/8", "::1/128"] },
  { reason: "a link-local address", networks: ["169.254.0.0/16", "fe80::/10"] },
  { reason: "a multicast address", networks: ["224.0.0.0/4", "ff00::/8"] },
  { reason: "a reserved address", networks: ["240.0.0.0/4", "::/96", "fec0::/10"] },
  {
    // Clouds with other metadata addresses than 169.254.169.254: Alibaba, Azure, Oracle; AWS, Google, Oracle and Scaleway over IPv6.
    reason: "the address of a cloud's metadata service",
    networks: [
      "100.100.100.200/32",
      "168.63.129.16/32",
      "192.0.0.192/32",
      "fd00:ec2::/32",
      "fd00:c1::a9fe:a9fe/128",
      "fd00:42::42/128",
      "fd20:ce::254/128",
    ],
  },
].map(({ reason, networks }) => ({ reason, list: blockList(networks) }))

/** The operator's exceptions. */
export interface AllowedAddresses {
  readonly networks: BlockList
  /** Single addresses. Only these can allow the load balancer's own addresses. */
  readonly addresses: ReadonlySet<string>
}

/** Parses the option: addresses and networks such as `192.0.2.0/24`, separated by spaces or commas. */
export function parseAllowed(
  text: string,
): { readonly ok: true; readonly allowed: AllowedAddresses } | { readonly ok: false; readonly word: string } {
  const entries = text.split(/[\s,]+/).filter((word) => word !== "")
  const wrong = entries.find((word) => networkOf(word) === undefined)
  if (wrong !== undefined) return { ok: false, word: wrong }
  const single = entries.flatMap((word) => {
    const { address, prefix } = networkOf(word) ?? {}
    return address !== undefined && prefix === bitsOf(address) ? [address] : []
  })
  return { ok: true, allowed: { networks: blockList(entries), addresses: new Set(single) } }
}

/** Decides to which addresses traffic may be sent, and on which ones the engine may listen. */
export class AddressPolicy {
  readonly #allowed: AllowedAddresses
  readonly #own: ReadonlySet<string>

  /** @param own all addresses of the load balancer: of this machine, of all units, and the public one */
  constructor(allowed: AllowedAddresses, own: readonly string[]) {
    this.#allowed = allowed
    this.#own = new Set(own.map((one) => canonicalAddress(one) ?? one.toLowerCase()))
  }

  /** Why no traffic may be sent to this address, as a message for the consumer; undefined if it may. */
  backendProblem(address: string): string | undefined {
    const leadsTo = leadsToOf(address)
    const own = leadsTo.some((one) => this.#own.has(one) && !this.#allowed.addresses.has(one))
    return own ? problem("an address of the load balancer itself") : this.#kindProblem(leadsTo)
  }

  /** The same for a host name: the load balancer's own addresses can be names, such as its public one. */
  nameProblem(host: string): string | undefined {
    const own = this.#own.has(host.toLowerCase())
    return own && canonicalAddress(host) === undefined
      ? problem("an address of the load balancer itself")
      : undefined
  }

  /** Why this address may not be listened on. Do not ask about addresses of the units, which are the operator's choice. */
  listenProblem(address: string): string | undefined {
    return this.#kindProblem(leadsToOf(address))
  }

  #kindProblem(leadsTo: readonly string[]): string | undefined {
    for (const address of leadsTo) {
      if (contains(this.#allowed.networks, address)) continue
      const kind = KINDS.find(({ list }) => contains(list, address))
      if (kind !== undefined) return problem(kind.reason)
    }
    return undefined
  }
}

const problem = (kind: string): string =>
  `is ${kind}, which the provider's option ${ALLOWED_OPTION} does not allow`

/** The address, and the IPv4 address to which a gateway would translate it. */
function leadsToOf(address: string): readonly string[] {
  const translated = translatedV4(address)
  return translated === undefined ? [address] : [address, translated]
}

function blockList(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const { address, prefix } of networks.flatMap((word) => networkOf(word) ?? []))
    list.addSubnet(address, prefix, familyOf(address))
  return list
}

function networkOf(word: string): { readonly address: string; readonly prefix: number } | undefined {
  const [, text = "", digits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(word) ?? []
  const address = canonicalAddress(text)
  if (address === undefined) return undefined
  const prefix = digits === undefined ? bitsOf(address) : Number(digits)
  return prefix <= bitsOf(address) ? { address, prefix } : undefined
}

function contains(list: BlockList, address: string): boolean {
  return list.check(address, familyOf(address))
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIPv4(address) ? "ipv4" : "ipv6"
}

function bitsOf(address: string): number {
  return isIPv4(address) ? 32 : 128
}
