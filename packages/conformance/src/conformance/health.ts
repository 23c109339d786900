import {
  healthKey,
  healthNames,
  parseHealth,
  parseResponse,
  responseKey,
  serializeHealth,
  type WireHealth,
} from "loadbalancer-interface/wire"
import type { Action, Databag, Expectation, Seen } from "./case.ts"
import { listed, strictly } from "./requests.ts"

/** Milliseconds in which a relation gets at most one report of changes. */
const PAUSE = 60_000

/** A time that no report has, by which an unchanged report is recognised. */
const SINCE = "2020-01-31T12:00:00Z"

/** A report of the backends of a request that uses the requirer's units: the probe has one. */
export function hasHealth(name: string): Expectation {
  const key = healthKey(name)
  return {
    waits: true,
    expected: `${key} with the state of the one backend, in canonical text, with the response's received_hash`,
    check: ({ written }) =>
      written[key] === undefined
        ? `there is no ${key}`
        : listed([
            ...mistakesIn(name, written),
            ...(Object.keys(statesIn(written[key])).length === 1 ? [] : [`${key} is ${written[key]}`]),
          ]),
  }
}

/** The same after a change of the backend's address. */
export function hasHealthOf(name: string, address: string): Expectation {
  const key = healthKey(name)
  return {
    waits: true,
    expected: `${key} with the state of ${address}, which is the backend now`,
    check: ({ written }) =>
      listed([
        ...mistakesIn(name, written),
        ...(Object.keys(statesIn(written[key])).join() === address ? [] : [`${key} is ${written[key]}`]),
      ]),
  }
}

export const healthBelongsToResponses: Expectation = {
  expected: "health_… only with a response that has no error, whose received_hash it has",
  check: ({ written }) =>
    listed(healthNames(Object.keys(written)).flatMap((name) => mistakesIn(name, written))),
}

/** Nothing was reported since the suite has replaced the report. */
export function keepsReports(why: string, ...names: readonly string[]): Expectation {
  const keys = names.map(healthKey)
  return {
    expected: `the ${keys.join(", ")} that was there, because ${why}`,
    check: ({ written, spoilt }) =>
      listed(
        keys
          .filter((key) => written[key] !== spoilt[key] && !isDue(key, { written, spoilt }))
          .map((key) => `${key}: ${written[key] ?? "is gone"}`),
      ),
  }
}

/** Replaces the reports of requests as if they had been written earlier: seconds by the request's name; negative ones are in the future. */
export function reportedBefore(seconds: Readonly<Record<string, number>>): Action {
  return {
    spoil: Object.fromEntries(
      Object.entries(seconds).map(([name, age]) => {
        const key = healthKey(name)
        return [key, ({ [key]: text = "" }: Databag) => moved(text, age)]
      }),
    ),
  }
}

function moved(text: string, seconds: number): string {
  const health = healthIn(text)
  if (health === undefined) return text
  const reported = new Date(Date.now() - seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z")
  const backends = Object.entries(health.backends).map(([address, one]) => [
    address,
    { ...one, since: SINCE },
  ])
  return serializeHealth({ ...health, reported, backends: Object.fromEntries(backends) })
}

/** Whether another state of the backends may be reported: a slow run can reach the end of the pause. */
function isDue(key: string, { written, spoilt }: Pick<Seen, "written" | "spoilt">): boolean {
  const isNews = JSON.stringify(statesIn(spoilt[key])) !== JSON.stringify(statesIn(written[key]))
  const last = Object.values(spoilt).map((text) => Date.parse(healthIn(text)?.reported ?? ""))
  return isNews && Date.parse(healthIn(written[key])?.reported ?? "") - Math.max(...last) >= PAUSE
}

function mistakesIn(name: string, written: Databag): readonly string[] {
  const key = healthKey(name)
  const text = written[key]
  if (text === undefined) return [`there is no ${key}`]
  const read = parseHealth(text)
  if (!read.ok) return [`${key} cannot be read: ${JSON.stringify(read.issues)}`]
  const { value } = read
  const response = parseResponse(written[responseKey(name)] ?? "")
  const [hash, error] = response.ok ? [response.value.received_hash, response.value.error] : []
  return [
    ...(hash === value.received_hash ? [] : [`${key} has the received_hash ${value.received_hash}`]),
    ...(error === null ? [] : [`${key} is there, and ${responseKey(name)} is ${written[responseKey(name)]}`]),
    ...strictly(key, text, () => serializeHealth(value)),
  ]
}

function statesIn(text: string | undefined): Readonly<Record<string, string>> {
  const backends = Object.entries(healthIn(text)?.backends ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(backends.map(([address, { state }]) => [address, state]))
}

function healthIn(text: string | undefined): WireHealth | undefined {
  const read = parseHealth(text ?? "")
  return read.ok ? read.value : undefined
}
