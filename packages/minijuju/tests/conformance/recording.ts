import { readFileSync } from "node:fs"
import { join } from "node:path"

/** One call of a hook tool by the probe charm, as recorded. */
export interface RecordedCall {
  readonly args: readonly string[]
  readonly stdin: string
  readonly rc: number
  readonly stdout: string
  readonly stderr: string
}

/** One run of `dispatch`. */
export interface RecordedHook {
  readonly unit: string
  /** JUJU_DISPATCH_PATH: `hooks/install` or `actions/act`. */
  readonly hook: string
  readonly rc: number
  readonly env: Readonly<Record<string, string>>
  readonly calls: readonly RecordedCall[]
}

/** `juju` was run with these arguments, and answered this. */
export interface CommandStep {
  readonly kind: "command"
  readonly command: readonly string[]
  readonly rc: number
  readonly stdout: string
  readonly stderr: string
}

/** Nothing was left to do: the number of units, who leads, which units are in error, all hooks since the last settle. */
export interface SettleStep {
  readonly kind: "settle"
  readonly units: number
  readonly leaders: readonly string[]
  readonly inError: readonly string[]
  readonly hooks: readonly RecordedHook[]
}

/** Something that no command of `juju` does. */
export interface OperatorStep {
  readonly kind: "operator"
  readonly operator: string
}

export type Step = CommandStep | SettleStep | OperatorStep

/** A scenario and what one Juju did in it. */
export interface Recording {
  readonly scenario: string
  readonly about: string
  /** The version that was recorded. */
  readonly juju: string
  /** What the probe charm runs, by file in `plan/`. */
  readonly plan: Readonly<Record<string, string>>
  /** Charms beside the one with the scenario's name: the files that each has instead of the probe's. */
  readonly charms: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly steps: readonly Step[]
}

const FORMAT = 1

/** Reads a recording of the corpus: what a controller of Juju 4.0.15 did. */
export function readRecording(scenario: string): Recording {
  return readScenario(join(import.meta.dirname, "corpus", `${scenario}.json`))
}

/** Reads a file of `corpus/`, or of `uncompared/`: scenarios that minijuju is not held to yet. */
export function readScenario(file: string): Recording {
  return parseRecording(readFileSync(file, "utf8"), file)
}

/**
 * Reads a recording.
 *
 * @param file the file's name in errors
 * @throws Error that names the file and the damaged place, or says that the format is newer
 */
export function parseRecording(text: string, file: string): Recording {
  let root: unknown
  try {
    root = JSON.parse(text)
  } catch (error) {
    throw new Error(`${file} is damaged: ${error instanceof Error ? error.message : String(error)}`)
  }
  const reader = new Reader(file)
  const top = reader.object(root, "the recording")
  if (typeof top.format === "number" && top.format > FORMAT)
    throw new Error(
      `${file} has format ${top.format}; this suite reads format ${FORMAT}: update the repository`,
    )
  if (top.format !== FORMAT) throw new Error(`${file} is damaged: format is ${JSON.stringify(top.format)}`)
  const common = reader.texts(top.environment, "environment")
  return {
    scenario: reader.text(top.scenario, "scenario"),
    about: reader.text(top.about, "about"),
    juju: reader.text(top.juju, "juju"),
    plan: reader.texts(top.plan, "plan"),
    charms: Object.fromEntries(
      Object.entries(reader.object(top.charms ?? {}, "charms")).map(([name, files]) => [
        name,
        reader.texts(files, `charms.${name}`),
      ]),
    ),
    steps: reader.list(top.steps, "steps").map((step, i) => reader.step(step, `steps[${i}]`, common)),
  }
}

/** Checks the values of one file; every error names the place. */
class Reader {
  readonly #file: string

  constructor(file: string) {
    this.#file = file
  }

  step(value: unknown, at: string, common: Readonly<Record<string, string>>): Step {
    const step = this.object(value, at)
    if (step.command !== undefined)
      return {
        kind: "command",
        command: this.textList(step.command, `${at}.command`),
        ...this.#end(step, at),
      }
    if (step.operator !== undefined)
      return { kind: "operator", operator: this.text(step.operator, `${at}.operator`) }
    return {
      kind: "settle",
      units: this.number(step.settle, `${at}.settle`),
      leaders: this.textList(step.leaders, `${at}.leaders`),
      inError: this.textList(step.in_error, `${at}.in_error`),
      hooks: this.list(step.hooks, `${at}.hooks`).map((hook, i) =>
        this.#hook(hook, `${at}.hooks[${i}]`, common),
      ),
    }
  }

  #hook(value: unknown, at: string, common: Readonly<Record<string, string>>): RecordedHook {
    const hook = this.object(value, at)
    return {
      unit: this.text(hook.unit, `${at}.unit`),
      hook: this.text(hook.hook, `${at}.hook`),
      rc: this.number(hook.rc ?? 0, `${at}.rc`),
      env: { ...common, ...this.texts(hook.env, `${at}.env`) },
      calls: this.list(hook.calls, `${at}.calls`).map((item, i) => {
        const call = this.object(item, `${at}.calls[${i}]`)
        return {
          args: this.textList(call.args, `${at}.calls[${i}].args`),
          stdin: this.text(call.stdin ?? "", `${at}.calls[${i}].stdin`),
          ...this.#end(call, `${at}.calls[${i}]`),
        }
      }),
    }
  }

  #end(value: Readonly<Record<string, unknown>>, at: string) {
    return {
      rc: this.number(value.rc ?? 0, `${at}.rc`),
      stdout: this.text(value.stdout ?? "", `${at}.stdout`),
      stderr: this.text(value.stderr ?? "", `${at}.stderr`),
    }
  }

  object(value: unknown, at: string): Readonly<Record<string, unknown>> {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      return this.#damaged(at, "an object")
    return Object.fromEntries(Object.entries(value))
  }

  list(value: unknown, at: string): readonly unknown[] {
    return Array.isArray(value) ? value : this.#damaged(at, "a list")
  }

  text(value: unknown, at: string): string {
    return typeof value === "string" ? value : this.#damaged(at, "text")
  }

  number(value: unknown, at: string): number {
    return typeof value === "number" ? value : this.#damaged(at, "a number")
  }

  textList(value: unknown, at: string): string[] {
    return this.list(value, at).map((item, i) => this.text(item, `${at}[${i}]`))
  }

  texts(value: unknown, at: string): Record<string, string> {
    const entries = Object.entries(this.object(value, at))
    return Object.fromEntries(entries.map(([key, item]) => [key, this.text(item, `${at}.${key}`)]))
  }

  #damaged(at: string, wanted: string): never {
    throw new Error(`${this.#file} is damaged: ${at} is not ${wanted}`)
  }
}
