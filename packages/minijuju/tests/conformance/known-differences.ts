// Long because it is one table: every difference that is left between minijuju and the recorded Juju, with its reason.
import { parseYaml } from "@charmkit/ops/metadata"
import type { Difference, DifferenceKind } from "./compare.ts"

type Answer = string | RegExp

interface KnownDifference {
  readonly kind: DifferenceKind
  /** The scenarios in which it is seen. */
  readonly scenarios: readonly string[]
  /** Matches `where` of the difference. */
  readonly where: RegExp
  /** What Juju and minijuju answer, or how both answers agree. */
  readonly answers: readonly [juju: Answer, minijuju: Answer] | ((juju: string, minijuju: string) => boolean)
  readonly because: string
  /** Whether it is seen depends on which unit is faster. */
  readonly chance?: true
}

const WITH_MACHINES = ["failure", "leader", "relations", "scale", "storage", "tools", "upgrade"]

const NO_MACHINES = "all machines of minijuju are this one: each has a loopback address"
const PEERS =
  "4.0.15 tells a unit of a peer's departure only when the unit itself is removed; minijuju does it at once, as 3.6"
const PEER_BROKEN =
  "4.0.15 runs broken of a peer relation on a unit whose last peer has gone before, or whose agent was restarted"
const OTHER_WORDS = "other words for the same refusal"
const LATER = "4.0 removes a relation and a unit from the model some time after their last hook, 3.6 at once"
const WHOLE_DISK = "the pool rootfs has the size of the machine's disk; minijuju shows what was asked for"
const NO_TASKS = "an operation without tasks is not listed"
const UNFINISHED = "the recording was ended while the application was still there"
const SLOWER = "how long ago: the recorder was slower"

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    kind: "status",
    scenarios: WITH_MACHINES,
    where: /: machines\.\d+\.(?:hostname|instance-id)$/,
    answers: [/^"\{instance-\d\}"$/, /^"(?:localhost|minijuju-\d)"$/],
    because: NO_MACHINES,
  },
  {
    kind: "status",
    scenarios: WITH_MACHINES,
    where: /: machines\.\d+\.network-interfaces\.eth0\./,
    answers: [/^(?:"\{address\}(?:\/24)?"|"\{mac\}"|"alpha"|true)$/, "(absent)"],
    because: NO_MACHINES,
  },
  {
    kind: "status",
    scenarios: WITH_MACHINES,
    where: /: machines\.\d+\.network-interfaces\.lo\./,
    answers: ["(absent)", /^(?:"\{address\}"|"\{mac\}"|"alpha"|true)$/],
    because: NO_MACHINES,
  },
  {
    kind: "status",
    scenarios: WITH_MACHINES,
    where: /: machines\.\d+\.(?:constraints|hardware)$/,
    answers: [/^"arch=amd64[^"]*"$/, '""'],
    because: NO_MACHINES,
  },
  {
    kind: "status",
    scenarios: WITH_MACHINES,
    where: /: machines\.\d+\.modification-status$/,
    answers: ["{}", "(absent)"],
    because: "4.0.15 shows no modification of machines, and no time of their status",
  },
  {
    kind: "status",
    scenarios: WITH_MACHINES,
    where: /: machines\.\d+\.(?:modification-status\.(?:current|since)|machine-status\.since)$/,
    answers: ["(absent)", /^"(?:applied|\{time\})"$/],
    because: "4.0.15 shows no modification of machines, and no time of their status",
  },
  {
    kind: "status",
    scenarios: WITH_MACHINES,
    where: /: machines\.\d+\.juju-status\.version$/,
    answers: ["(absent)", '"{juju-version}"'],
    because: "4.0.15 shows no version of machine agents",
  },
  {
    kind: "status",
    scenarios: ["secrets"],
    where: /^secrets 77 .*: machines\.0\./,
    answers: [/^(?:".*"|\{\}|true)$/, "(absent)"],
    because: UNFINISHED,
  },
  {
    kind: "status",
    scenarios: ["secrets"],
    where: /^secrets 77 .*: machines$/,
    answers: ["(absent)", "{}"],
    because: UNFINISHED,
  },
  {
    kind: "command",
    scenarios: ["secrets"],
    where: /^secrets 7[67] juju status(?: --format json)?: stderr$/,
    answers: ["", '\nModel "{model}" is empty.\n'],
    because: UNFINISHED,
  },
  {
    kind: "command",
    scenarios: ["secrets"],
    where: /^secrets 76 juju status: stdout$/,
    answers: [/\npa unknown 0 secrets 0 no\n/, /^Model [^\n]+\n[^\n]+\n$/],
    because: UNFINISHED,
  },
  {
    kind: "status",
    scenarios: [...WITH_MACHINES, "secrets"],
    where: /: model\.controller$/,
    answers: ['"lxd"', '"minijuju"'],
    because: "the controller's name",
  },
  {
    kind: "status",
    scenarios: ["relations", "scale", "failure", "upgrade"],
    where: /show-unit .*: \S+\.opened-ports$/,
    answers: ["null", "[]"],
    because: "no ports are a list without items, which readers of a list prefer to null",
  },
  {
    kind: "tool",
    scenarios: ["tools", "wide"],
    where: / (?:credential-get|juju-reboot)(?: |$)/,
    answers: [
      /\nERROR (?:cannot access cloud credentials: permission denied|option provided but not defined: --\w+|unrecognized args: \["extra"\])\n$/,
      /\nexit code 1\n\nERROR [a-z-]+ is not emulated by minijuju \(see KNOWN-GAPS.md\)\n$/,
    ],
    because: "the tool is not emulated, and says so",
  },
  {
    kind: "tool",
    scenarios: ["tools", "wide"],
    where: / resource-get nothing$/,
    answers: [
      /\nERROR could not download resource: HTTP request failed: .*: resource not found\n$/,
      /\nERROR could not download resource: resource "nothing" not found\n$/,
    ],
    because: "Juju's error contains the address at its controller; minijuju has none",
  },
  {
    kind: "order",
    scenarios: ["leader"],
    where: /^leader 19 pa\/0$/,
    answers: [
      "mates: changed; unit: leader-elected",
      "mates: changed; mates pa/1: departed; unit: leader-elected",
    ],
    because: PEERS,
  },
  {
    kind: "order",
    scenarios: ["secrets"],
    where: /^secrets 68 pa\/0$/,
    answers: ["", "mates pa/1: departed"],
    because: PEERS,
  },
  {
    kind: "order",
    scenarios: ["secrets"],
    where: /^secrets 75 pa\/0$/,
    answers: ["mates-relation-departed pa/1 > stop > remove", "stop > remove"],
    because: PEERS,
  },
  {
    kind: "order",
    scenarios: ["scale"],
    where: /^scale 13 rb\/[01]$/,
    answers: ["", "mates rb/2: departed; mates rb/3: departed"],
    because: PEERS,
  },
  {
    kind: "order",
    scenarios: ["scale"],
    where: /^scale 19 rb\/[01]$/,
    answers: same((order) => order.replaceAll(/mates rb\/[23]: departed; /g, "")),
    because: PEERS,
  },
  {
    kind: "order",
    scenarios: ["relations"],
    where: /^relations 39 rb\/0$/,
    answers: [
      "mates rb/1: changed; use: changed; use pa/0: changed; use pa/1: changed",
      "mates: changed; mates rb/1: departed; use: changed; use pa/0: changed; use pa/1: changed",
    ],
    because: PEERS,
  },
  {
    kind: "order",
    scenarios: ["relations"],
    where: /^relations 56 rb\/0$/,
    answers: same((order) => order.replace("mates rb/1: departed; ", "")),
    because: PEERS,
  },
  {
    kind: "order",
    scenarios: ["leader"],
    where: /^leader 25 pa\/0$/,
    answers: ["mates-relation-departed pa/1 > mates-relation-broken > stop > remove", "stop > remove"],
    because: PEER_BROKEN,
  },
  {
    kind: "tool",
    scenarios: ["leader"],
    where: /^leader 25 pa\/0 (?:stop|remove): relation-ids mates$/,
    answers: [/\nexit code 0\n\n$/, /\nexit code 0\nmates:0\n\n$/],
    because: PEER_BROKEN,
  },
  {
    kind: "order",
    scenarios: ["failure"],
    where: /^failure (?:54 pa|57 rb)\/0$/,
    answers: ["mates-relation-broken > stop > remove", "stop > remove"],
    because: PEER_BROKEN,
  },
  {
    kind: "command",
    scenarios: ["failure"],
    where: /^failure 10 juju resolve rb\/0: stderr$/,
    answers: [/: unit is not in error state\n$/, 'ERROR unit "rb/0" is not in an error state\n'],
    because: OTHER_WORDS,
  },
  {
    kind: "command",
    scenarios: ["failure"],
    where: /^failure 39 juju status --relations: stdout$/,
    answers: same((status) =>
      status.replace(" for pa:serve\n", "\n").replace(" regular dying\n", " regular\n"),
    ),
    because: "4.0.15 names the relation of the failed hook only while that relation is removed",
  },
  {
    kind: "status",
    scenarios: ["actions"],
    where: /^actions 38 juju operations --format json: 16\./,
    answers: [/^"(?:action \\"act\\"|error|\{time\})"$/, "(absent)"],
    because: NO_TASKS,
  },
  {
    kind: "command",
    scenarios: ["actions"],
    where: /^actions 37 juju operations: stdout$/,
    answers: same((list) => list.replace('16 error action "act"\n', "")),
    because: NO_TASKS,
  },
  {
    kind: "status",
    scenarios: ["scale"],
    where: /: applications\.\w+\.application-status\.since$/,
    answers: ["(absent)", '"{time}"'],
    because: "4.0 shows no time for a status that is unknown",
  },
  {
    kind: "command",
    scenarios: ["scale"],
    where: /^scale 16 juju add-unit nosuch: stderr$/,
    answers: same((error) => error.replace(" (not found)", "")),
    because: OTHER_WORDS,
  },
  {
    kind: "tool",
    scenarios: ["scale"],
    where: /^scale 10 .* rb\/2: relation-list$/,
    answers: same((list) => list.replace("rb/3\n", "")),
    because: "on 4.0.15 rb/3 joined before rb/2",
    chance: true,
  },
  {
    kind: "tool",
    scenarios: ["scale"],
    where: /^scale (?:13|19|21) .*: goal-state --format json$/,
    answers: (juju, minijuju) => isPartOf(minijuju, juju),
    because: LATER,
  },
  {
    kind: "tool",
    scenarios: ["relations"],
    where: /^relations (?:14|39|46|53|56|58) .*: relation-get(?: |$)/,
    answers: (juju, minijuju) => isPartOf(minijuju, juju) || isPartOf(juju, minijuju),
    because:
      "two units write and read at the same time: what one of them has seen depends on which is faster",
    chance: true,
  },
  {
    kind: "order",
    scenarios: ["relations"],
    where: /^relations 39 pa\/[01]$/,
    answers: ["serve rb/1: changed > departed", "serve rb/1: departed"],
    because: "on 4.0.15 both units saw a last change of rb/1 before it was gone",
    chance: true,
  },
  {
    kind: "command",
    scenarios: ["relations"],
    where: /^relations 12 juju integrate .*: stderr$/,
    answers: [
      /: ambiguous relation: "pa rb" could refer to /,
      /^ERROR ambiguous relation: "pa rb" could refer to /,
    ],
    because: OTHER_WORDS,
  },
  {
    kind: "command",
    scenarios: ["relations"],
    where: /^relations 15 juju integrate .*: stderr$/,
    answers: [
      /: relation pa:serve rb:use: already exists\n$/,
      /: relation rb:use pa:serve already exists\n\nUse 'juju status --relations' to view the current relations.\n$/,
    ],
    because: OTHER_WORDS,
  },
  {
    kind: "command",
    scenarios: ["relations"],
    where: /^relations 1[67] juju integrate .*: stderr$/,
    answers: [
      /: no candidates for (?:pa:nope|nosuch): relation endpoint not found\n$/,
      /^ERROR application "(?:pa" has no endpoint "nope" \(endpoints: use, other, serve, mates\)|nosuch" not found)\n$/,
    ],
    because: OTHER_WORDS,
  },
  {
    kind: "command",
    scenarios: ["relations"],
    where: /^relations 37 juju show-unit rb\/9: stderr$/,
    answers: ["ERROR unit rb/9 not found\n", 'ERROR unit "rb/9" not found\n'],
    because: OTHER_WORDS,
  },
  {
    kind: "command",
    scenarios: ["relations"],
    where: /^relations 47 juju remove-relation .*: stderr$/,
    answers: [
      "ERROR relation with endpoints [pa:serve rb:use] or id 0 not found (not found)\n",
      'ERROR relation "pa:serve rb:use" not found\n',
    ],
    because: OTHER_WORDS,
  },
  {
    kind: "status",
    scenarios: ["relations"],
    where: /^relations 44 juju show-unit rb\/0 .*#1\.(?:application-data\.late|local-unit\.data\.departed)$/,
    answers: ["(absent)", /^"(?:1|rb\/1)"$/],
    because: `${PEERS}: its charm writes in that hook`,
  },
  {
    kind: "command",
    scenarios: ["secrets", "user-secrets"],
    where: / juju secrets: stdout$/,
    answers: same((list) => list.replaceAll(/ (?:\d+ seconds? ago|just now)$/gm, "")),
    because: SLOWER,
    chance: true,
  },
  {
    kind: "command",
    scenarios: ["config"],
    where: / juju config nosuch: stderr$/,
    answers: ["ERROR application nosuch not found (not found)\n", 'ERROR application "nosuch" not found\n'],
    because: OTHER_WORDS,
  },
  {
    kind: "command",
    scenarios: ["config"],
    where: / juju config pa --file \S+: stderr$/,
    answers: [
      "ERROR config yaml not supported not implemented\n",
      /^ERROR no settings found for "pa" in "\S+\/options.yaml"\n$/,
    ],
    because: "4.0.15 refuses every --file, which minijuju reads",
  },
  {
    kind: "command",
    scenarios: ["actions"],
    where: / juju (?:run|exec --unit) pa\/9 .*: stderr$/,
    answers: same((error) =>
      error.replace(/(?:linking task to unit: getting unit UUID for "pa\/9"| {2}- pa\/9): /, ""),
    ),
    because: OTHER_WORDS,
  },
  {
    kind: "command",
    scenarios: ["actions"],
    where: / juju show-task (?:2 --format json|9999): stderr$/,
    answers: ["ERROR id not found\n", /^ERROR task "\d+" not found\n$/],
    because: OTHER_WORDS,
  },
  {
    kind: "command",
    scenarios: ["user-secrets"],
    where: / juju (?:grant-secret (?:first nosuch|nosuch pa)|update-secret nosuch \S+): stderr$/,
    answers: [
      /^ERROR .*(?:application|secret with label) "nosuch" not found(?: \(secret not found\))?\n$/,
      /^ERROR .*(?:application|secret) "nosuch" not found\n$/,
    ],
    because: OTHER_WORDS,
  },
  {
    kind: "command",
    scenarios: ["user-secrets"],
    where: / juju remove-secret renamed --revision 9: stderr$/,
    answers: [
      "ERROR secret revision not found: secret:{secret-1}/9\n",
      'ERROR secret revision "{secret-1}/9" not found\n',
    ],
    because: OTHER_WORDS,
  },
  {
    kind: "tool",
    scenarios: ["user-secrets"],
    where: /: secret-get secret:/,
    answers: [
      /\nexit code 1\n\nERROR getting latest secret revision: secret not found\n$/,
      /\nexit code 1\n\nERROR secret "\{secret-1\}" not found\n$/,
    ],
    because: OTHER_WORDS,
  },
  {
    kind: "command",
    scenarios: ["user-secrets"],
    where: / juju show-secret /,
    answers: same((secret) =>
      secret
        .replaceAll('"{time}"', "{time}")
        .replace(
          / - revision: 1\n backend: internal\n created: \{time\}\n updated: \{time\}\n(?= - revision: 2)/,
          "",
        )
        .split("\n")
        .sort()
        .join("\n"),
    ),
    because:
      "times in YAML are quoted, which readers of YAML 1.1 need to get text; the checksum comes last; a removed revision that is not the latest is shown by 4.0.15",
  },
  {
    kind: "command",
    scenarios: ["user-secrets"],
    where: / juju remove-secret renamed: (?:exit code|stderr)$/,
    answers: [/^0?$/, /^(?:1|ERROR secret "renamed" not found\n)$/],
    because: "4.0.15 does not say that the secret is gone already",
  },
  {
    kind: "command",
    scenarios: ["storage"],
    where: /^storage 1 juju deploy .*: stderr$/,
    answers: same((text) =>
      text.replace(
        'WARNING storage "data" is not mounted at /srv/data: the charm finds it where storage-get data/N says\n',
        "",
      ),
    ),
    because:
      "minijuju cannot mount: places of storages are compared without the folder of the unit, below which they are",
  },
  {
    kind: "command",
    scenarios: ["storage"],
    where: /^storage (?:4|11|18|27) juju storage: stdout$/,
    answers: same((list) => list.replaceAll(/ rootfs 20 [GM]iB /g, " rootfs SIZE ")),
    because: WHOLE_DISK,
  },
  {
    kind: "status",
    scenarios: ["storage"],
    where: /: (?:storage\.)?filesystems\.[02]\.size$/,
    answers: ["20480", "20"],
    because: WHOLE_DISK,
  },
  {
    kind: "command",
    scenarios: ["storage"],
    where: /^storage 31 juju storage: stdout$/,
    answers: [
      /\n data\/2 filesystem pending\npa\/0 data\/0 filesystem rootfs 20 GiB attached\n$/,
      /\n data\/2 filesystem rootfs 20 MiB detached\npa\/0 data\/0 filesystem rootfs 20 MiB attached\n$/,
    ],
    because: `on 4.0.15 the disk goes with its machine, and the storage stays without one; ${WHOLE_DISK}`,
  },
  {
    kind: "command",
    scenarios: ["storage"],
    where: /^storage 37 juju storage: stdout$/,
    answers: [
      /\n cache\/1 filesystem lxd 10 MiB detached\n data\/0 filesystem pending\n$/,
      /\n cache\/1 filesystem lxd 10 MiB detached\n data\/2 filesystem rootfs 20 MiB detached\n$/,
    ],
    because:
      "on 4.0.15 a storage of a removed unit stays without its disk, and minijuju keeps both, or removes both",
  },
  {
    kind: "status",
    scenarios: ["storage"],
    where: /: filesystems\.1\.provider-id$/,
    answers: [/^"juju:juju-[0-9a-f]{6}-filesystem-1"$/, '"1"'],
    because: "LXD's name of the disk; minijuju has no LXD",
  },
  {
    kind: "command",
    scenarios: ["upgrade"],
    where: /^upgrade 22 juju refresh nosuch .*: stderr$/,
    answers: [
      'ERROR "nosuch" deploy incomplete, please try refresh again in a little bit.\n',
      'ERROR application "nosuch" not found\n',
    ],
    because: "4.0.15 takes an application that does not exist for one that is being deployed",
  },
]

