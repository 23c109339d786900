import type { Backend } from "./backend.ts"
import type { RunningService } from "./running-service.ts"

/** The states of a server in HAProxy's metrics, as far as they occur. */
const STATES = ["DOWN", "UP", "DRAIN"] as const

const stateOf = ({ live, drained }: Backend) => (drained ? "DRAIN" : live ? "UP" : "DOWN")

type Samples = (one: RunningService) => readonly (readonly [string, number])[]

/** For each metric of HAProxy's exporter that this engine has, too: its meaning, and labels and values of one load balancer. */
const METRICS: Readonly<Record<string, readonly [string, Samples]>> = {
  frontend_current_sessions: ["Clients that are connected", (one) => [[front(one), one.connections]]],
  frontend_limit_sessions: [
    "Maximum number of connected clients",
    (one) => [[front(one), one.service.maxConnections]],
  ],
  frontend_sessions_total: ["Clients since the start", (one) => [[front(one), one.accepted]]],
  backend_active_servers: [
    "Backends that are alive and not drained",
    (one) => [[back(one), one.backends.filter((each) => stateOf(each) === "UP").length]],
  ],
  server_status: [
    "1 for the state of the backend",
    (one) =>
      STATES.flatMap((state) =>
        one.backends.map((each) => [
          `${server(one, each)},state="${state}"`,
          Number(stateOf(each) === state),
        ]),
      ),
  ],
  server_current_sessions: [
    "Open connections to the backend",
    (one) => one.backends.map((each) => [server(one, each), each.active]),
  ],
  server_sessions_total: [
    "Connections to the backend since the start",
    (one) => one.backends.map((each) => [server(one, each), each.served]),
  ],
}

const front = ({ service }: RunningService) => `proxy="f_${service.id}"`
const back = ({ service }: RunningService) => `proxy="b_${service.id}"`
/** JSON escapes backslashes and double quotes as Prometheus' format does. */
const server = (one: RunningService, { host }: Backend) => `${back(one)},server=${JSON.stringify(host)}`

/**
 * Metrics in Prometheus' text format 0.0.4, with the names, labels and meanings of HAProxy's exporter. HAProxy has a proxy for each port; here
 * it is one for each load balancer, whose name lacks the port.
 */
export function exposition(services: readonly RunningService[]): string {
  const families = Object.entries(METRICS).map(([name, [help, samplesOf]]) => {
    const samples = services
      .flatMap(samplesOf)
      .map(([labels, value]) => `haproxy_${name}{${labels}} ${value}\n`)
    const type = name.endsWith("total") ? "counter" : "gauge"
    return `# HELP haproxy_${name} ${help}.\n# TYPE haproxy_${name} ${type}\n${samples.join("")}`
  })
  return families.join("")
}
