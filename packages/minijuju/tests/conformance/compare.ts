import type { CommandStep, RecordedCall, RecordedHook, Recording, SettleStep, Step } from "./recording.ts"

/** What a difference is about; each is compared in its own way. */
export type DifferenceKind = "order" | "environment" | "tool" | "command" | "status"

/** One item that minijuju answers differently. */
export interface Difference {
  readonly kind: DifferenceKind
  /** Scenario, step, and what was asked: `tools 3 pa/0 start: opened-ports`. */
  readonly where: string
  readonly juju: string
  readonly minijuju: string
}

export interface Comparison {
  /** Number of compared items. */
  readonly compared: Readonly<Record<DifferenceKind, number>>
  readonly differences: readonly Difference[]
}

/** Compares what minijuju did in a scenario with what Juju did in it. */
export function compare(juju: Recording, minijuju: Recording): Comparison {
  const comparer = new Comparer()
  juju.steps.forEach((step, i) => {
    comparer.step(`${juju.scenario} ${i}`, step, minijuju.steps[i])
  })
  return comparer
}

class Comparer implements Comparison {
  readonly compared: Record<DifferenceKind, number> = {
    order: 0,
    environment: 0,
    tool: 0,
    command: 0,
    status: 0,
  }
  readonly differences: Difference[] = []

  step(where: string, juju: Step, minijuju: Step | undefined): void {
    if (juju.kind === "command" && minijuju?.kind === "command") this.#command(where, juju, minijuju)
    if (juju.kind === "settle" && minijuju?.kind === "settle") this.#settle(where, juju, minijuju)
  }

  #item(kind: DifferenceKind, where: string, juju: string, minijuju: string): void {
    this.compared[kind] += 1
    if (juju !== minijuju) this.differences.push({ kind, where, juju, minijuju })
  }

  #command(where: string, juju: CommandStep, minijuju: CommandStep): void {
    const at = `${where} juju ${juju.command.join(" ")}`
    this.#item("command", `${at}: exit code`, String(juju.rc), String(minijuju.rc))
    this.#item("command", `${at}: stderr`, juju.stderr, minijuju.stderr)
    const leaves = [jsonLeaves(juju.stdout), jsonLeaves(minijuju.stdout)] as const
    if (leaves[0] === undefined || leaves[1] === undefined) {
      this.#item("command", `${at}: stdout`, table(juju.stdout), table(minijuju.stdout))
      return
    }
    const [theirs, ours] = [leaves[0], leaves[1]]
    for (const path of new Set([...theirs.keys(), ...ours.keys()]))
      this.#item("status", `${at}: ${path}`, theirs.get(path) ?? "(absent)", ours.get(path) ?? "(absent)")
  }

  #settle(where: string, juju: SettleStep, minijuju: SettleStep): void {
    this.#item("status", `${where}: units`, String(juju.units), String(minijuju.units))
    this.#item("status", `${where}: leaders`, juju.leaders.join(), minijuju.leaders.join())
    this.#item("status", `${where}: in error`, juju.inError.join(), minijuju.inError.join())
    const units = [...new Set([...juju.hooks, ...minijuju.hooks].map(({ unit }) => unit))].sort()
    const own = ({ hooks }: SettleStep, unit: string) => hooks.filter((hook) => hook.unit === unit)
    for (const unit of units)
      this.#hooks(`${where} ${unit}`, own(juju, unit), own(minijuju, unit), units.length > 1)
  }

  #hooks(
    where: string,
    juju: readonly RecordedHook[],
    minijuju: readonly RecordedHook[],
    concurrent: boolean,
  ): void {
    const order = concurrent ? partialOrder : totalOrder
    this.#item("order", where, order(juju), order(minijuju))
    const pairs = new Map<string, RecordedHook[]>()
    for (const hook of minijuju) pairs.set(describe(hook), [...(pairs.get(describe(hook)) ?? []), hook])
    const possible = new Set(concurrent ? juju.flatMap(({ calls }) => calls.map(answerOf)) : [])
    for (const hook of juju) {
      const pair = pairs.get(describe(hook))?.shift()
      if (pair !== undefined) this.#hook(`${where} ${describe(hook)}`, hook, pair, possible)
    }
  }

  #hook(where: string, juju: RecordedHook, minijuju: RecordedHook, possible: ReadonlySet<string>): void {
    this.#item("order", `${where}: exit code`, String(juju.rc), String(minijuju.rc))
    for (const name of new Set([...Object.keys(juju.env), ...Object.keys(minijuju.env)]))
      this.#item(
        "environment",
        `${where}: ${name}`,
        juju.env[name] ?? "(absent)",
        minijuju.env[name] ?? "(absent)",
      )
    juju.calls.forEach((call, i) => {
      const answer = minijuju.calls[i]
      const ours = answer === undefined ? "(not called)" : answerOf(answer)
      const theirs = answerOf(call)
      this.#item("tool", `${where}: ${call.args.join(" ")}`, possible.has(ours) ? ours : theirs, ours)
    })
  }
}

