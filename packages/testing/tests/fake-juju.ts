import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** The output of one call of the fake. */
export interface FakeOutput {
  /** First words of the command line without `--model …`: `status`, `run`. */
  readonly on: string
  readonly stdout?: string
  readonly stderr?: string
  readonly exitCode?: number
}

/**
 * A program `juju` that records its calls and prints what a controller's client would print. Several outputs for one command are used once
 * each; the last one is repeated.
 */
export class FakeJuju implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), "fake-juju-"))

  constructor(outputs: readonly FakeOutput[]) {
    const program = join(this.folder, "juju")
    writeFileSync(join(this.folder, "outputs.json"), JSON.stringify(outputs))
    writeFileSync(program, `#!${process.execPath}\n${PROGRAM}`)
    chmodSync(program, 0o755)
  }

  get env(): Record<string, string | undefined> {
    return {
      ...process.env,
      JUJU_CONTROLLER: undefined,
      JUJU: join(this.folder, "juju"),
      JUJU_MODEL: "another",
    }
  }

  /** The recorded command lines. */
  get calls(): string[][] {
    const file = join(this.folder, "calls")
    const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : []
    return lines.map((line) => line.split("\u0000"))
  }

  /** For each call: the command and the controller. */
  get controllers(): string[] {
    return readFileSync(join(this.folder, "controllers"), "utf8").trim().split("\n")
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

const PROGRAM = `
const fs = require("node:fs")
const { join, dirname } = require("node:path")
const here = dirname(process.argv[1])
const args = process.argv.slice(2)
if (process.env.JUJU_MODEL !== undefined) throw new Error("JUJU_MODEL was passed on")
const fileAt = args.findIndex((arg) => arg === "--params" || arg === "--file") + 1
const shown = args.map((arg, at) => (fileAt > 0 && at === fileAt ? "@" + fs.readFileSync(arg, "utf8") : arg))
if (args[0] !== "whoami") fs.appendFileSync(join(here, "calls"), shown.join("\\u0000") + "\\n")
fs.appendFileSync(join(here, "controllers"), args[0] + " on " + process.env.JUJU_CONTROLLER + "\\n")
const file = join(here, "outputs.json")
const outputs = JSON.parse(fs.readFileSync(file, "utf8"))
const fitting = outputs.filter(({ on }) => on === args[0])
if (fitting.length === 0 && args[0] === "whoami") fitting.push({ stdout: '{"controller":"emu","user":"admin"}' })
const [one = {}] = fitting
if (fitting.length > 1) fs.writeFileSync(file, JSON.stringify(outputs.filter((other) => other !== one)))
process.stdout.write(one.stdout ?? "")
process.stderr.write(one.stderr ?? "")
process.exitCode = one.exitCode ?? 0
`