/** Both answers are the same when the part that is known to differ is taken away. */
function same(clean: (answer: string) => string): (juju: string, minijuju: string) => boolean {
  return (juju, minijuju) => clean(juju) === clean(minijuju)
}

/** Whether a hook tool's answer contains less than another one, and nothing else. */
function isPartOf(less: string, more: string): boolean {
  const [small, large] = [dataOf(less), dataOf(more)]
  return large !== undefined && (small === undefined || contains(large, small))
}

/** What a hook tool printed, in YAML or JSON; undefined for nothing, and for a unit that is not in the relation yet. */
function dataOf(answer: string): unknown {
  const [, , code, text = ""] = /^(.*)\nexit code (\d+)\n(.*)$/s.exec(answer) ?? []
  // The corpus has `{address}` in the place of addresses, which is no text in YAML.
  const data = text.replaceAll(/\{(\w+)\}/g, "$1")
  if (code === "0") return data.startsWith("{") ? JSON.parse(data) : (parseYaml(data, answer) ?? undefined)
  return text === "\nERROR relation unit not found\n" ? undefined : answer
}

function contains(large: unknown, small: unknown): boolean {
  if (typeof large !== "object" || large === null || typeof small !== "object" || small === null)
    return large === small
  const others = new Map(Object.entries(large))
  return Object.entries(small).every(([key, value]) => others.has(key) && contains(others.get(key), value))
}

function matches(answer: string, expected: Answer): boolean {
  return typeof expected === "string" ? answer === expected : expected.test(answer)
}

function agree({ juju, minijuju }: Difference, { answers }: KnownDifference): boolean {
  if (typeof answers === "function") return answers(juju, minijuju)
  return matches(juju, answers[0]) && matches(minijuju, answers[1])
}

/** Returns the entry of the table that explains a difference. */
export function explanationOf(difference: Difference): KnownDifference | undefined {
  const { kind, where } = difference
  const [scenario = ""] = where.split(" ")
  return KNOWN_DIFFERENCES.find(
    (known) =>
      known.kind === kind &&
      known.scenarios.includes(scenario) &&
      known.where.test(where) &&
      agree(difference, known),
  )
}
