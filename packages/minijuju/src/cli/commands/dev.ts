import { usageError } from "../../hook-tools/tool-error.ts"
import { MinijujuError } from "../../state/errors.ts"
import type { Command, ForegroundCall } from "../command.ts"
import { develop } from "../dev/apply.ts"
import { type DevEvent, eventText } from "../dev/events.ts"
import { runDev } from "../dev/foreground.ts"
import { modelFlags } from "../juju-flag.ts"
import { modelToDeployInto } from "../model-in-use.ts"
import { visibleJson } from "../visible.ts"
import { LEVELS } from "./debug-log.ts"

const ENDS = ["SIGINT", "SIGTERM", "SIGHUP"] as const

export const dev: Command = {
  name: "dev",
  usage: "[<charm project> ...]",
  purpose: "Pack charm projects and refresh the model whenever a file changes",
  details: `Packs each project (default: this folder) with the @charmkit/pack that is installed in it. Applications that run
the charm are refreshed; if there are none, the charm is deployed. Then the files of the projects are watched, until
you press Ctrl+C, and each change is packed and refreshed in the same way. Units in error get the new charm, too, and
their failed hook is retried with it.

The output shows each step, the hooks that ran, the messages of charms, and when the model has settled. A project that
cannot be packed is reported, and so is a charm that the model refuses; the model keeps the last revision. A change
that leaves the archive as it was, for example of a test, changes nothing. Folders named node_modules and hidden files
are not watched. Other commands work meanwhile: relate, configure and run actions from another terminal.

The exit code is 0 after Ctrl+C, 1 if a project or its packer does not exist or the model ends, 2 for wrong usage.`,
  examples: [
    "dev",
    "dev ./charms/web ./charms/database",
    "dev -m dev --level DEBUG",
    `dev --json | jq 'select(.event == "settled")'`,
  ],
  flags: [
    {
      names: ["json"],
      takes: "bool",
      help: `Print one JSON object for each line: {"event": "packed|hook|log|settled|...", ...}`,
    },
    {
      names: ["l", "level"],
      takes: "value",
      help: `Least level of the messages of charms, one of [${LEVELS.join(", ")}], default INFO`,
      check: (value) =>
        LEVELS.includes(value.toUpperCase()) ? undefined : `expected one of ${LEVELS.join(", ")}`,
    },
    {
      names: ["condition"],
      takes: "list",
      help: "Resolve packages with this export condition, too, as charmkit-pack --condition",
    },
    {
      names: ["feed"],
      takes: "bool",
      internal: true,
      help: "For the command itself: the part that runs in the background process",
    },
  ],
  async runInForeground({ args, flags, console, ask }) {
    if (flags.bool("feed")) throw usageError("--feed is only sent to the background process")
    const least = LEVELS.indexOf((flags.text("l") ?? "INFO").toUpperCase())
    const json = flags.bool("json")
    const report = (event: DevEvent) => {
      if (event.event === "log" && LEVELS.indexOf(event.level) < least) return
      console.out(json ? `${visibleJson(JSON.stringify(event))}\n` : eventText(event))
    }
    const end = new AbortController()
    const { signal } = end
    const interrupt = () => end.abort()
    for (const name of ENDS) process.on(name, interrupt)
    const argv = ["dev", "--feed", ...modelFlags(flags)]
    try {
      return await runDev({
        folders: args.length === 0 ? ["."] : args,
        conditions: flags.list("condition"),
        report,
        signal,
        converse: (next, out) =>
          ask(argv, { ...console, out, ask: next } satisfies ForegroundCall["console"], { signal }),
      })
    } catch (error) {
      if (signal.aborted) return 0
      throw error
    } finally {
      for (const name of ENDS) process.off(name, interrupt)
    }
  },
  async run(call) {
    const { console } = call
    const persistent = await modelToDeployInto(call)
    await develop(
      persistent,
      () => console.ask(""),
      (event) => console.out(JSON.stringify(event)),
    )
    if (call.signal.aborted) return 0
    throw new MinijujuError("stopped", `model "${persistent.name}" is not running any more`)
  },
}