/** `use-relation-joined pa/0`, as in the agent's status. */
function describe({ hook, env }: RecordedHook): string {
  return [hook.replace(/^hooks\//, ""), env.JUJU_REMOTE_UNIT].filter(Boolean).join(" ")
}

function answerOf({ args, rc, stdout, stderr }: RecordedCall): string {
  return [args.join(" "), `exit code ${rc}`, args[0] === "goal-state" ? goal(stdout) : stdout, stderr].join(
    "\n",
  )
}

/** What a unit does at the moment depends on how fast it is. Only "dying" is a goal. */
function goal(text: string): string {
  return text.replaceAll(/(status"?: ?"?)(?!dying|joined|joining)[a-z]+/g, "$1{any}")
}

function totalOrder(hooks: readonly RecordedHook[]): string {
  return hooks.map(describe).join(" > ")
}

/**
 * The part of a unit's order that other units cannot change: the hooks without a relation, and those about each
 * remote unit and application. How many changes make one relation-changed depends on how fast the units are, as
 * does the order of relations among each other, which Juju 4 reads from a Go map.
 */
function partialOrder(hooks: readonly RecordedHook[]): string {
  const chains = new Map<string, string[]>()
  for (const { hook, env } of hooks) {
    const [, endpoint, kind] = /^hooks\/(.+)-relation-([a-z]+)$/.exec(hook) ?? []
    const name = endpoint === undefined ? "unit" : [endpoint, env.JUJU_REMOTE_UNIT].filter(Boolean).join(" ")
    const chain = chains.get(name) ?? []
    const step = kind ?? hook.replace(/^hooks\//, "")
    if (step !== "changed" || chain.at(-1) !== step) chain.push(step)
    chains.set(name, chain)
  }
  return [...chains]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, chain]) => `${name}: ${chain.join(" > ")}`)
    .join("; ")
}

/** Columns are as wide as the words in them: runs of blanks count as one. */
function table(text: string): string {
  return (
    text
      .replaceAll(/ +/g, " ")
      .replaceAll(/ $/gm, "")
      .replace(/^(\{model\}) \S+ /m, "$1 {controller} ")
      // minijuju has a machine for each unit, whatever --to says.
      .replaceAll(/\n\d+ \w+ \{address\} \S+ ubuntu@24.04(?: vm)? Running/g, "")
      .replaceAll(/ machine: "\d+"/g, ' machine: "{machine}"')
      .replaceAll(/ \d+ (?=\{address\})/g, " {machine} ")
  )
}

/** The relations of `show-unit`, whose order is that of a database: their ids take its place. */
function isRelations(value: unknown): value is readonly { readonly "relation-id": number }[] {
  const isRelation = (item: unknown) => typeof item === "object" && item !== null && "relation-id" in item
  return Array.isArray(value) && value.length > 0 && value.every(isRelation)
}

/** The values inside a JSON object, by path; undefined for other text. */
function jsonLeaves(text: string): Map<string, string> | undefined {
  if (!text.startsWith("{")) return undefined
  const leaves = new Map<string, string>()
  const add = (value: unknown, path: string) => {
    const entries = isRelations(value)
      ? value.map((item): [string, unknown] => [`#${item["relation-id"]}`, item])
      : typeof value === "object" && value !== null
        ? Object.entries(value)
        : []
    if (entries.length === 0) leaves.set(path, JSON.stringify(value))
    for (const [key, item] of entries) add(item, path === "" ? key : `${path}.${key}`)
  }
  try {
    add(JSON.parse(text), "")
  } catch {
    return undefined
  }
  return leaves
}
