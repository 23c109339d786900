import { existsSync } from "node:fs"
import { SHELL } from "../../agent/execute.ts"
import { usageError } from "../../hook-tools/tool-error.ts"
import { waitUntil } from "../../model/wait-until.ts"
import { MinijujuError } from "../../state/errors.ts"
import { getUnit } from "../../state/model-state.ts"
import type { Command } from "../command.ts"
import { modelFlags } from "../juju-flag.ts"
import { type Login, parseLogin, runLogin } from "../login.ts"
import { splitOpenSsh, unitOfHost } from "../open-ssh.ts"

/** How long Juju waits for a machine that cannot be reached yet (`SSHTimeout` in `cmd/juju/ssh/ssh.go`). */
const REACHABLE_MS = 20_000

export const ssh: Command = {
  name: "ssh",
  usage: "<unit or machine> [<options of ssh>] [<command> ...]",
  purpose: "Run a command on a unit's machine, or a shell",
  details: `All units run on this system, so there is no login: the command is a process of the caller, with its standard input, output and
terminal, and its exit code is that of ssh. It begins in the charm's folder, runs beside hooks, and has no hook tools but juju-exec.
On an isolated machine (deploy --isolate) it sees that machine's files and processes.`,
  examples: [
    "ssh mysql/0 cat /etc/hosts",
    "ssh mysql/leader < script.sh",
    "ssh 0 juju-exec mysql/0 config-get",
  ],
  argsEndFlags: true,
  flags: [
    { names: ["container"], takes: "value", help: "Accepted; as in Juju, only for Kubernetes" },
    { names: ["remote"], takes: "bool", help: "Accepted; as in Juju, only for Kubernetes" },
    { names: ["i"], takes: "value", help: "Accepted; there is no login" },
    { names: ["no-host-key-checks", "proxy"], takes: "bool", help: "Accepted; there is no login" },
    { names: ["pty"], takes: "bool", help: "Accepted; the command has the caller's terminal" },
  ],
  async runInForeground({ args, flags, console, ask }) {
    const [target, ...others] = args
    if (target === undefined) throw usageError("no target name specified")
    const { letters, rest } = splitOpenSsh("ssh", others)
    const tunnel = /[DLNRWfw]/.exec(letters)?.[0]
    if (tunnel !== undefined)
      throw new MinijujuError(
        "not-emulated",
        `ssh -${tunnel}: there is no connection to forward; a unit's ports are open at its address`,
      )
    let text = ""
    const output = { ...console, out: (part: string) => (text += part) }
    const code = await ask(["ssh", ...modelFlags(flags), target], output, {})
    if (code !== 0) return code
    const reads = !letters.includes("n")
    return runLogin(parseLogin(text), rest.length === 0 ? [] : ["-c", rest.join(" ")], reads)
  },
  async run({ args, console, model }) {
    const { engine } = model()
    const unit = getUnit(engine.state, unitOfHost(engine.state, args[0] ?? ""))
    const { charmDir, toolsDir, machine } = engine.place(unit)
    await waitUntil(engine, `unit ${unit.name} to have its charm`, () => existsSync(charmDir), REACHABLE_MS)
    const shell = { file: SHELL, args: [], cwd: charmDir }
    const command = (await machine)?.command(shell) ?? shell
    const login: Login = { ...command, tools: toolsDir, modelUuid: engine.state.uuid }
    console.out(JSON.stringify(login))
    return 0
  },
}
