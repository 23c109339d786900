// Writes the page docs/juju-conformance.md: what was compared with a real Juju, and what was not.
import { COMMANDS } from "../../src/cli/table.ts"
import { NOT_EMULATED, toolNames } from "../../src/hook-tools/table.ts"
import { KNOWN_DIFFERENCES } from "./known-differences.ts"
import type { Recording, SettleStep } from "./recording.ts"

/** Hooks of a machine charm, by kind. */
const HOOKS = [
  "install",
  "leader-elected",
  "config-changed",
  "start",
  "upgrade-charm",
  "update-status",
  "stop",
  "remove",
  "relation-created",
  "relation-joined",
  "relation-changed",
  "relation-departed",
  "relation-broken",
  "secret-changed",
  "secret-remove",
  "secret-rotate",
  "secret-expired",
  "action",
]

/** Returns the page, as a function of the corpus and of minijuju's own tables. */
export function coveragePage(recordings: readonly Recording[]): string {
  const settles = recordings.flatMap(({ steps }) => steps).filter((step) => step.kind === "settle")
  const tools = [...new Set([...toolNames("3.6"), ...toolNames("4.0")])].sort()
  const execs = recordings
    .flatMap(({ steps }) => steps)
    .flatMap((step) => (step.kind === "command" && step.command[0] === "exec" ? step.command.join(" ") : []))
  const calls = count([
    ...settles.flatMap(({ hooks }) => hooks.flatMap((hook) => hook.calls)).map(toolOf),
    ...execs.flatMap((text) => text.match(/[a-z][a-z-]*[a-z]/g) ?? []).filter((word) => tools.includes(word)),
  ])
  const commands = count(
    recordings
      .flatMap(({ steps }) => steps)
      .flatMap((step) => (step.kind === "command" ? (step.command[0] ?? "") : [])),
  )
  const hooks = count(settles.flatMap(kindsOf))
  const versions = [...new Set(recordings.map(({ juju }) => juju))].join(", ")
  return `# What minijuju was compared with

Made by \`npx vitest run packages/minijuju/tests/conformance -u\` from the recordings of Juju ${versions} in
\`packages/minijuju/tests/conformance/corpus\`. The numbers count what the recordings contain: each call's output, error and exit code,
each hook's place in the order and its environment, each command's output and exit code are compared. "3.6's source": written from the
source of Juju 3.6, and not compared with a running one.

## Hook tools

${rows(
  ["hook tool", `calls compared with ${versions}`, "otherwise"],
  tools.map((tool) => [
    `\`${tool}\``,
    String(calls.get(tool) ?? 0),
    NOT_EMULATED.includes(tool) ? "not emulated" : calls.has(tool) ? "" : "3.6's source",
  ]),
)}

## Commands

${rows(
  ["command", `calls compared with ${versions}`, "otherwise"],
  COMMANDS.map(({ name }) => [
    `\`${name}\``,
    String(commands.get(name) ?? 0),
    commands.has(name) ? "" : "3.6's source, or minijuju's own",
  ]),
)}

## Hooks

${rows(
  ["hook", `runs compared with ${versions}`, "otherwise"],
  HOOKS.map((hook) => [hook, String(hooks.get(hook) ?? 0), hooks.has(hook) ? "" : "3.6's source"]),
)}

## Fields of \`status --format json\`

Every field is compared, in each of the ${statusCount(recordings)} outputs. Where minijuju differs, the table below says so.

## Differences that are left

${rows(
  ["what", "where", "why"],
  KNOWN_DIFFERENCES.map(({ kind, scenarios, where, because }) => [
    kind,
    `${scenarios.join(", ")}: \`${where.source.replaceAll("|", "\\|")}\``,
    because,
  ]),
)}

## To record more

A scenario is a file in \`corpus/\`: the operator's commands, the probe's hook tool calls (\`plan\`), and what Juju answered. minijuju
is not held to those in \`uncompared/\` yet; steps without answers wait for a controller.
A person with a controller whose machines share a folder with the client (on LXD, a disk device with the path \`/trace\`, writable for
everybody) runs \`JUJU=juju node --conditions=charmkit-source --import tsx packages/minijuju/tests/conformance/record.ts FILE\`, puts the
output into \`corpus/\`, and names it in \`scenarios.test.ts\`; without \`JUJU\`, the same program records minijuju. Leaders are moved by
hand, and addresses of a controller need a line in \`normalise.ts\`.
`
}

function toolOf({ args }: { readonly args: readonly string[] }): string {
  return args[0] ?? ""
}

function kindsOf({ hooks }: SettleStep): string[] {
  return hooks.map(({ hook }) =>
    hook.startsWith("actions/")
      ? "action"
      : hook.replace(/^hooks\/(?:.*-(?=relation-(?:created|joined|changed|departed|broken)$))?/, ""),
  )
}

function statusCount(recordings: readonly Recording[]): number {
  const steps = recordings.flatMap((recording) => recording.steps)
  return steps.filter((step) => step.kind === "command" && step.command.join(" ") === "status --format json")
    .length
}

function count(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

function rows(head: readonly string[], body: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`
  return [line(head), line(head.map(() => "---")), ...body.map(line)].join("\n")
}
