import { DRAINED, type ServiceTraffic } from "../balancer/balancer.ts"
import type { Desired } from "../plan/desired.ts"

/** One line of `show stat`, with the columns that are used. */
interface Row {
  readonly proxy: string
  readonly server: string
  readonly sessions: number
  readonly total: number
  readonly status: string
  /** Seconds since the status changed. */
  readonly lastChange: number
  /** Result of the last check. */
  readonly check: string
}

/** Traffic of the services; empty if HAProxy gives no statistics. @param csv `show stat` of the worker that accepts connections */
export function trafficOf(csv: string, { services }: Desired): readonly ServiceTraffic[] {
  const all = rowsOf(csv)
  if (all.length === 0) return []
  const sessions = sessionsIn(all)
  const servers = new Map<string, Row>()
  for (const row of all) servers.set(`${row.proxy}/${row.server}`, row)
  return services.map(({ key, id, ports, backends }) => ({
    key,
    connections: sessions.get(id) ?? 0,
    backends: backends.map(({ host }) => {
      const rows = ports.flatMap(({ front }) => servers.get(`b_${id}_${front}/${host}`) ?? [])
      const [worst] = rows.toSorted((a, b) => rankOf(b) - rankOf(a))
      const problem =
        worst === undefined
          ? "not in the running configuration"
          : [undefined, DRAINED, worst.check][severityOf(worst)]
      return {
        host,
        live: problem === undefined,
        ...(problem === undefined ? {} : { problem }),
        since: Date.now() - 1000 * (worst?.lastChange ?? 0),
        active: sum(rows.map((row) => row.sessions)),
        served: sum(rows.map((row) => row.total)),
      }
    }),
  }))
}

/** 0: alive; 1: drained; 2: dead. The worst port of a backend decides. */
const severityOf = ({ status }: Row): number =>
  /^(UP|no check)/.test(status) ? 0 : status.startsWith("DRAIN") ? 1 : 2

/** A backend is alive since its last port is, and fails since its first port failed. */
const rankOf = (row: Row): number => severityOf(row) * 1e10 + row.lastChange * (severityOf(row) || -1)

/**
 * Open client connections by the id of a service, also of one that was removed and has some in an older worker.
 * @param answers `show stat` of each worker
 */
export const sessionsOf = (answers: readonly string[]): ReadonlyMap<string, number> =>
  sessionsIn(answers.flatMap(rowsOf))

function sessionsIn(rows: readonly Row[]): ReadonlyMap<string, number> {
  const sessions = new Map<string, number>()
  for (const { proxy, server, sessions: open } of rows) {
    const [, id] = /^f_(.+)_\d+$/.exec(proxy) ?? []
    if (server === "FRONTEND" && id !== undefined) sessions.set(id, (sessions.get(id) ?? 0) + open)
  }
  return sessions
}

function rowsOf(csv: string): readonly Row[] {
  const [head = "", ...lines] = csv.split("\n").filter((line) => line !== "")
  const columns = head.replace(/^# /, "").split(",")
  const column = (name: string) => {
    const at = columns.indexOf(name)
    return (cells: readonly string[]) => cells[at] ?? ""
  }
  const [proxy, server] = [column("pxname"), column("svname")]
  const [sessions, total] = [column("scur"), column("stot")]
  const [status, lastChange, check] = [column("status"), column("lastchg"), column("last_chk")]
  return lines.map((line) => {
    const cells = line.split(",")
    return {
      proxy: proxy(cells),
      server: server(cells),
      sessions: Number(sessions(cells)) || 0,
      total: Number(total(cells)) || 0,
      status: status(cells),
      lastChange: Number(lastChange(cells)) || 0,
      // The columns before this one contain no commas, and its own text is cut at the first one.
      check: check(cells).replaceAll('"', ""),
    }
  })
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)
