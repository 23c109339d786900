import type { CallMessage, ServerCodec, ToolReply } from "@charmkit/ops/agent-protocol"
import { type FlagSpecs, parseFlags } from "../hook-tools/flags.ts"
import { runError, ToolError, usageError } from "../hook-tools/tool-error.ts"
import { commandLine } from "./command-line.ts"
import { RpcSocket } from "./rpc-socket.ts"

/** The commands of a `juju-exec`, and the unit in whose context they run. */
export interface ExecRequest {
  readonly unit: string
  readonly commands: string
  readonly relationId: number | undefined
  readonly remoteUnit: string
  readonly remoteApp: string
  readonly forceRemoteUnit: boolean
}

/** What runs the commands: the agent of a unit. */
interface CommandRunner {
  /** Rejects with the reason if the commands cannot run, or their changes cannot be committed. */
  queueCommands(request: ExecRequest): Promise<ToolReply>
}

type Runners = ReadonlyMap<string, CommandRunner>

const FLAGS: FlagSpecs = [
  { names: ["u"], takes: "value", help: "explicit unit-name, all other arguments are commands" },
  { names: ["r", "relation"], takes: "value", help: "run the commands for a specific relation context" },
  { names: ["remote-unit"], takes: "value", help: "run the commands for a specific remote unit" },
  { names: ["remote-app"], takes: "value", help: "run the commands for a specific remote application" },
  { names: ["force-remote-unit"], takes: "bool", help: "bypass the remote unit check" },
  { names: ["no-context"], takes: "bool", help: "do not run the command in a unit context" },
  { names: ["operator"], takes: "bool", help: "for Kubernetes only" },
]

/**
 * Listens for `juju-exec`, the program in the tools folder. It sends its arguments as a call of a hook tool, with the
 * name of the unit that started it as the context's id. Messages and exit codes are those of Juju's
 * `cmd/jujud/run/run.go`.
 *
 * @param agents by the names of their units
 */
export function listenForExec(path: string, agents: Runners): Promise<RpcSocket> {
  return RpcSocket.listen(path, async (codec: ServerCodec, { seq, serviceMethod, request }: CallMessage) => {
    try {
      const asked = execRequest(request.args, request.contextId, agents)
      const agent = agents.get(asked.unit)
      if (agent === undefined) throw unitNotFound(asked.unit)
      return codec.encodeReply(seq, serviceMethod, await agent.queueCommands(asked))
    } catch (error) {
      const code = error instanceof ToolError ? error.exitCode : 1
      const message = error instanceof Error ? error.message : String(error)
      const stderr = Buffer.from(`ERROR ${message}\n`)
      return codec.encodeReply(seq, serviceMethod, { code, stdout: new Uint8Array(), stderr })
    }
  })
}

function execRequest(argv: readonly string[], caller: string, agents: Runners): ExecRequest {
  const { flags, args } = parseFlags(FLAGS, argv, { argsEndFlags: true })
  const remoteUnit = flags.text("remote-unit") ?? ""
  if (flags.text("remote-app") === undefined && remoteUnit !== "" && !remoteUnit.includes("/"))
    throw usageError(
      `remoteUnit ${JSON.stringify(remoteUnit)} is not a valid unit name: ${JSON.stringify(remoteUnit)} is not a valid unit name`,
    )
  const explicit = flags.text("u")
  if (flags.bool("no-context"))
    throw usageError(
      explicit === undefined
        ? "--no-context must be the first argument"
        : `-no-context cannot be passed with an explicit unit-name (-u ${JSON.stringify(explicit)})`,
    )
  const [first] = args
  if (explicit === undefined && first === undefined) throw usageError("missing unit-name")
  const named = unitOf(explicit ?? first ?? "")
  const own = callingUnit(caller, agents)
  if (explicit === "" && own === undefined) throw usageError("no unit")
  const unit = named ?? (explicit === undefined || explicit === "" ? own : undefined)
  if (unit === undefined) throw usageError(`${JSON.stringify(explicit ?? first)} is not a valid tag`)
  const words = explicit === undefined && named !== undefined ? args.slice(1) : args
  if (words.length === 0) throw usageError("missing commands")
  if (!agents.has(unit)) throw unitNotFound(unit)
  const relation = flags.text("r") ?? ""
  const id = relation.slice(relation.lastIndexOf(":") + 1)
  if (relation !== "" && !/^[+-]?\d+$/.test(id)) throw runError("invalid relation id")
  const remoteApp = flags.text("remote-app") ?? remoteUnit.split("/")[0] ?? ""
  if (relation === "" && remoteUnit !== "")
    throw runError(`remote unit: ${remoteUnit}, provided without a relation`)
  if (relation === "" && remoteApp !== "")
    throw runError(`remote app: ${remoteApp}, provided without a relation`)
  return {
    unit,
    commands: commandLine(words),
    relationId: relation === "" ? undefined : Number(id),
    remoteUnit,
    remoteApp,
    forceRemoteUnit: flags.bool("force-remote-unit"),
  }
}

/** Returns the unit whose hook started the caller, or the only one. */
function callingUnit(caller: string, agents: Runners): string | undefined {
  if (agents.has(caller)) return caller
  const [first, ...more] = agents.keys()
  return more.length === 0 ? first : undefined
}

/** The error for a unit that has been removed, or never existed. */
export function unitNotFound(unit: string): ToolError {
  return runError(`unit ${JSON.stringify(unit)} not found on this machine`)
}

/** Reads a unit's name, `app/0`, or its tag, `unit-app-0`. */
function unitOf(text: string): string | undefined {
  const [, tagged, number] = /^unit-([a-z][a-z0-9-]*)-(\d+)$/.exec(text) ?? []
  if (tagged !== undefined) return `${tagged}/${number}`
  return /^[a-z][a-z0-9-]*\/\d+$/.test(text) ? text : undefined
}
