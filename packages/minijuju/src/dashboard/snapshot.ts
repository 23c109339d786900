import { type DatabagChange, type History, type HookRun, shownValue } from "../controller/history.ts"
import { redacted, redactedText } from "../controller/redact.ts"
import { applicationStatus } from "../operator/application-status.ts"
import { unitStatus } from "../operator/unit-status.ts"
import type { ApplicationState } from "../state/application.ts"
import type { ModelState } from "../state/model-state.ts"
import { isPeer, type RelationState, relationKey } from "../state/relation.ts"
import type { StatusInfo } from "../state/status.ts"
import { byUnitName, type UnitState } from "../state/unit.ts"

const MAX_MESSAGE = 500

/** Renders the model as the page shows it. Values are redacted and shortened; times are milliseconds since 1970. */
export function snapshot(state: ModelState, history: History) {
  const changes = history.changes.map(changeView)
  return {
    model: { name: state.name, uuid: state.uuid, version: state.jujuVersion },
    applications: [...state.applications.values()].map((application) =>
      applicationView(state, application, history),
    ),
    relations: [...state.relations.values()].map((relation) => relationView(relation, changes)),
    runs: history.runs.map(runView),
    // The texts are in the entries of the databags.
    changes: changes.slice(-100).map(({ before, after, ...change }) => ({
      ...change,
      what: after === undefined ? "removed" : before === undefined ? "set" : "changed",
    })),
  }
}

/** Returns a databag's whole value, redacted; undefined if it does not exist (any more). */
export function wholeValue(state: ModelState, relationId: number, owner: string, key: string) {
  const relation = state.relations.get(relationId)
  const settings = owner.includes("/")
    ? relation?.units.get(owner)?.settings
    : relation?.applications.get(owner)
  const value = settings?.values.get(key)
  return value === undefined ? undefined : redacted(key, value)
}

function applicationView(state: ModelState, application: ApplicationState, history: History) {
  const { name, charm, charmRevision, life, leader } = application
  const units = [...application.units.values()].sort(byUnitName)
  return {
    name,
    charm: charm.spec.metadata.name,
    revision: charmRevision,
    life,
    status: statusView(applicationStatus(state, application)),
    units: units.map((unit) => unitView(state, unit, unit.name === leader, history)),
  }
}

function unitView(state: ModelState, unit: UnitState, leader: boolean, history: History) {
  const run = history.running(unit.name)
  return {
    name: unit.name,
    leader,
    life: unit.life,
    address: unit.address,
    workload: statusView(unitStatus(state, unit)),
    agent: statusView(unit.agentStatus),
    running: run === undefined ? undefined : { hook: run.hook, attempt: run.attempt, started: +run.started },
  }
}

function statusView({ current, message, since }: StatusInfo) {
  return { current, message: messageView(message), since: +since }
}

/** The whole lines that fit, or as much of the only one. */
function messageView(message: string): string {
  const text = redactedText(message)
  if (text.length <= MAX_MESSAGE) return text
  const end = text.lastIndexOf("\n", MAX_MESSAGE)
  return end > 0 ? `${text.slice(0, end)}\n…` : `${text.slice(0, MAX_MESSAGE)}…`
}

type ChangeView = ReturnType<typeof changeView>

function relationView(relation: RelationState, changes: readonly ChangeView[]) {
  const own = changes.filter(({ relationId }) => relationId === relation.id)
  const bag = (owner: string, values: ReadonlyMap<string, string>) =>
    bagView(owner, values, new Map(own.filter((one) => one.owner === owner).map((one) => [one.key, one])))
  return {
    id: relation.id,
    key: relationKey(relation),
    peer: isPeer(relation),
    life: relation.life,
    endpoints: relation.endpoints.map(({ application, name, role, interfaceName }) => ({
      application,
      name,
      role,
      interface: interfaceName,
    })),
    bags: relation.endpoints.flatMap(({ application }) => [
      bag(application, relation.applications.get(application)?.values ?? new Map()),
      ...[...relation.units]
        .filter(([name, { inScope }]) => inScope && name.startsWith(`${application}/`))
        .sort(([a], [b]) => numberOf(a) - numberOf(b))
        .map(([name, { settings }]) => bag(name, settings.values)),
    ]),
  }
}

const numberOf = (unit: string) => Number(unit.split("/")[1])

function bagView(owner: string, values: ReadonlyMap<string, string>, last: ReadonlyMap<string, ChangeView>) {
  const gone = [...last.values()].filter(({ key }) => !values.has(key))
  return {
    owner,
    entries: [
      ...[...values].map(([key, value]) => ({ key, value: shownValue(key, value), change: last.get(key) })),
      ...gone.map((change) => ({ key: change.key, value: undefined, change })),
    ].sort((a, b) => (a.key < b.key ? -1 : 1)),
  }
}

function changeView({ at, ...change }: DatabagChange) {
  return { ...change, at: +at }
}

function runView({ end, started, ...run }: HookRun) {
  if (end === undefined) return { ...run, started: +started }
  const log = end.log.map(({ level, message }) => ({ level, message: messageView(message) }))
  return { ...run, started: +started, end: { ...end, reason: redactedText(end.reason), at: +end.at, log } }
}
