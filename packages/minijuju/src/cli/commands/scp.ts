import { cp, stat } from "node:fs/promises"
import { basename, join, resolve } from "node:path"
import { usageError } from "../../hook-tools/tool-error.ts"
import { MinijujuError } from "../../state/errors.ts"
import { getUnit } from "../../state/model-state.ts"
import type { Command, CommandCall } from "../command.ts"
import { splitOpenSsh, unitOfHost } from "../open-ssh.ts"

export const scp: Command = {
  name: "scp",
  usage: "[-r] <source> [<source> ...] <destination>",
  purpose: "Copy files to and from units",
  details: `A place is a path of this machine, or <unit>:<path>. All units run on this system: an absolute path is the same for
all of them, unless it is a machine's own (deploy --isolate), which is refused. A relative one begins in the unit's charm folder, where
ssh and exec begin.`,
  examples: ["scp mysql/0:notes.txt .", "scp -r ./data mysql/0:", "scp mysql/0:a mysql/1:b"],
  flags: [
    { names: ["r"], takes: "bool", help: "Copy folders with their contents" },
    { names: ["p"], takes: "bool", help: "Keep the times of files" },
    { names: ["C", "3", "B"], takes: "bool", help: "Accepted; nothing is sent over a network" },
    {
      names: ["no-host-key-checks", "proxy"],
      takes: "bool",
      help: "Accepted; nothing is sent over a network",
    },
    { names: ["i", "o", "container"], takes: "list", help: "Accepted; nothing is sent over a network" },
  ],
  async run(call) {
    // After `--`, scp's own flags follow.
    const { letters, rest: given } = splitOpenSsh("scp", call.args)
    const isSet = (letter: string) => call.flags.bool(letter) || letters.includes(letter)
    const recursive = isSet("r")
    const target = given.at(-1)
    const sources = given.slice(0, -1)
    if (target === undefined || sources.length === 0) throw usageError("at least two arguments required")
    const to = placeOf(call, target)
    const intoFolder = await isFolder(to)
    if (sources.length > 1 && !intoFolder) throw failed(`${target}: Not a directory`)
    for (const source of sources) {
      const from = placeOf(call, source)
      if (!(await exists(from))) throw failed(`${source}: No such file or directory`)
      if (!recursive && (await isFolder(from))) throw failed(`${source}: not a regular file`)
      const destination = intoFolder ? join(to, basename(from)) : to
      try {
        // As scp: links are followed.
        await cp(from, destination, { recursive, preserveTimestamps: isSet("p"), dereference: true })
      } catch (error) {
        throw failed(error instanceof Error ? error.message : String(error))
      }
    }
    return 0
  },
}

function placeOf(call: CommandCall, text: string): string {
  const [, host, path] = /^(?:[^@/:]+@)?([a-z0-9-]+(?:\/(?:\d+|leader))?):(.*)$/s.exec(text) ?? []
  if (host === undefined || path === undefined) return resolve(call.cwd, text)
  const { engine } = call.model()
  const unit = getUnit(engine.state, unitOfHost(engine.state, host))
  const place = resolve(engine.place(unit).charmDir, path.replace(/^~\/?/, "") || ".")
  if (engine.machines.hasOwn(unit.machine, place))
    throw failed(`${text}: a file of an isolated machine; use ssh ${unit.name} to read or write it`)
  return place
}

function failed(reason: string): MinijujuError {
  return new MinijujuError("bad-argument", `scp: ${reason}`)
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}
