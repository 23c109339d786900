import { help as conformanceHelp } from "../../../packages/conformance/src/cli/help.ts"
import { runCli } from "../../../packages/create-charm/src/create/run-cli.ts"
import { help as explainHelp } from "../../../packages/loadbalancer/src/explain/cli/help.ts"
import { commandHelp, programHelp } from "../../../packages/minijuju/src/cli/help.ts"
import { COMMANDS } from "../../../packages/minijuju/src/cli/table.ts"
import { help as packHelp } from "../../../packages/pack/src/pack/cli/help.ts"
import type { MadePage } from "./stage.ts"

const MINIJUJU = "minijuju"

/** Makes a page for each program from its own `--help`. */
export async function commandPages(group: string): Promise<MadePage[]> {
  const sections = COMMANDS.map(
    (command) => `## ${command.name}\n\n${fenced(commandHelp(MINIJUJU, command))}`,
  )
  const created: string[] = []
  await runCli(["--help"], { stdout: (text) => created.push(text), stderr: () => {} })
  return [
    page(MINIJUJU, [fenced(programHelp(MINIJUJU, COMMANDS)), ...sections].join("\n\n")),
    page("charmkit-pack", fenced(packHelp)),
    page("npm create charm", fenced(created.join(""))),
    page("loadbalancer-interface explain", fenced(explainHelp)),
    page("loadbalancer-conformance", fenced(conformanceHelp)),
  ]
  function page(program: string, body: string): MadePage {
    const title = `Command: ${program}`
    return { title, group, text: `# The command \`${program}\`\n\nWhat \`--help\` prints.\n\n${body}\n` }
  }
}

function fenced(text: string): string {
  return `\`\`\`text\n${text.trim()}\n\`\`\``
}
