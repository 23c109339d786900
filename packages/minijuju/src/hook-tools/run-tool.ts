import type { ToolReply } from "@charmkit/ops/agent-protocol"
import type { HookContext } from "../context/hook-context.ts"
import { jujuRules } from "../state/juju-version.ts"
import { type FlagSpecs, parseFlags } from "./flags.ts"
import { FORMAT_FLAG, OUTPUT_FLAG, renderValue } from "./output.ts"
import { NOT_EMULATED, TOOLS } from "./table.ts"
import type { HookTool, ToolCall } from "./tool.ts"
import { NeedStdin, refuseSurplus, ToolError } from "./tool-error.ts"

/** Secrets have owners and readers in the whole model, and leader-set is seen by the whole application. */
const CONCERNS_ALL = /^(?:secret-.*|leader-set)$/

export interface ToolRequestInContext {
  readonly name: string
  readonly args: readonly string[]
  readonly dir: string
  /** Undefined if the client has not sent it (yet). */
  readonly stdin?: string
}

/** The name is not a hook tool of Juju: the agent responds with an RPC error. */
export class UnknownTool extends Error {}

/**
 * Runs one hook tool in a hook's context. Wrong usage and refusals are returned as exit code and standard
 * error, as by the real tool. NeedStdin and UnknownTool are thrown, and the RPC handles them.
 */
export function runTool(context: HookContext, request: ToolRequestInContext): ToolReply {
  context.toolCalls += 1
  if (CONCERNS_ALL.test(request.name)) context.concernsAll = true
  const removed = jujuRules(context.state).removedTools.includes(request.name)
  const tool = removed ? undefined : TOOLS.get(request.name)
  if (tool === undefined) {
    if (removed || !NOT_EMULATED.includes(request.name))
      throw new UnknownTool(`unknown command: ${request.name}`)
    return reply(1, "", `ERROR ${request.name} is not emulated by minijuju (see KNOWN-GAPS.md)\n`)
  }
  const stderr: string[] = []
  try {
    return reply(0, callTool(context, tool, request, stderr), stderr.join(""))
  } catch (error) {
    if (error instanceof ToolError)
      return reply(error.exitCode, "", `${stderr.join("")}ERROR ${error.message}\n`)
    throw error
  }
}

function callTool(
  context: HookContext,
  tool: HookTool,
  request: ToolRequestInContext,
  stderr: string[],
): string {
  const specs: FlagSpecs = [
    ...(tool.flags ?? []),
    ...(tool.format === undefined ? [] : [FORMAT_FLAG, OUTPUT_FLAG]),
  ]
  const { flags, args, help } = parseFlags(specs, request.args)
  if (help) return helpText(tool, specs, { format: tool.format, ...tool.defaults?.(context) })
  refuseSurplus(args.slice(tool.maxArgs ?? args.length))
  const call: ToolCall = {
    context,
    args,
    flags,
    dir: request.dir,
    readStdin: () => {
      if (request.stdin === undefined) throw new NeedStdin()
      return request.stdin
    },
    note: (text) => stderr.push(text),
  }
  const answer = tool.run(call)
  if (answer === undefined) return ""
  return "text" in answer ? answer.text : renderValue(call, answer.value, tool.format ?? "smart")
}

/** As Juju prints it (`gnuflag`): Python's ops finds the storage of a hook in the help of storage-get. */
function helpText(
  tool: HookTool,
  specs: FlagSpecs,
  defaults: Readonly<Record<string, string | undefined>>,
): string {
  const options = specs.map(({ names: [first, ...others], help }) => {
    const shown = [first, ...others].map((name) => (name.length === 1 ? `-${name}` : `--${name}`)).join(", ")
    const preset = defaults[first] === undefined ? "" : `  (= ${defaults[first]})`
    return `${shown}${preset}\n    ${help}\n`
  })
  const list = options.length === 0 ? "" : `\nOptions:\n${options.join("")}`
  return `Usage: ${tool.name} ${tool.usage}\n\nSummary:\n${tool.purpose}\n${list}`
}

function reply(code: number, stdout: string, stderr: string): ToolReply {
  return { code, stdout: Buffer.from(stdout), stderr: Buffer.from(stderr) }
}
