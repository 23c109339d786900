import { BlockList, isIP } from "node:net"
import { canonicalAddress } from "../plan/address.ts"

const familyOf = (address: string) => (isIP(address) === 4 ? "ipv4" : "ipv6")

/** Networks whose clients may connect. */
export class Sources {
  // A list of what matches, whatever its class is called.
  readonly #list = new BlockList()

  /** @param ranges as `ADDRESS/BITS` */
  constructor(ranges: readonly string[]) {
    for (const range of ranges) {
      const [address = "", bits = ""] = range.split("/")
      this.#list.addSubnet(address, Number(bits), familyOf(address))
    }
  }

  /** @param client its address as the system shows it; IPv4 can be in the form of IPv6 */
  includes(client: string): boolean {
    const address = canonicalAddress(client)
    return address !== undefined && this.#list.check(address, familyOf(address))
  }
}
