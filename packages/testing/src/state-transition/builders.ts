import { frozenCopy } from "./freeze.ts"
import type { DatabagContent, PeerRelation, Relation, Secret } from "./state.ts"

/** The address of the tested unit, unless a state says otherwise. */
export const OWN_ADDRESS = "192.0.2.1"

let lastRelation = 0
let lastSecret = 0

/** The keys that Juju itself puts into a unit's databag. */
export function unitData(address: string): DatabagContent {
  return Object.freeze({
    "egress-subnets": `${address}/32`,
    "ingress-address": address,
    "private-address": address,
  })
}

/**
 * A relation with another application. What is not said: an id of its own, the application `remote` with one unit, and
 * nothing in the databags but the addresses that Juju writes.
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

/** A peer relation. What is not said: an id of its own, and no other unit. */
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
 * A secret with these contents, oldest revision first. Without `owner` it is one of application `remote` that this unit may
 * read but has not read yet.
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

/** In the form of Juju's ids: 20 digits in base 32 of which the last is 0 or g. */
function secretId(number: number): string {
  return `secret:${number.toString(32).padStart(19, "0")}0`
}
