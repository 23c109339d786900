import { type Check, checkRecord, checkString, listOf, mismatch, runJson } from "./output.ts"
import type { RelationRef } from "./relation.ts"
import type { HookToolRunner } from "./runner.ts"

/** An address of a network interface. */
export interface NetworkAddress {
  /** Empty if the address has no host name. */
  readonly hostname: string
  /** An IP address, or a host name. */
  readonly value: string
  /** `10.0.0.0/24`; empty if Juju does not know it */
  readonly cidr: string
}

/** A network interface of the unit's machine. */
export interface NetworkInterface {
  readonly interfaceName: string
  readonly macAddress: string
  readonly addresses: readonly NetworkAddress[]
}

/** The addresses of a unit at one endpoint. */
export interface NetworkInfo {
  /** The addresses on which the unit can listen. */
  readonly bindAddresses: readonly NetworkInterface[]
  /** The subnets from which the unit's traffic comes, as the other side sees it. */
  readonly egressSubnets: readonly string[]
  /** The addresses at which others reach the unit. */
  readonly ingressAddresses: readonly string[]
}

/**
 * Returns the addresses of this unit on the network that an endpoint (or extra binding) is bound to.
 * @param relation in a cross-model relation the other side may need another ingress address
 */
export function networkGet(
  runner: HookToolRunner,
  binding: string,
  { relation }: { readonly relation?: RelationRef } = {},
): NetworkInfo {
  const args = ["--format=json", ...(relation === undefined ? [] : ["-r", relation]), binding]
  return runJson(runner, "network-get", args, (value) => {
    const network = checkRecord(value)
    return {
      bindAddresses: part(network, "bind-addresses", listOf(checkInterface)),
      egressSubnets: part(network, "egress-subnets", listOf(checkString)),
      ingressAddresses: part(network, "ingress-addresses", listOf(checkString)),
    }
  })
}

/** Returns the unit's private or public address, regardless of spaces. */
export function unitGet(runner: HookToolRunner, setting: "private-address" | "public-address"): string {
  return runJson(runner, "unit-get", ["--format=json", setting], checkString)
}

/** Juju omits empty parts. */
function part<T>(network: Record<string, unknown>, key: string, check: Check<T>): T {
  return check(network[key] ?? null)
}

// Juju 2 writes `interfacename`, `macaddress` and `address` instead of the current names.
function checkInterface(value: unknown): NetworkInterface {
  const one = checkRecord(value)
  return {
    interfaceName: text(one["interface-name"] ?? one.interfacename, "interface-name"),
    macAddress: text(one["mac-address"] ?? one.macaddress, "mac-address"),
    addresses: part(one, "addresses", listOf(checkAddress)),
  }
}

function checkAddress(value: unknown): NetworkAddress {
  const one = checkRecord(value)
  return {
    hostname: text(one.hostname, "hostname"),
    value: text(one.value ?? one.address, "value"),
    cidr: text(one.cidr, "cidr"),
  }
}

function text(value: unknown, key: string): string {
  if (value === undefined || value === null) return ""
  if (typeof value !== "string") throw mismatch(`a map in which ${key} is a string`)
  return value
}
