// Long because it is one table: every difference that is left between minijuju and the recorded Juju, with its reason.
import type { Difference, DifferenceKind } from "./compare.ts"

interface KnownDifference {
  readonly kind: DifferenceKind
  /** The scenarios in which it is seen. */
  readonly scenarios: readonly string[]
  /** Matches `where` of the difference. */
  readonly where: RegExp
  /** Matches the answers of both, if not every difference there is known. */
  readonly answers?: RegExp
  readonly because: string
  /** Whether it is seen depends on which unit is faster. */
  readonly chance?: true
}

const WITH_STATUS = ["failure", "leader", "relations", "scale", "secrets", "tools"]

const NO_MACHINES = "all machines of minijuju are this one: each has a loopback address"
const PEERS =
  "4.0.15 tells a unit of a peer's departure only when the unit itself is removed; minijuju does it at once, as 3.6"
const PEER_BROKEN =
  "4.0.15 runs broken of a peer relation on a unit whose last peer has gone before, or whose agent was restarted"
const OTHER_WORDS = "other words for the same refusal"

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  { kind: "status", scenarios: WITH_STATUS, where: /: machines(?:\.|$)/, because: NO_MACHINES },
  {
    kind: "status",
    scenarios: WITH_STATUS,
    where: /: model\.controller$/,
    because: "the controller's name",
  },
  {
    kind: "status",
    scenarios: ["failure", "leader", "relations", "scale", "tools"],
    where: /: applications\.\w+\.(?:life|endpoint-bindings\.juju-info)$/,
    because: "4.0 shows `life` also when it is alive, and a binding of `juju-info`; 3.6 does not",
  },
  {
    kind: "status",
    scenarios: ["relations", "scale", "failure"],
    where: /show-unit .*: \S+\.opened-ports$/,
    because: "no ports are a list without items, which readers of a list prefer to null",
  },
  {
    kind: "tool",
    scenarios: ["tools", "wide"],
    where: / (?:credential-get|juju-reboot)(?: |$)/,
    because: "the tool is not emulated, and says so",
  },
  {
    kind: "tool",
    scenarios: ["tools", "wide"],
    where: / resource-get nothing$/,
    because: "Juju's error contains the address at its controller; minijuju has none",
  },
  { kind: "order", scenarios: ["leader"], where: /^leader 19 pa\/0$/, because: PEERS },
  { kind: "order", scenarios: ["secrets"], where: /^secrets (?:68|75) pa\/0$/, because: PEERS },
  { kind: "order", scenarios: ["scale"], where: /^scale (?:13|19) rb\/[01]$/, because: PEERS },
  { kind: "order", scenarios: ["relations"], where: /^relations (?:39|56) rb\/0$/, because: PEERS },
  { kind: "order", scenarios: ["leader"], where: /^leader 25 pa\/0$/, because: PEER_BROKEN },
  {
    kind: "tool",
    scenarios: ["leader"],
    where: /^leader 25 pa\/0 (?:stop|remove): relation-ids mates$/,
    because: PEER_BROKEN,
  },
  { kind: "order", scenarios: ["failure"], where: /^failure (?:54 pa|57 rb)\/0$/, because: PEER_BROKEN },
  {
    kind: "command",
    scenarios: ["failure"],
    where: /^failure 10 juju resolve rb\/0: stderr$/,
    because: OTHER_WORDS,
  },
  {
    kind: "command",
    scenarios: ["failure"],
    where: /^failure 39 juju status --relations: stdout$/,
    because: "4.0.15 names the relation of the failed hook only while that relation is removed",
  },
  {
    kind: "command",
    scenarios: ["secrets"],
    where: /^secrets 7[67] juju status/,
    because: "the recording was ended while the application was still there",
  },
  {
    kind: "status",
    scenarios: ["actions"],
    where: /^actions 38 juju operations --format json: 16\./,
    because: "an operation without tasks is not listed",
  },
  {
    kind: "command",
    scenarios: ["actions"],
    where: /^actions 37 juju operations: stdout$/,
    because: "an operation without tasks is not listed",
  },
  {
    kind: "status",
    scenarios: ["scale"],
    where: /: applications\.\w+\.application-status\.since$/,
    because: "4.0 shows no time for a status that is unknown",
  },
  {
    kind: "command",
    scenarios: ["scale"],
    where: /^scale 16 juju add-unit nosuch: stderr$/,
    because: OTHER_WORDS,
  },
  {
    kind: "tool",
    scenarios: ["scale"],
    where: /^scale 10 .* rb\/2: relation-list$/,
    because: "on 4.0.15 rb/3 joined before rb/2",
    chance: true,
  },
  {
    kind: "tool",
    scenarios: ["scale"],
    where: /^scale (?:13|19|21) .*: goal-state --format json$/,
    because: "4.0 removes a relation and a unit from the model some time after their last hook, 3.6 at once",
  },
  {
    kind: "tool",
    scenarios: ["relations"],
    where: /^relations (?:14|39|46|53|56|58) .*: relation-get(?: |$)/,
    because:
      "two units write and read at the same time: what one of them has seen depends on which is faster",
    chance: true,
  },
  {
    kind: "order",
    scenarios: ["relations"],
    where: /^relations 39 pa\/[01]$/,
    because: "on 4.0.15 both units saw a last change of rb/1 before it was gone",
    chance: true,
  },
  {
    kind: "command",
    scenarios: ["relations"],
    where: /^relations (?:1[2567] juju integrate|37 juju show-unit|47 juju remove-relation) .*: stderr$/,
    because: OTHER_WORDS,
  },
  {
    kind: "status",
    scenarios: ["relations"],
    where: /^relations 44 juju show-unit rb\/0 .*#1\.(?:application-data|local-unit\.data)/,
    because: `${PEERS}: its charm writes in that hook`,
  },
  {
    kind: "command",
    scenarios: ["secrets"],
    where: / juju secrets(?: |:)/,
    because: "the command is not emulated",
  },
  {
    kind: "command",
    scenarios: ["config"],
    where: / juju config (?:nosuch|pa --file \S+): stderr$/,
    because: `${OTHER_WORDS}; 4.0.15 refuses every --file, which minijuju reads`,
  },
  {
    kind: "command",
    scenarios: ["actions"],
    where: / juju (?:run|exec --unit) pa\/9 .*: stderr$/,
    because: OTHER_WORDS,
  },
  {
    kind: "command",
    scenarios: ["actions"],
    where: / juju show-task (?:2 --format json|9999): stderr$/,
    because: OTHER_WORDS,
  },
  {
    kind: "command",
    scenarios: ["user-secrets"],
    where:
      / juju (?:grant-secret (?:first nosuch|nosuch pa)|config pa secret=first|update-secret nosuch \S+|remove-secret renamed --revision 9): stderr$/,
    because: OTHER_WORDS,
  },
  {
    kind: "tool",
    scenarios: ["user-secrets"],
    where: /: secret-get secret:/,
    answers: /\nexit code 1\n\nERROR /,
    because: OTHER_WORDS,
  },
  {
    kind: "command",
    scenarios: ["user-secrets"],
    where: / juju show-secret /,
    because:
      "times in YAML are quoted, which readers of YAML 1.1 need to get text; the checksum comes last; a removed revision that is not the latest is shown by 4.0.15",
  },
  {
    kind: "command",
    scenarios: ["user-secrets"],
    where: / juju remove-secret renamed: (?:exit code|stderr)$/,
    because: "4.0.15 does not say that the secret is gone already",
  },
  {
    kind: "command",
    scenarios: ["user-secrets"],
    where: / juju secrets: stdout$/,
    because: "how long ago: the recorder was slower",
    chance: true,
  },
]

/** Returns the entry of the table that explains a difference. */
export function explanationOf({ kind, where, juju, minijuju }: Difference): KnownDifference | undefined {
  const [scenario = ""] = where.split(" ")
  return KNOWN_DIFFERENCES.find(
    (known) =>
      known.kind === kind &&
      known.scenarios.includes(scenario) &&
      known.where.test(where) &&
      [juju, minijuju].every((answer) => known.answers?.test(answer) ?? true),
  )
}
