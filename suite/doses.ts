/**
 * The sizes of open-ended tests: the first number in `npm test`, the second in `npm run test:deep`. CHARMKIT_DEEP=10 multiplies the second
 * by ten.
 */
const DOSES = {
  /** Generated documents for the parsers of the wire format. */
  wireDocuments: [2_000, 110_000],
  /** Length of texts on which a parser with more than linear time is noticed. */
  longestText: [60_000, 1_000_000],
  /** Documents that a peer writes before a hook of the charm under test, for each of four places. */
  peerDocuments: [30, 1_000],
  /** Documents that both this library and the Python library parse, in percent of 10,600. */
  pythonDocuments: [20, 100],
  /** Characters that both libraries read, in percent of those that neither takes for a digit or a space. */
  characters: [8, 100],
  /** Input files for `explain`. */
  explainedFiles: [150, 3_000],
  /** Objects for the writer that is generated from a JSON schema. */
  schemaObjects: [500, 10_000],
  /** Texts that may contain a secret, for each property that the dashboard shows. */
  redactedTexts: [200, 10_000],
  /** Databags with injection attempts; HAProxy reads the configuration generated from each. */
  hostileDatabags: [15, 300],
  /** Requests of all consumers of haproxy-lb. */
  mostRequests: [400, 10_000],
  /** Requests that one unit of haproxy-lb serves with real traffic, for each engine. */
  servedRequests: [100, 10_000],
  /** Changes of a load balancer's backends under load, for each engine. */
  backendChanges: [4, 100],
  /** Orders of hooks and disturbances after which both sides must agree, for each of nine pairs of charms. */
  hookOrders: [2, 90],
  /** Schedules of hooks, kills and changes of leader, for each of six forms of a provider. */
  leaderSchedules: [10, 3_340],
  /** Lists of operator commands after which no unit of a settled model may have a hook to run, for each Juju. */
  modelHistories: [6, 100],
  /** Relations, or requests in one relation, for which the calls of a hook are counted. */
  mostRelations: [40, 1_000],
  /** How often minijuju's background process is killed. */
  kills: [10, 1_000],
  /** The same with two models and a relation between them; a command of each kind is met at least 1 or 23 times. */
  killsOfTwoModels: [12, 280],
} as const

/** Zero in `npm test`. */
const factor = Number(process.env.CHARMKIT_DEEP ?? 0)
if (!(factor >= 0))
  throw new Error("CHARMKIT_DEEP is a number: 1 for the deep doses, 10 for ten times as much")

/**
 * For tests without a number: all benchmarks or some, all packages of a charm on Bun or only those close to the runtime, created projects on
 * other Node.js or on this one.
 */
export const isDeep = factor > 0

export function dose(name: keyof typeof DOSES): number {
  const [usual, deep] = DOSES[name]
  return isDeep ? Math.round(deep * factor) : usual
}

/** Seed of all random values in the tests. SEED=random chooses one for each run and prints it. */
export const SEED = Number(process.env.SEED ?? 20_260_101)
if (!Number.isInteger(SEED)) throw new Error('SEED is an integer, or "random"')
