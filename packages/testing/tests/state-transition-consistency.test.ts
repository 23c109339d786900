import { InconsistentStateError, peerRelation, relation, type StateInput, secret } from "@charmkit/testing"
import { expect, test } from "vitest"
import { newContext } from "./feature-charm.ts"

const context = newContext()
type Event = Parameters<typeof context.run>[0]

async function problems(event: Event, state: StateInput = {}): Promise<readonly string[]> {
  const error = await context.run(event, state).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof InconsistentStateError)) throw new Error("nothing was refused", { cause: error })
  expect(context.toolCalls).toEqual([])
  return error.problems
}

const db = relation({ endpoint: "db", id: 5 })

test("all inconsistencies are reported at once, and the charm does not run", async () => {
  const run = context.run(context.on.relationChanged(db, { unit: 9 }), {
    config: { mode: 7, colour: "red" },
    relations: [relation({ endpoint: "nowhere", id: 5 }), db],
  } as object)
  await expect(run).rejects.toThrow(
    [
      "db-relation-changed cannot happen in this state:",
      '  - config "mode" is of type string, not 7',
      '  - config "colour": the charm declares no such option (options: mode, size, fast, ratio, key)',
      '  - relation nowhere:5: the charm declares no endpoint "nowhere" (endpoints: db, web, cluster)',
      "  - two relations have the id 5: give each an id of its own",
      "  - the event is about remote unit 9; relation db:5 has 0",
    ].join("\n"),
  )
})

const start = context.on.start()
const own = secret({ owner: "app", contents: [{ password: "x" }] })
const theirs = secret({ contents: [{ password: "x" }], tracked: 4 })
const wrongType = (value: unknown) => ({ ...db, remoteAppData: { key: value } })

test.each<[string, Event, object, RegExp]>([
  [
    "the event's relation is not there",
    context.on.relationChanged(db),
    {},
    /db:5, which the event is about, is not/,
  ],
  [
    "the event knows another remote side",
    context.on.relationChanged(relation({ ...db, remoteAppData: { a: "b" } })),
    { relations: [db] },
    /another remote side in the event/,
  ],
  [
    "joined without a unit",
    context.on.relationJoined(relation({ ...db, remoteUnitsData: {} })),
    { relations: [relation({ ...db, remoteUnitsData: {} })] },
    /relation-joined is about a remote unit, and relation db:5 has none/,
  ],
  [
    "databag values are texts",
    start,
    { relations: [wrongType(5)] },
    /remoteAppData.key must be a string, not 5/,
  ],
  ["an empty string", start, { relations: [wrongType("")] }, /that means the key is absent/],
  [
    "a limit",
    start,
    { relations: [1, 2, 3].map((id) => relation({ ...db, id })) },
    /has 3 relations; its limit is 2/,
  ],
  [
    "peer or not",
    start,
    { relations: [relation({ endpoint: "cluster" })] },
    /make the relation with peerRelation\(\)/,
  ],
  [
    "not a peer",
    start,
    { relations: [peerRelation({ endpoint: "db" })] },
    /make the relation with relation\(\)/,
  ],
  [
    "the own unit among its peers",
    start,
    { relations: [peerRelation({ endpoint: "cluster", peersData: { 0: {} } })] },
    /peersData holds feature\/0, the tested unit/,
  ],
  [
    "more peers than planned",
    start,
    { plannedUnits: 1, relations: [peerRelation({ endpoint: "cluster", peersData: { 1: {} } })] },
    /plannedUnits is 1, but the peer relation knows 2 units/,
  ],
  [
    "related with itself",
    start,
    { relations: [relation({ ...db, remoteApp: "feature" })] },
    /the tested application itself/,
  ],
  ["leader-elected on a follower", context.on.leaderElected(), {}, /runs on the leader/],
  [
    "leader-settings-changed on the leader",
    context.on.leaderSettingsChanged(),
    { leader: true },
    /do not lead/,
  ],
  ["an int", start, { config: { size: 1.5 } }, /"size" is of type int, not 1.5/],
  ["a float", start, { config: { ratio: "1" } }, /"ratio" is of type float/],
  ["a boolean", start, { config: { fast: "true" } }, /"fast" is of type boolean, not "true"/],
  ["a secret option", start, { config: { key: "hush" } }, /"key" is of type secret/],
  ["an unknown action", context.on.action("restore"), {}, /action "restore" not defined/],
  [
    "a parameter",
    context.on.action("backup", { where: 7 }),
    {},
    /\(root\)\.where : must be of type string, given 7/,
  ],
  [
    "a secret that is not there",
    context.on.secretChanged(own),
    {},
    /secret:\S+, which the event is about, is not/,
  ],
  ["secret-changed for the owner", context.on.secretChanged(own), { secrets: [own] }, /not to its owner/],
  ["rotation is the leader's", context.on.secretRotate(own), { secrets: [own] }, /runs on the leader/],
  [
    "secret-remove for a reader",
    context.on.secretRemove(theirs, 1),
    { secrets: [theirs] },
    /to the owner of/,
  ],
  [
    "a revision that is not there",
    start,
    { secrets: [theirs] },
    /tracked at revision 4, which it does not have/,
  ],
  [
    "a grant without its relation",
    start,
    { secrets: [{ ...own, grants: { pg: 9 } }] },
    /through relation 9, which is not/,
  ],
  [
    "stop cannot be deferred",
    start,
    { deferred: [context.deferred(context.on.stop(), "x")] },
    /on\/stop cannot be deferred/,
  ],
  [
    "nor can an action",
    start,
    { deferred: [context.deferred(context.on.action("backup"), "backup")] },
    /on\/backup_action cannot be deferred/,
  ],
  [
    "two deferred events of one number",
    start,
    {
      relations: [db],
      deferred: [0, undefined].map((unit) =>
        context.deferred(context.on.relationChanged(db, unit === undefined ? {} : { unit }), "answer"),
      ),
    },
    /give each a number of its own/,
  ],
  [
    "a path of stored state",
    start,
    { storedState: { MyCharm: {} } },
    /its path is like MyCharm\/StoredState/,
  ],
  ["a port without a protocol", start, { openedPorts: ["80"] }, /"80" is not a port/],
  ["a range that runs backwards", start, { openedPorts: ["90-80/tcp"] }, /"90-80\/tcp" is not a port/],
  ["an address", start, { address: "here" }, /"here" is no address/],
  ["a status", start, { unitStatus: { status: "fine", message: "" } }, /unitStatus is "fine": one of/],
  ["a typing mistake", start, { leadr: true }, /a state has no field "leadr"/],
])("refused: %s", async (_name, event, state, expected) => {
  expect((await problems(event, state)).join("\n")).toMatch(expected)
})

test("an event made before a run is accepted by the state after it", async () => {
  const out = await context.run(context.on.relationChanged(db, { unit: 0 }), {
    leader: true,
    relations: [db],
  })
  expect(out.relations).not.toContainEqual(db)
  await context.run(context.on.relationChanged(db, { unit: 0 }), out)
})
