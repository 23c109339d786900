import { HookToolError, type HookToolRunner } from "../src/hook-tools.ts"

export interface FakeRelation {
  readonly endpoint: string
  readonly id: number
  readonly app: string
  /** Remote units that have joined, with their databags. */
  units: Record<string, Record<string, string>>
  appData?: Record<string, string>
  /** Databags of entities that are not listed: this unit, its application, and units that have left. */
  others?: Record<string, Record<string, string>>
  /** Entities whose databags Juju refuses to show. */
  denied?: readonly string[]
}

export interface Call {
  readonly tool: string
  readonly args: readonly string[]
  readonly stdin: string | undefined
}

/** Answers hook tools from plain data and records the calls. Writes are recorded, not applied. */
export class FakeJuju implements HookToolRunner {
  leader = true
  config: Record<string, unknown> = {}
  state: Record<string, string> = {}
  params: Record<string, unknown> = {}
  relations: FakeRelation[] = []
  opened: string[] = []
  /** Ids of the attached storages. */
  storages: string[] = []
  /** Paths by name. */
  resources: Record<string, string> = {}
  cloud: unknown = { type: "lxd", name: "localhost" }
  goal: unknown = { units: {}, relations: {} }
  /** Tools that fail, with their error messages. */
  failing: Record<string, string> = {}
  readonly calls: Call[] = []

  run(tool: string, args: readonly string[], stdin?: string): string {
    this.calls.push({ tool, args: [...args], stdin })
    const refusal = this.failing[tool]
    if (refusal !== undefined) throw this.#error(tool, args, 1, refusal)
    if (tool === "resource-get") return this.#resource(args)
    const answer = this.#answer(tool, args, stdin)
    return answer === undefined ? "" : `${JSON.stringify(answer)}\n`
  }

  /** The tools called so far, without log lines. */
  get tools(): string[] {
    return this.calls.map(({ tool }) => tool).filter((tool) => tool !== "juju-log")
  }

  /** The calls of one tool: arguments, and standard input parsed as JSON. */
  sent(tool: string): unknown[] {
    return this.calls
      .filter((call) => call.tool === tool)
      .map(({ args, stdin }) => (stdin === undefined ? args : [...args, JSON.parse(stdin)]))
  }

  get log(): string {
    return this.calls
      .filter(({ tool }) => tool === "juju-log")
      .map(({ args }) => `${args[1]} ${args.at(-1)}`)
      .join("\n")
  }

  #answer(tool: string, args: readonly string[], stdin: string | undefined): unknown {
    switch (tool) {
      case "is-leader":
        return this.leader
      case "config-get":
        return this.config
      case "state-get":
        return Object.keys(this.state).length === 0 ? null : this.state
      case "state-set":
        Object.assign(this.state, JSON.parse(stdin ?? "{}"))
        return undefined
      case "state-delete":
        for (const key of args) delete this.state[key]
        return undefined
      case "action-get":
        return this.params
      case "goal-state":
        return this.goal
      case "opened-ports":
        return this.opened
      case "status-get":
        return statusAnswer(args)
      case "storage-get":
        return { kind: "filesystem", location: "/srv/asked" }
      case "storage-list":
        return this.storages.filter((id) => args.includes(id.split("/")[0] ?? ""))
      case "credential-get":
        return this.cloud
      case "relation-model-get":
        return { uuid: "0e0e" }
      case "network-get":
        return {
          "bind-addresses": [
            {
              "mac-address": "",
              "interface-name": "eth0",
              addresses: [{ hostname: "", value: "10.0.0.5", cidr: "10.0.0.0/24" }],
            },
          ],
          "egress-subnets": ["10.0.0.5/32"],
          "ingress-addresses": ["192.0.2.5"],
        }
      case "relation-ids":
        return this.relations
          .filter(({ endpoint }) => args.includes(endpoint))
          .map(({ endpoint, id }) => `${endpoint}:${id}`)
      case "relation-list": {
        const relation = this.#relation(tool, args)
        return args.includes("--app") ? relation.app : Object.keys(relation.units)
      }
      case "relation-get":
        return this.#data(this.#relation(tool, args), args)
      default:
        return undefined
    }
  }

  #resource(args: readonly string[]): string {
    const path = this.resources[args[0] ?? ""]
    if (path !== undefined) return path
    throw this.#error("resource-get", args, 1, "ERROR could not download resource: not found")
  }

  #relation(tool: string, args: readonly string[]): FakeRelation {
    const ref = args[args.indexOf("-r") + 1]
    const found = this.relations.find(({ endpoint, id }) => `${endpoint}:${id}` === ref)
    if (found === undefined) {
      throw this.#error(tool, args, 2, `ERROR invalid value "${ref}" for option -r: relation not found`)
    }
    return found
  }

  #data(relation: FakeRelation, args: readonly string[]): Record<string, string> {
    const entity = args.at(-1) ?? ""
    if (relation.denied?.includes(entity))
      throw this.#error("relation-get", args, 1, "ERROR permission denied")
    const known = { ...relation.others, ...relation.units, [relation.app]: relation.appData ?? {} }
    return relation.others?.[entity] ?? known[entity] ?? {}
  }

  #error(tool: string, args: readonly string[], exitCode: number, stderr: string): HookToolError {
    return new HookToolError({ tool, args, exitCode, stderr: `${stderr}\n` })
  }
}

function statusAnswer(args: readonly string[]): unknown {
  const status = { status: "waiting", message: "asked", "status-data": {} }
  return args.some((arg) => arg.toLowerCase() === "--application=true")
    ? { "application-status": { ...status, units: {} } }
    : status
}
