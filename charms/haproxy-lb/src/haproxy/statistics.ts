import { DRAINED, type ServiceTraffic } from "../balancer/balancer.ts"
import type { Desired, Service } from "../plan/desired.ts"

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
  return services.map(({ key, id, ports, backends }) => ({
    key,
    connections: sessionsOf(csv, id),
    backends: backends.map(({ host }) => {
      const rows = all.filter(({ proxy, server }) => server === host && isOf(proxy, id, ports))
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

/** Open client connections of a service, which an older worker may still have after the service was removed from the configuration. */
export function sessionsOf(csv: string, id: string): number {
  const rows = rowsOf(csv).filter(
    ({ proxy, server }) => server === "FRONTEND" && proxy.startsWith(`f_${id}_`),
  )
  return sum(rows.map((row) => row.sessions))
}

function isOf(proxy: string, id: string, ports: Service["ports"]): boolean {
  return ports.some(({ front }) => proxy === `b_${id}_${front}`)
}

function rowsOf(csv: string): readonly Row[] {
  const [head = "", ...lines] = csv.split("\n").filter((line) => line !== "")
  const columns = head.replace(/^# /, "").split(",")
  const at = (cells: readonly string[], name: string) => cells[columns.indexOf(name)] ?? ""
  return lines.map((line) => {
    const cells = line.split(",")
    return {
      proxy: at(cells, "pxname"),
      server: at(cells, "svname"),
      sessions: Number(at(cells, "scur")) || 0,
      total: Number(at(cells, "stot")) || 0,
      status: at(cells, "status"),
      lastChange: Number(at(cells, "lastchg")) || 0,
      // The columns before this one contain no commas, and its own text is cut at the first one.
      check: at(cells, "last_chk").replaceAll('"', ""),
    }
  })
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)
