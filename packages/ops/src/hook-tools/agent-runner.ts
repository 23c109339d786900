import { AgentSocketError } from "./agent-connection.ts"
import { GobError } from "./gob/error.ts"
import type { HookToolRunner } from "./runner.ts"
import { SocketRunner, type SocketRunnerOptions } from "./socket-runner.ts"

/** Where the agent is, and what to do without it. */
export interface AgentRunnerOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly dir: string
  /** Runs tools as programs, where the agent cannot be asked directly. */
  readonly fallback: HookToolRunner
}

/**
 * The quickest way to Juju that works here: the agent's socket, or else hook tools as programs. What is found out with the
 * first call holds for the dispatch. CHARMKIT_HOOK_TOOLS=socket or =programs decides it by hand.
 */
export function agentRunner({ env, dir, fallback }: AgentRunnerOptions): HookToolRunner {
  const { JUJU_CONTEXT_ID, JUJU_AGENT_SOCKET_ADDRESS, JUJU_AGENT_TOKEN, CHARMKIT_HOOK_TOOLS } = env
  const network = networkOf(env)
  if (!JUJU_CONTEXT_ID || !JUJU_AGENT_SOCKET_ADDRESS || !network || CHARMKIT_HOOK_TOOLS === "programs")
    return fallback
  const socket = new SocketRunner({
    contextId: JUJU_CONTEXT_ID,
    address: JUJU_AGENT_SOCKET_ADDRESS,
    dir,
    ...(JUJU_AGENT_TOKEN && { token: JUJU_AGENT_TOKEN }),
    ...network,
  })
  return CHARMKIT_HOOK_TOOLS === "socket" ? socket : new FirstThatWorks(socket, fallback)
}

/** As Juju's own tools read it: over TLS (network `tcp`), the certificate names the application. */
function networkOf(env: AgentRunnerOptions["env"]): Pick<SocketRunnerOptions, "tls"> | undefined {
  const { JUJU_AGENT_SOCKET_NETWORK: network, JUJU_AGENT_CA_CERT: caFile, JUJU_UNIT_NAME: unit } = env
  if (network === "unix") return {}
  const serverName = unit?.split("/")[0]
  return network === "tcp" && caFile && serverName ? { tls: { caFile, serverName } } : undefined
}

/** Falls back only as long as nothing has been answered: later, a call that failed halfway must not run twice. */
class FirstThatWorks implements HookToolRunner {
  readonly #socket: SocketRunner
  readonly #fallback: HookToolRunner
  #chosen: HookToolRunner | undefined

  constructor(socket: SocketRunner, fallback: HookToolRunner) {
    this.#socket = socket
    this.#fallback = fallback
  }

  run(tool: string, args: readonly string[], stdin?: string): string {
    if (this.#chosen !== undefined) return this.#chosen.run(tool, args, stdin)
    try {
      const output = this.#socket.run(tool, args, stdin)
      this.#chosen = this.#socket
      return output
    } catch (error) {
      if (!(error instanceof AgentSocketError || error instanceof GobError)) {
        this.#chosen = this.#socket
        throw error
      }
      this.#socket.close()
      this.#chosen = this.#fallback
      const why = `The unit agent's socket is not used, hook tools run as programs: ${error.message}`
      this.#fallback.run("juju-log", ["--log-level", "DEBUG", "--", why])
      return this.#fallback.run(tool, args, stdin)
    }
  }
}
