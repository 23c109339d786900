import { readFileSync } from "node:fs"

const NET_BIND_SERVICE = 1n << 10n

/** The lowest port on which this process and its children may listen. */
export function lowestPort(): number {
  try {
    const [, rights = "0"] = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? []
    if ((BigInt(`0x${rights}`) & NET_BIND_SERVICE) !== 0n) return 1
    return Math.max(1, Number(readFileSync("/proc/sys/net/ipv4/ip_unprivileged_port_start", "utf8")) || 1)
  } catch {
    return 1 // Unknown: a port that is not permitted fails when the charm listens on it.
  }
}
