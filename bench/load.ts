import { type CharmSpec, parseCharmSpec } from "@charmkit/ops/metadata"
import {
  parseRequest,
  requestKey,
  requestNames,
  requestText,
  responseKey,
  sealRequest,
  serializeResponse,
} from "loadbalancer-interface/wire"
import type { InProcessCharm, InProcessExecution } from "minijuju"

/** The remote side of many relations, as one application in this process, so that only the measured charm costs a process. */
export function load(
  name: string,
  role: "requires" | "provides",
  relations: number,
  requests: number,
): InProcessCharm {
  const endpoints = Array.from({ length: relations }, (_, i) => [`lb-${i}`, { interface: "loadbalancer" }])
  const metadata = { name, summary: name, description: name, [role]: Object.fromEntries(endpoints) }
  const config = { options: { touch: { type: "int", default: 0, description: "changes one unit databag" } } }
  const asked = Object.fromEntries(requestsOf(requests))
  let first: string | undefined
  return placeholderCharm(parseCharmSpec({ metadata, config }), (execution) => {
    const { JUJU_DISPATCH_PATH: path = "", JUJU_RELATION_ID: id = "" } = execution.env
    if (path.endsWith("-relation-created")) {
      first ??= id
      set(execution, id, "--app", { version: "1", ...(role === "requires" ? asked : {}) })
    }
    if (path.endsWith("-relation-changed") && role === "provides") writeResponses(execution, id)
    if (path.endsWith("config-changed") && first !== undefined)
      set(execution, first, "", { touched: read(execution, "config-get", ["touch"]) })
  })
}

/** A charm with the metadata of another one. A model is built with it, and then refreshed to the real charm. */
export function placeholderCharm(
  spec: CharmSpec,
  run: (execution: InProcessExecution) => void,
): InProcessCharm {
  return {
    kind: "in-process",
    spec,
    run: async (execution) => {
      run(execution)
      return 0
    },
  }
}

/** Writes requests as if a leader had sent them in earlier hooks. */
export function writeRequests(execution: InProcessExecution, requests: number): void {
  const { JUJU_DISPATCH_PATH: path = "", JUJU_RELATION_ID: id = "" } = execution.env
  if (path.endsWith("-relation-created"))
    set(execution, id, "--app", { version: "1", ...Object.fromEntries(requestsOf(requests)) })
}

function requestsOf(count: number): [string, string][] {
  return Array.from({ length: count }, (_, i) => {
    const name = `request-${i}`
    const request = sealRequest({
      id: name,
      name,
      protocol: "tcp",
      backends: [],
      port_mapping: { 443: 8443 },
      algorithm: [],
      sticky: false,
      health_checks: [],
      public: true,
      tls_termination: false,
      tls_cert: null,
      tls_key: null,
      ingress_address: null,
      sent_hash: null,
    })
    return [requestKey(name), requestText(request)]
  })
}

function writeResponses(execution: InProcessExecution, id: string): void {
  const { JUJU_REMOTE_APP: app = "" } = execution.env
  const text = read(execution, "relation-get", ["-r", id, "--app", "-", app, "--format", "json"])
  const asked = new Map(Object.entries(Object(JSON.parse(text))).map(([key, value]) => [key, String(value)]))
  const answers = requestNames([...asked.keys()]).flatMap((name) => {
    const request = parseRequest(asked.get(requestKey(name)) ?? "")
    if (!request.ok) return []
    const response = {
      address: "192.0.2.1",
      error: null,
      error_message: null,
      error_fields: {},
      received_hash: request.value.sent_hash,
    }
    return [[responseKey(name), serializeResponse(response)]]
  })
  set(execution, id, "--app", Object.fromEntries(answers))
}

function set(
  execution: InProcessExecution,
  id: string,
  flag: "--app" | "",
  values: Readonly<Record<string, string>>,
): void {
  const flags = flag === "" ? [] : [flag]
  read(execution, "relation-set", ["-r", id, ...flags, "--file", "-"], JSON.stringify(values))
}

function read({ runTool }: InProcessExecution, tool: string, args: readonly string[], stdin = ""): string {
  const { code, stdout, stderr } = runTool(tool, args, stdin)
  if (code !== 0) throw new Error(`${tool} ended with ${code}: ${stderr.toString()}`)
  return stdout.toString()
}
