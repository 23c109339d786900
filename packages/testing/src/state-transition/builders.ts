import type { NetworkInfo } from "@charmkit/ops/hook-tools"
import { frozenCopy } from "./freeze.ts"
import type { DatabagContent, PeerRelation, Relation, Secret, Storage } from "./state.ts"

/** Address of the tested unit, unless a state sets another one. */
export const OWN_ADDRESS = "192.0.2.1"

let lastRelation = 0
let lastSecret = 0

/** The keys that Juju itself writes to a unit's databag. */
export function unitData(address: string): DatabagContent {
  return Object.freeze({
    "egress-subnets": `${address}/32`,
    "ingress-address": address,
    "private-address": address,
  })
}

/**
 * Creates a relation with another application. Defaults: a new id, the application `remote` with one unit, and databags that contain only
 * the addresses that Juju writes.
 */
export function relation(given: Pick<Relation, "endpoint"> & Partial<Omit<Relation, "kind">>): Relation {
  return frozenCopy({
    id: given.id ?? ++lastRelation,
    remoteApp: "remote",
    localAppData: {},
    localUnitData: unitData(OWN_ADDRESS),
    remoteAppData: {},
    remoteUnitsData: { 0: unitData("192.0.2.100") },
    ...given,
    kind: "relation",
  })
}

/** Creates a peer relation. Defaults: a new id and no other unit. */
export function peerRelation(
  given: Pick<PeerRelation, "endpoint"> & Partial<Omit<PeerRelation, "kind">>,
): PeerRelation {
  return frozenCopy({
    id: given.id ?? ++lastRelation,
    localAppData: {},
    localUnitData: unitData(OWN_ADDRESS),
    peersData: {},
    ...given,
    kind: "peer",
  })
}

/**
 * Creates a secret with these contents, oldest revision first. Without `owner` the application `remote` owns it, and the tested unit may
 * read it but has not read it yet.
 */
export function secret(
  given: Partial<Omit<Secret, "revisions">> & { readonly contents: readonly DatabagContent[] },
): Secret {
  const { contents, ...rest } = given
  return frozenCopy({
    id: rest.id ?? secretId(++lastSecret),
    owner: "remote",
    label: "",
    description: "",
    rotate: "never",
    expire: null,
    tracked: null,
    grants: {},
    ...rest,
    revisions: Object.fromEntries(contents.map((content, index) => [index + 1, content])),
  })
}

/** Creates a storage instance. Defaults: the first instance, a file system below `/var/lib/juju/storage`. */
export function storage(given: Pick<Storage, "name"> & Partial<Storage>): Storage {
  const { name, index = 0 } = given
  return frozenCopy({
    index,
    kind: "filesystem",
    location: `/var/lib/juju/storage/${name}/${index}`,
    ...given,
  })
}

/**
 * Creates the network of a binding with one address, at which the unit listens and is reached.
 * @param given parts that differ from it
 */
export function network(address: string, given: Partial<NetworkInfo> = {}): NetworkInfo {
  const one = { hostname: "", value: address, cidr: address.replace(/\.\d+$/, ".0/24") }
  return frozenCopy({
    bindAddresses: [{ interfaceName: "eth0", macAddress: "", addresses: [one] }],
    egressSubnets: [`${address}/32`],
    ingressAddresses: [address],
    ...given,
  })
}

/** Formats a number like the ids of Juju: 20 digits in base 32, of which the last is 0 or g. */
function secretId(number: number): string {
  return `secret:${number.toString(32).padStart(19, "0")}0`
}
