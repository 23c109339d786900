import { feed } from "../../dashboard/feed.ts"
import { runInForeground } from "../../dashboard/foreground.ts"
import { wholeValue } from "../../dashboard/snapshot.ts"
import { usageError } from "../../hook-tools/tool-error.ts"
import { MinijujuError } from "../../state/errors.ts"
import type { Command, CommandCall, ForegroundCall } from "../command.ts"
import { modelFlags } from "../juju-flag.ts"

const ENDS = ["SIGINT", "SIGTERM", "SIGHUP"] as const

export const dashboard: Command = {
  name: "dashboard",
  purpose: "Show the model in a browser, as it changes",
  details: `Serves a page until you press Ctrl+C, and prints its address: the model as a graph, the running hooks, each
databag with its last changes, when and by which hook, and a timeline of hooks. It shows one model: the one of
-m, or the current one when it starts. When the background process ends, the page says so, and continues with the next one.

The server listens on this machine only (127.0.0.1). Anybody with the address can see the page: it contains a token
that is new each time. Private keys, and values with names like "password" or "token", are not shown. The page cannot
change anything. The background process keeps the last 500 hooks and changes, until it ends.`,
  examples: ["dashboard", "dashboard -m dev", "dashboard --port 8080", "dashboard --json"],
  maxArgs: 0,
  flags: [
    {
      names: ["port"],
      takes: "value",
      help: "Port of the page, default any free port",
      check: portProblem,
    },
    { names: ["json"], takes: "bool", help: `Print the address as JSON: {"url": "http://127.0.0.1:..."}` },
    {
      names: ["feed"],
      takes: "bool",
      internal: true,
      help: "For the page's server: the model as JSON, again at each change",
    },
    {
      names: ["value"],
      takes: "value",
      internal: true,
      help: "For the page's server: one value of a databag, by a JSON list of relation id, owner and key",
    },
  ],
  async runInForeground({ flags, console, ask }) {
    const chosen = modelFlags(flags)
    const value = flags.text("value")
    if (value !== undefined) return ask(["dashboard", ...chosen, `--value=${value}`], console, {})
    if (flags.bool("feed")) return ask(["dashboard", ...chosen, "--feed"], console, {})
    const end = new AbortController()
    const interrupt = () => end.abort()
    for (const signal of ENDS) process.on(signal, interrupt)
    try {
      return await runInForeground({
        port: Number(flags.text("port") ?? 0),
        model: chosen,
        signal: end.signal,
        ask: (argv, output, options) =>
          ask(
            argv,
            { ...console, ...output, ask: async () => "next" } satisfies ForegroundCall["console"],
            options,
          ),
        ready: (url, name) => {
          console.out(flags.bool("json") ? `${JSON.stringify({ url })}\n` : addressText(url, name))
        },
        refused: (text) => console.err(text),
      })
    } finally {
      for (const signal of ENDS) process.off(signal, interrupt)
    }
  },
  async run(call) {
    const { flags, console, signal } = call
    const query = flags.text("value")
    if (query !== undefined) return printValue(call, query)
    if (!flags.bool("feed"))
      throw usageError(
        "the page is served by the caller; the background process supports only --feed and --value",
      )
    const persistent = call.model()
    await feed(persistent, signal, (line) => {
      console.out(`${line}\n`)
      return console.ask("")
    })
    throw new MinijujuError("stopped", `model "${persistent.name}" is not running any more`)
  },
}

function addressText(url: string, model: string): string {
  return `Model "${model}" is shown at ${url}
Anybody on this machine who has this address can see it. Press Ctrl+C to end.
`
}

function portProblem(value: string): string | undefined {
  return /^\d{1,5}$/.test(value) && Number(value) <= 65535 ? undefined : "a port is a number up to 65535"
}

function printValue({ model, console }: CommandCall, query: string): number {
  const [relation, owner, key] = list(query)
  if (typeof relation !== "number" || typeof owner !== "string" || typeof key !== "string")
    throw usageError("--value takes a JSON list of a relation's number, the databag's owner and the key")
  const persistent = model()
  persistent.save()
  const value = wholeValue(persistent.engine.state, relation, owner, key)
  if (value === undefined)
    throw new MinijujuError("not-found", `${owner} has no "${key}" in relation ${relation}`)
  console.out(value)
  return 0
}

function list(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
}
