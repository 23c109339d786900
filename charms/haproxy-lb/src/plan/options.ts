import { isIP } from "node:net"
import type { Options, ReadOptions } from "loadbalancer-interface"
import { canonicalAddress } from "./address.ts"
import type { Service } from "./desired.ts"
import { isHost } from "./read-backends.ts"

/** Maximum number of networks, names or weights of a request: each is a line or a word of the configuration. */
const MAX_ITEMS = 256
/** Above it, HAProxy would reject times and counts; `maxConnections` is limited to the share of the request instead. */
const MAX_NUMBER = 1_000_000

/** Options that both engines support. */
export const COMMON_OPTIONS = [
  "source_ranges",
  "connect_timeout",
  "client_timeout",
  "server_timeout",
  "idle_timeout",
  "max_connections",
  "check_timeout",
  "check_rise",
  "check_codes",
  "check_name",
] as const

/** The embedded engine forwards bytes: it neither changes them, nor reads names in them, nor keeps clients waiting. */
export const HAPROXY_OPTIONS = [
  ...COMMON_OPTIONS,
  "backend_connections",
  "proxy_protocol",
  "server_names",
  "weights",
] as const

/**
 * Checks the options of a request further than the interface does, and returns them in canonical form.
 * @param refuse called for each option that cannot be used
 */
export function checkOptions(
  { options, refusal }: ReadOptions,
  { protocol, tlsTermination }: { readonly protocol: string; readonly tlsTermination: boolean },
  refuse: (field: string, reason: string) => void,
): Options {
  for (const [field, reason] of Object.entries(refusal)) refuse(field, reason)
  const { sourceRanges, checkCodes, checkName, serverNames, weights } = options
  const check = (field: string, ok: boolean, reason: string) => ok || refuse(`options.${field}`, reason)
  for (const [field, { length }] of Object.entries({
    sourceRanges: sourceRanges ?? [],
    serverNames: serverNames ?? [],
    weights: Object.keys(weights ?? {}),
  }))
    check(field, length <= MAX_ITEMS, `more than ${MAX_ITEMS} are not supported`)
  for (const [field, value] of Object.entries(options))
    if (typeof value === "number" && field !== "maxConnections")
      check(field, value <= MAX_NUMBER, "is too high")
  const ranges = sourceRanges?.map((range) => networkOf(range) ?? "")
  check("sourceRanges", ranges?.includes("") !== true, "has neither an IP address nor a network")
  const codes = checkCodes?.map(rangeOf) ?? [[1, 1]]
  check("checkCodes", codes.length > 0 && codes.every(([first, last]) => first <= last), "has no status")
  check("checkName", checkName === undefined || isHost(checkName), "is no host name")
  check("serverNames", serverNames?.every(isHost) !== false, "has no host name")
  check(
    "serverNames",
    serverNames === undefined || protocol !== "http" || tlsTermination,
    "clients ask for a name only with TLS",
  )
  const given = Object.entries({ ...options, sourceRanges: ranges })
  return Object.fromEntries(given.filter(([, value]) => value !== undefined))
}

/** Returns a network as `ADDRESS/BITS`; undefined if it is none. */
function networkOf(text: string): string | undefined {
  const [, host = text, bits] = /^(.*)\/(\d{1,3})$/.exec(text) ?? []
  const address = canonicalAddress(host)
  if (address === undefined) return undefined
  // An IPv4 address in the form of IPv6 becomes IPv4, whose bits are the last 32.
  const most = isIP(address) === 4 ? 32 : 128
  const count = bits === undefined ? most : Number(bits) - (isIP(host) === 6 && most === 32 ? 96 : 0)
  return count >= 0 && count <= most ? `${address}/${count}` : undefined
}

/** The first and the last status of `204` or `200-299`. */
export function rangeOf(codes: string): readonly [number, number] {
  const [first = "", last = first] = codes.split("-")
  return [Number(first), Number(last)]
}

/** Whether a check with this status succeeds. */
export function isExpected(
  status: number,
  { checkCodes = ["200-399", "401", "403"] }: Options = {},
): boolean {
  return checkCodes.map(rangeOf).some(([first, last]) => status >= first && status <= last)
}

/** In seconds, the usual limit of `idleOf` in both engines. */
export const USUAL_IDLE = 3_600

/**
 * Seconds after which a connection without data is closed, where only connections are balanced: the shortest of the limits, because a
 * connection does not show whether the client or the backend is expected to send. Undefined: the usual limit applies.
 */
export function idleOf({ options }: Pick<Service, "options">): number | undefined {
  const { idleTimeout, clientTimeout, serverTimeout } = options ?? {}
  const all = [idleTimeout, clientTimeout, serverTimeout].filter((one) => one !== undefined)
  return all.length === 0 ? undefined : Math.min(...all)
}
