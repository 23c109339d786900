import type { FieldOutcomes } from "loadbalancer-interface"
import type { Engine } from "../engines/engine.ts"
import type { Service } from "../plan/desired.ts"
import { validityProblem } from "../plan/pem.ts"
import { reasonsOf } from "../plan/read-backends.ts"
import type { Refusal, RequestSummary } from "../plan/read-request.ts"

/** Parts of a request that are served differently from what was requested. */
export function outcomesOf(
  asked: Pick<RequestSummary, "algorithm" | "healthChecks">,
  { mode, sticky, algorithm, backends, checks, tls }: Service,
  engine: Engine["name"],
  leftOut: Refusal = {},
): FieldOutcomes {
  const connections = engine === "embedded" && mode === "http"
  const bySource = sticky && (mode === "tcp" || connections)
  const healthChecks = asked.healthChecks.map(({ protocol, port, path, interval, retries }, index) => ({
    protocol: checks[index]?.protocol ?? protocol,
    port,
    path,
    interval,
    retries,
  }))
  const overTls = healthChecks.some(({ protocol }, index) => protocol !== asked.healthChecks[index]?.protocol)
  const invalid = tls && validityProblem(tls.certificate)
  const effective = bySource ? "source-ip" : algorithm
  return {
    ...(asked.algorithm.length > 0 && asked.algorithm[0] !== effective
      ? { algorithm: { outcome: "adjusted", value: [effective], ...(bySource ? { why: STICKY } : {}) } }
      : {}),
    ...(connections ? { protocol: { outcome: "adjusted", value: "tcp", why: CONNECTIONS } } : {}),
    ...(invalid === undefined ? {} : { tlsCert: { outcome: "applied", why: `${invalid}: send a new one` } }),
    ...(overTls ? { healthChecks: { outcome: "adjusted", value: healthChecks, why: TLS_PORT } } : {}),
    ...(Object.keys(leftOut).length > 0
      ? {
          backends: { outcome: "adjusted", value: backends.map(({ host }) => host), why: reasonsOf(leftOut) },
        }
      : {}),
  }
}

const TLS_PORT = "the port speaks TLS"
const STICKY = "clients stay by their addresses"
const CONNECTIONS = "connections are balanced, not the requests in them"
