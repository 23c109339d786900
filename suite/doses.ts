/**
 * How much the tests do of what has no end, in `npm test` and in `npm run test:deep`. CHARMKIT_DEEP=10 multiplies the second number by ten.
 */
const DOSES = {
  /** Documents for the readers of the wire format, generated. */
  wireDocuments: [11_000, 110_000],
  /** Characters of a text on which a reader that is slower than in proportion stands out. */
  longestText: [250_000, 1_000_000],
  /** Documents that a peer writes before a hook of ours, for each of four places. */
  peerDocuments: [60, 1_000],
  /** Documents that our reader and Python's are compared on, in percent of 10,600. */
  pythonDocuments: [20, 100],
  /** Files for `explain`. */
  explainedFiles: [300, 3_000],
  /** Objects for the writer that is made from a JSON schema. */
  schemaObjects: [1_000, 10_000],
  /** Texts that may hold a secret, for each property of what the dashboard shows. */
  redactedTexts: [500, 10_000],
  /** Databags full of injections, each made into a configuration that HAProxy reads. */
  hostileDatabags: [30, 300],
  /** Orders of hooks and disturbances after which both sides have to agree, for each of four pairs of charms. */
  hookOrders: [12, 200],
  /** Schedules of hooks, kills and changes of leader, for each of six forms of a provider. */
  leaderSchedules: [50, 3_500],
  /** Relations, or requests in one relation, at which the calls of a hook are counted. */
  mostRelations: [100, 1_000],
  /** Times that minijuju's background process is killed. */
  kills: [10, 1_000],
} as const

/** Zero in `npm test`. */
const factor = Number(process.env.CHARMKIT_DEEP ?? 0)
if (!(factor >= 0))
  throw new Error("CHARMKIT_DEEP is a number: 1 for the deep doses, 10 for ten times as much")

/** For what has no number: all benchmarks or some, all packages of a charm on Bun or those next to the runtime. */
export const isDeep = factor > 0

export function dose(name: keyof typeof DOSES): number {
  const [usual, deep] = DOSES[name]
  return isDeep ? Math.round(deep * factor) : usual
}

/** Where everything random in the tests begins. SEED=random takes another one in each run and prints it. */
export const SEED = Number(process.env.SEED ?? 20_260_101)
if (!Number.isInteger(SEED)) throw new Error('SEED is an integer, or "random"')
