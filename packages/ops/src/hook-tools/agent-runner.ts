import { AgentSocketError } from "./agent-socket-error.ts"
import { GobError } from "./gob/error.ts"
import type { HookToolRunner } from "./runner.ts"
import { SocketRunner } from "./socket-runner.ts"

/** The agent's address, and the runner to use without it. */
export interface AgentRunnerOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly dir: string
  /** Starts a process per call, where the agent's socket cannot be used. */
  readonly fallback: HookToolRunner
}

/**
 * Returns the fastest runner that works here: the agent's socket, or else a process per call. The first call decides for the whole
 * dispatch. CHARMKIT_HOOK_TOOLS=socket or =programs overrides the choice.
 */
export function agentRunner({ env, dir, fallback }: AgentRunnerOptions): HookToolRunner {
  const { JUJU_CONTEXT_ID, JUJU_AGENT_SOCKET_ADDRESS, JUJU_AGENT_TOKEN, CHARMKIT_HOOK_TOOLS } = env
  // Over TLS (network `tcp`), only the containers of podspec charms reach their agent: decisions/006.
  const isUnix = env.JUJU_AGENT_SOCKET_NETWORK === "unix"
  if (!JUJU_CONTEXT_ID || !JUJU_AGENT_SOCKET_ADDRESS || !isUnix || CHARMKIT_HOOK_TOOLS === "programs")
    return fallback
  const socket = new SocketRunner({
    contextId: JUJU_CONTEXT_ID,
    address: JUJU_AGENT_SOCKET_ADDRESS,
    dir,
    ...(JUJU_AGENT_TOKEN && { token: JUJU_AGENT_TOKEN }),
  })
  return CHARMKIT_HOOK_TOOLS === "socket" ? socket : new FallbackRunner(socket, fallback)
}

/** Falls back only until the first response: later, a call that failed halfway must not run twice. */
class FallbackRunner implements HookToolRunner {
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
      const why = `The unit agent's socket is not used, each hook tool call starts a process: ${error.message}`
      this.#fallback.run("juju-log", ["--log-level", "DEBUG", "--", why])
      return this.#fallback.run(tool, args, stdin)
    }
  }
}
