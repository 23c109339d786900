import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { StateStore } from "../framework/state-store.ts"

const FILE = ".unit-state.json"

/** Keeps state in a file in the charm's folder. On Kubernetes it is lost with the pod. */
export class LocalStateStore implements StateStore {
  readonly #file: string

  constructor(charmDir: string) {
    this.#file = join(charmDir, FILE)
  }

  /** @throws Error naming the file if it does not hold an object of strings */
  load(): Record<string, string> {
    let text: string
    try {
      text = readFileSync(this.#file, "utf8")
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return {}
      throw error
    }
    return parse(text, this.#file)
  }

  /** Atomic: a reader sees either the old or the new file. */
  save(changes: Record<string, string | null>): void {
    const values = new Map(Object.entries(this.load()))
    for (const [key, text] of Object.entries(changes)) {
      if (text === null) values.delete(key)
      else values.set(key, text)
    }
    const temporary = `${this.#file}.new`
    // A file left by an interrupted write could have other permissions.
    rmSync(temporary, { force: true })
    writeFileSync(temporary, `${JSON.stringify(Object.fromEntries(values), null, 1)}\n`, {
      mode: 0o600,
      flag: "wx",
      flush: true,
    })
    renameSync(temporary, this.#file)
  }
}

function parse(text: string, file: string): Record<string, string> {
  const problem = `${file} is not the stored state of a charm (a JSON object of strings); remove it to start again`
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new Error(problem, { cause: error })
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error(problem)
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if (typeof item !== "string") throw new Error(`${problem}: the value of "${key}" is no string`)
      return [key, item]
    }),
  )
}
