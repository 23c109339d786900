// What a shell offers for a command line that ends in a TAB, by the shell's own completion.
import { execFile } from "node:child_process"
import { promisify } from "node:util"

const run = promisify(execFile)

/** What every run of a shell has: variables, and the folder that it works in. */
interface Place {
  readonly env: NodeJS.ProcessEnv
  readonly cwd: string
}

/** Returns the candidates for each command line. */
type Complete = (lines: readonly string[], place: Place) => Promise<readonly (readonly string[])[]>

/** Calls the registered function as readline does; its fallback to files is an option of the registration, which is printed first. */
const bash: Complete = async (lines, place) => {
  const script = `eval "$(minijuju completion bash)"
    [[ "$(complete -p minijuju)" == "complete -o default -F "* ]] || exit 1
    for line; do
      COMP_WORDS=($line); [[ "$line" == *" " ]] && COMP_WORDS+=("")
      COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _complete_minijuju; echo "\${COMPREPLY[*]}"
    done`
  const { stdout } = await run("bash", ["-c", script, "bash", ...lines], place)
  return stdout.split("\n").slice(0, -1).map(wordsOf)
}

/**
 * zsh completes only in its line editor, hence in a terminal. `compadd` adds matches; here it prints those that it would add. What asks for them is no
 * control character: the terminal itself may take one, while the editor does not run.
 */
const zshWith =
  (setUp: string): Complete =>
  async (lines, place) => {
    const typed = `PROMPT=; stty -echo; ${setUp}
      compadd() { local -a hits; builtin compadd -A hits "$@"; print -r -- "[$hits]" }
      zle -C candidates complete-word _main_complete
      ask() { print; zle candidates; BUFFER=; print -r end }
      zle -N ask; bindkey % ask; print -r ready`
    const script = `zmodload zsh/zpty; zpty z zsh -f -i
      zpty -w z "$TYPED"; zpty -r z out "*ready"$'\\r'"*"
      for line; do
        zpty -wn z "$line%"; zpty -r z out $'*\\nend\\r*'
        print -r -- "${LINE}"; print -r -- "$out"
      done`
    const env = { ...place.env, TERM: "dumb", TYPED: typed }
    const { stdout } = await run("zsh", ["-f", "-c", script, "zsh", ...lines], { ...place, env })
    return perLine(stdout).map((output) =>
      [...output.matchAll(/^\[(.*)\]\r$/gm)].flatMap(([, hits = ""]) => wordsOf(hits)),
    )
  }

const fish: Complete = async (lines, place) => {
  const script = `minijuju completion fish | source; for line in $argv; echo "${LINE}"; complete -C $line; end`
  const { stdout } = await run("fish", ["-N", "-c", script, "--", ...lines], place)
  return perLine(stdout).map((output) => output.split("\n").slice(0, -1))
}

/** Precedes the candidates of each command line. */
const LINE = "next line:"
const perLine = (output: string): string[] => output.split(`${LINE}\n`).slice(1)

const wordsOf = (text: string): string[] => text.split(" ").filter((word) => word !== "")

const COMPINIT = "autoload -U compinit; compinit -u -D"

/** The shells, each set up in the ways that `completion --help` names. */
export const SHELLS: Readonly<Record<string, { readonly program: string; readonly complete: Complete }>> = {
  bash: { program: "bash", complete: bash },
  zsh: { program: "zsh", complete: zshWith(`${COMPINIT}; eval "$(minijuju completion zsh)"`) },
  "zsh, from a folder of $fpath": {
    program: "zsh",
    complete: zshWith(`minijuju completion zsh > "$HOME/_minijuju"; fpath=("$HOME" $fpath); ${COMPINIT}`),
  },
  fish: { program: "fish", complete: fish },
}
