import type { Check, Service } from "../plan/desired.ts"
import { rangeOf } from "../plan/options.ts"
import { countWord, hostWord, pathWord, portWord } from "./format.ts"

/**
 * All checks of a backend as one chain: it is alive if all of them succeed, one after the other. The chain of HAProxy's `httpchk` cannot
 * contain plain connections, so HTTP requests are written as `tcp-check` rules.
 */
export function checksOf(service: Service): readonly string[] {
  const { checks, interval, retries, options } = service
  if (checks.length === 0) return []
  const seconds = countWord(interval)
  return [
    "option tcp-check",
    ...checks.flatMap((check) => steps(check, service)),
    `default-server check inter ${seconds}s fastinter 1s downinter ${seconds}s fall ${countWord(retries)} rise ${countWord(options?.checkRise ?? 2)} verify none`,
  ]
}

function steps({ protocol, port, path }: Check, service: Service): readonly string[] {
  const { ports, options: { proxyProtocol, checkCodes, checkName } = {} } = service
  // Of the version that the server line names.
  const proxy = proxyProtocol !== undefined && ports.some(({ back }) => back === port) ? " send-proxy" : ""
  const connect = `tcp-check connect port ${portWord(port)}${proxy}`
  if (protocol === "tcp") return [connect]
  const tls = checkName === undefined ? " ssl" : ` ssl sni ${hostWord(checkName)}`
  const host = checkName === undefined ? "lb" : hostWord(checkName)
  return [
    `${connect}${protocol === "https" ? tls : ""}`,
    // Outside quotes, HAProxy reads `\r` and `\n` as the line end of HTTP.
    `tcp-check send GET\\ ${pathWord(path)}\\ HTTP/1.1\\r\\nHost:\\ ${host}\\r\\nConnection:\\ close\\r\\n\\r\\n`,
    `tcp-check expect rstring '^HTTP/1\\.[01] ${checkCodes === undefined ? CODES : codePattern(checkCodes)} '`,
  ]
}

/** 401 and 403: a check has no credentials, so a backend that asks for them is alive. Kubernetes' API server does so for /livez. */
const CODES = "([23][0-9][0-9]|40[13])"

/** A pattern of the statuses in the ranges: hundreds and tens that are complete are one alternative, because a line has a limited length. */
function codePattern(ranges: readonly string[]): string {
  const all = new Set(
    ranges.map(rangeOf).flatMap(([first, last]) => {
      return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => String(first + index))
    }),
  )
  const digits = [..."0123456789"]
  const tens = (hundred: string) =>
    digits.flatMap((ten) => {
      const ones = digits.filter((one) => all.has(hundred + ten + one))
      if (ones.length === 0) return []
      return [ones.length === 10 ? `${hundred}${ten}[0-9]` : `${hundred}${ten}[${ones.join("")}]`]
    })
  const parts = [..."12345"].flatMap((hundred) => {
    const some = tens(hundred)
    return some.length === 10 && some.every((one) => one.endsWith("[0-9]")) ? [`${hundred}[0-9][0-9]`] : some
  })
  return `(${parts.join("|")})`
}
