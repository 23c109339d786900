import { usageError } from "../../hook-tools/tool-error.ts"
import { candidates, type ExistingNames } from "../candidates.ts"
import type { Command, ForegroundCall } from "../command.ts"

/** Each calls the program with the words before the cursor. Without a candidate, the shell completes files. */
const SCRIPTS: Readonly<Record<string, (program: string) => string>> = {
  bash: (program) => `_complete_${program}() {
  local IFS=$'\\n'
  COMPREPLY=($(${program} completion bash -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _complete_${program} ${program}
`,
  // In a folder of $fpath, the file is the body of the function until the first call, which has to complete as well.
  zsh: (program) => `#compdef ${program}
_${program}() {
  local -a found
  found=("\${(@f)$(${program} completion zsh -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "$found" ]]; then compadd -a found; else _files; fi
}
if [[ "\${funcstack[1]}" == _${program} ]]; then _${program}; else compdef _${program} ${program}; fi
`,
  // Without -f, fish adds the files of the folder to every list.
  fish: (program) => `function __complete_${program}
  set -l found (${program} completion fish -- (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)
  if set -q found[1]; printf '%s\\n' $found; else; __fish_complete_path (commandline -ct); end
end
complete -c ${program} -f -a '(__complete_${program})'
`,
}

/** @param commands all commands, which are not yet known when this module is loaded */
export const completion = (commands: () => readonly Command[]): Command => ({
  name: "completion",
  usage: `${Object.keys(SCRIPTS).join("|")} [-- <word> ...]`,
  purpose: "Print a script that completes command lines in a shell",
  details: `Commands, options, and the names of charms, models, applications and units are completed; the names only while the
background process runs. With words, prints what can replace the last one; the script does that.

bash: add the output to ~/.bashrc, or let that evaluate it: eval "$(minijuju completion bash)"
zsh:  save it as _minijuju in a folder of $fpath, or evaluate it after compinit
fish: save it as ~/.config/fish/completions/minijuju.fish`,
  examples: ["completion bash", "completion bash -- status --f"],
  noModel: true,
  async runInForeground(call) {
    const [shell = "", ...words] = call.args
    const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined
    if (script === undefined)
      throw usageError(`expected ${Object.keys(SCRIPTS).join(", ")}, got ${JSON.stringify(shell)}`)
    const { console } = call
    if (words.length === 0) console.out(script(console.program))
    else {
      const found = await candidates(words, commands(), (model) => namesIn(call, model))
      console.out(found.map((word) => `${word}\n`).join(""))
    }
    return 0
  },
  run: () => 0,
})

async function namesIn(call: ForegroundCall, model: string | undefined): Promise<ExistingNames> {
  const chosen = model === undefined ? [] : ["-m", model]
  const status = await answer(call, ["status", ...chosen])
  const models = await answer(call, ["models"])
  const charms = await answer(call, ["charms"])
  const applications = Object.entries(at(status, "applications"))
  return {
    applications: applications.map(([name]) => name),
    units: applications.flatMap(([, application]) => Object.keys(at(application, "units"))),
    charms: [...new Set(Object.values(Object(charms)).flatMap((one) => text(one, "name")))],
    models: Object.values(at(models, "models")).flatMap((one) => text(one, "short-name")),
  }
}

/** Returns what a command prints as JSON; undefined if no background process runs. */
async function answer({ ask, console }: ForegroundCall, argv: readonly string[]): Promise<unknown> {
  let text = ""
  const output = { ...console, out: (part: string) => (text += part), err: () => undefined }
  try {
    const code = await ask([...argv, "--format", "json"], output, { noStart: true })
    return code === 0 ? JSON.parse(text) : undefined
  } catch {
    return undefined
  }
}

function text(value: unknown, key: string): string | [] {
  const found: unknown = Object.entries(Object(value)).find(([name]) => name === key)?.[1]
  return typeof found === "string" ? found : []
}

function at(value: unknown, key: string): object {
  const found: unknown = Object.entries(Object(value)).find(([name]) => name === key)?.[1]
  return Object(found)
}
