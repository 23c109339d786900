import type { Check, Service } from "../plan/desired.ts"
import { countWord, pathWord, portWord } from "./format.ts"

/**
 * All checks of a backend as one chain: it is alive if all of them succeed, one after the other. The chain of HAProxy's `httpchk` cannot
 * contain plain connections, so HTTP requests are written as `tcp-check` rules.
 */
export function checksOf({ checks, interval, retries }: Service): readonly string[] {
  if (checks.length === 0) return []
  const seconds = countWord(interval)
  return [
    "option tcp-check",
    ...checks.flatMap(steps),
    `default-server check inter ${seconds}s fastinter 1s downinter ${seconds}s fall ${countWord(retries)} rise 2 verify none`,
  ]
}

function steps({ protocol, port, path }: Check): readonly string[] {
  const connect = `tcp-check connect port ${portWord(port)}`
  if (protocol === "tcp") return [connect]
  return [
    `${connect}${protocol === "https" ? " ssl" : ""}`,
    // 401 and 403: a check has no credentials, so a backend that asks for them is alive. Kubernetes' API server does so for /livez.
    // Outside quotes, HAProxy reads `\r` and `\n` as the line end of HTTP.
    `tcp-check send GET\\ ${pathWord(path)}\\ HTTP/1.1\\r\\nHost:\\ lb\\r\\nConnection:\\ close\\r\\n\\r\\n`,
    "tcp-check expect rstring '^HTTP/1\\.[01] ([23][0-9][0-9]|40[13]) '",
  ]
}
