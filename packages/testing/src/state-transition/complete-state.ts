import { OWN_ADDRESS, peerRelation, unitData } from "./builders.ts"
import { remoteUnits } from "./events.ts"
import { frozenCopy } from "./freeze.ts"
import type { Identity } from "./identity.ts"
import type { AnyRelation, State, StateInput } from "./state.ts"

/**
 * Completes a state with the values of a fresh unit. Each peer endpoint that the charm declares has a relation with every planned unit,
 * because Juju creates peer relations by itself.
 */
export function completeState({ spec }: Identity, input: StateInput): State {
  const relations = [...(input.relations ?? [])]
  for (const endpoint of Object.values(spec.metadata.endpoints)) {
    if (endpoint.role !== "peers" || relations.some((relation) => relation.endpoint === endpoint.name))
      continue
    const id = Math.max(-1, ...relations.map((relation) => relation.id)) + 1
    const localUnitData = unitData(input.address ?? OWN_ADDRESS)
    relations.push(peerRelation({ endpoint: endpoint.name, id, localUnitData }))
  }
  const { plannedUnits = 1 + knownPeers(relations).length } = input
  return frozenCopy({ ...FRESH, ...input, plannedUnits, relations: relations.sort((a, b) => a.id - b.id) })
}

const FRESH: State = {
  leader: false,
  config: {},
  relations: [],
  secrets: [],
  openedPorts: [],
  plannedUnits: 1,
  model: { name: "testing", uuid: "6c6f6164-0000-4000-8000-62616c616e63" },
  address: OWN_ADDRESS,
  networks: {},
  resources: {},
  storages: [],
  cloudSpec: null,
  unitStatus: { status: "unknown", message: "" },
  appStatus: { status: "unknown", message: "" },
  workloadVersion: "",
  deferred: [],
  storedState: {},
}

/** Fields that a state does not have, to report typing mistakes in plain JavaScript. */
export function unknownFields(input: StateInput): string[] {
  return Object.keys(input).filter((name) => !Object.hasOwn(FRESH, name))
}

/** The numbers of the application's other units, from its peer relations. */
export function knownPeers(relations: readonly AnyRelation[]): number[] {
  const numbers = relations.filter(({ kind }) => kind === "peer").flatMap(remoteUnits)
  return [...new Set(numbers)].sort((a, b) => a - b)
}
