/** A check: looks at the repository below `root` and returns one line for each problem. */
export type Check = (root: string) => readonly string[]

export interface CheckCommand {
  /** Name of the check, one word. */
  readonly name: string
  readonly help: string
  readonly check: Check
}

/** Runs a check as a command: problems on standard output, exit status 1 when there are any, 2 for wrong usage. */
export function runCheck({ name, help, check }: CheckCommand): void {
  const [argument] = process.argv.slice(2)
  if (argument === "--help" || argument === "-h") {
    console.log(help.trim())
    return
  }
  if (argument !== undefined) {
    console.error(`check-${name}: unknown argument ${argument}; try --help`)
    process.exitCode = 2
    return
  }
  const problems = check(process.cwd())
  for (const problem of problems) console.log(problem)
  console.log(problems.length === 0 ? `${name}: ok` : `${name}: ${count(problems.length)}`)
  process.exitCode = problems.length === 0 ? 0 : 1
}

function count(problems: number): string {
  return problems === 1 ? "1 problem" : `${problems} problems`
}
