import type { Binding } from "./binding.ts"

/** An address of this unit's machine on the network of a binding. */
export interface BoundInterface {
  /** `eth0`; empty if Juju does not know it */
  readonly name: string
  /** An IP address, or a host name. */
  readonly address: string
  /** The subnet of the address: `10.0.0.0/24`, or the address alone (`10.0.0.5/32`) if Juju does not know the subnet. */
  readonly subnet: string
  /** Empty if the address has no host name. */
  readonly hostname: string
  /** Empty if Juju does not know it. */
  readonly macAddress: string
}

/**
 * Returns the network interfaces that a binding uses, one entry for each address. No call to Juju if the binding's addresses were read.
 * @example networkInterfaces(this.model.getBinding("cluster")).map(({ name }) => name)
 */
export function networkInterfaces(binding: Binding): readonly BoundInterface[] {
  return binding.read().bindAddresses.flatMap(({ interfaceName, macAddress, addresses }) =>
    addresses.map(({ value, cidr, hostname }) => ({
      name: interfaceName,
      address: value,
      subnet: cidr || ownSubnet(value),
      hostname,
      macAddress,
    })),
  )
}

/** Juju omits the subnet of addresses that belong to none that it knows. */
function ownSubnet(address: string): string {
  if (address.includes(":")) return `${address}/128`
  return /^\d+(\.\d+){3}$/.test(address) ? `${address}/32` : ""
}
