import { parseCharmSpec } from "@charmkit/ops/metadata"
import { requestKey, requestText, sealRequest } from "loadbalancer-interface/wire"
import type { InProcessCharm, InProcessExecution } from "minijuju"

const SPEC = parseCharmSpec({
  metadata: {
    name: "asking",
    summary: "asks",
    description: "asks",
    requires: { "lb-provider": { interface: "loadbalancer" } },
  },
  config: { options: { tick: { type: "int", default: 0, description: "makes it look again" } } },
})

/** The requests of an application: name to the version of the request. */
export type Wishes = ReadonlyMap<string, number>

/** The request that names its backends; the other one has those of the requirer's units. */
const WITH_BACKENDS = "b"
const BACKENDS = ["192.0.2.1"]

export const namesBackends = (name: string): boolean => name === WITH_BACKENDS

/**
 * Returns a request in the form that the provider charms store in the cloud.
 * @param units addresses of the requirer's units
 */
export const wantedContent = (name: string, version: number, units: readonly string[]): string =>
  JSON.stringify([{ 80: 8000 + version }, namesBackends(name) ? BACKENDS : units])

/** A requirer charm without the library: each hook writes the application's current requests. */
export function requirerCharm(wishesOf: (application: string) => Wishes): InProcessCharm {
  return {
    kind: "in-process",
    spec: SPEC,
    run: async (execution) => {
      const unit = execution.env.JUJU_UNIT_NAME ?? ""
      const hook = execution.env.JUJU_DISPATCH_PATH ?? ""
      if (hook.endsWith("-relation-created") || hook.endsWith("config-changed"))
        write(execution, unit.split("/")[0] ?? "", wishesOf)
      return 0
    },
  }
}

function write(execution: InProcessExecution, app: string, wishesOf: (app: string) => Wishes): void {
  const ids: unknown = ask(execution, "relation-ids", ["lb-provider"])
  for (const id of Array.isArray(ids) ? ids.map(String) : []) {
    const before = Object.keys(Object(ask(execution, "relation-get", ["-r", id, "--app", "-", app])))
    const wanted = new Map<string, string>([["version", "1"]])
    for (const [name, version] of wishesOf(app)) wanted.set(requestKey(name), request(name, version))
    const gone = before.filter((key) => !wanted.has(key)).map((key) => `${key}=`)
    const set = [...wanted].map(([key, text]) => `${key}=${text}`)
    execution.runTool("relation-set", ["-r", id, "--app", ...gone, ...set])
  }
}

function ask(execution: InProcessExecution, tool: string, args: readonly string[]): unknown {
  const reply = execution.runTool(tool, ["--format=json", ...args])
  const text = Buffer.from(reply.stdout).toString()
  return reply.code === 0 && text !== "" ? JSON.parse(text) : undefined
}

/** Returns the same text for the same version, like a charm that reverts a change. */
function request(name: string, version: number): string {
  return requestText(
    sealRequest({
      id: `id-${name}`,
      name,
      protocol: "tcp",
      backends: namesBackends(name) ? BACKENDS : [],
      port_mapping: { 80: 8000 + version },
      algorithm: [],
      sticky: false,
      health_checks: [],
      public: true,
      tls_termination: false,
      tls_cert: null,
      tls_key: null,
      ingress_address: null,
      sent_hash: null,
    }),
  )
}
