import { parse } from "yaml"
import { runCli, type Surroundings } from "../src/explain/cli/run.ts"
import { findingsOf, type Report } from "../src/explain/report/explain.ts"

export interface Outcome {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command with this text on standard input. */
export async function explain(
  input: string | object,
  args: readonly string[] = [],
  world: Partial<Surroundings> = {},
): Promise<Outcome> {
  const out = { stdout: "", stderr: "" }
  const status = await runCli(["explain", ...args], {
    stdout: (text) => {
      out.stdout += text
    },
    stderr: (text) => {
      out.stderr += text
    },
    readStdin: async () => (typeof input === "string" ? input : JSON.stringify(input)),
    readFile: (path) => {
      throw new Error(`no file ${path} in this test`)
    },
    loadYaml: async () => (text) => parse(text, { logLevel: "error" }),
    stdinIsTerminal: false,
    colours: false,
    width: Number.POSITIVE_INFINITY,
    ...world,
  })
  return { status, ...out }
}

/** Returns the output of `--json` and the exit status. */
export async function report(input: string | object, ...args: readonly string[]) {
  const { status, stdout, stderr } = await explain(input, [...args, "--json"])
  if (stdout === "") throw new Error(`status ${status}: ${stderr}`)
  const value: Report = JSON.parse(stdout)
  return {
    status,
    value,
    requests: value.relations.flatMap((one) => one.requests),
    findings: findingsOf(value),
  }
}
