import { JUJU_SERIES } from "../state/juju-version.ts"
import { type Command, flagsOf } from "./command.ts"

/** Renders `--help` of one command, in Juju's layout. */
export function commandHelp(program: string, command: Command): string {
  const usage = [program, command.name, "[options]", command.usage].filter(Boolean).join(" ")
  const options = flagsOf(command).map(({ names, takes, help, internal }) => {
    if (internal) return ""
    const shown = names.map((name) => (name.length === 1 ? `-${name}` : `--${name}`)).join(", ")
    return `${shown}${takes === "bool" ? "" : " <value>"}\n    ${help}\n`
  })
  const examples = (command.examples ?? []).map((line) => `    ${program} ${line}\n`)
  return [
    `Usage: ${usage}\n\nSummary:\n${command.purpose}.\n`,
    `\nOptions:\n${options.join("")}`,
    command.details === undefined ? "" : `\nDetails:\n${command.details}\n`,
    examples.length === 0 ? "" : `\nExamples:\n${examples.join("")}`,
    command.aliases === undefined ? "" : `\nAliases: ${command.aliases.join(", ")}\n`,
  ].join("")
}

/** Renders the text that the program prints when it is called without a command. */
export function programHelp(program: string, commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length))
  const list = commands.map(({ name, purpose }) => `    ${name.padEnd(width)}  ${purpose}\n`)
  return `minijuju is a Juju for one machine and one user: it runs packed charms as real processes, with the
commands and output of juju 3.6, or 4.0: --juju chooses it for the model that a command creates.

Usage: ${program} [--juju ${JUJU_SERIES.join("|")}] <command> [options] [arguments]

Deploy a charm, watch its units, and remove everything:
    ${program} add-model dev
    ${program} deploy ./my-app.charm -n 2
    ${program} status --watch 1s
    ${program} destroy-model dev --no-prompt

Commands:
${list.join("")}
"${program} help <command>" or "${program} <command> --help" explains one command.

Models are stored in MINIJUJU_HOME (default: minijuju in your XDG data folder). A background process runs them;
it starts automatically. "${program} shutdown" ends it; the next command continues with the same models.
`
}
