import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { type Destination, record } from "./destination.ts"

/** The oldest traces are dropped first. */
const MAX_FILES = 200

/** A folder next to the charm's files, with the traces that are not sent yet, one file for each dispatch. */
export class TraceBuffer {
  readonly dir: string

  constructor(charmDir: string) {
    this.dir = join(charmDir, ".traces")
  }

  /** What the relation has named as destination. */
  get destination(): Destination | undefined {
    try {
      const { url, ca } = record(JSON.parse(this.#read("destination")))
      return typeof url === "string" ? { url, ...(typeof ca === "string" && { ca }) } : undefined
    } catch {
      return undefined
    }
  }

  setDestination(destination: Destination | undefined): void {
    if (destination === undefined) this.remove("destination")
    else this.#write("destination", JSON.stringify(destination))
  }

  /** Deletes the folder, with what was not sent. */
  clear(): void {
    rmSync(this.dir, { recursive: true, force: true })
  }

  add(body: string): void {
    this.#write(`${Date.now()}-${process.pid}.json`, body)
    const names = this.names()
    for (const name of names.slice(0, Math.max(0, names.length - MAX_FILES))) this.remove(name)
  }

  /** Names of the files, oldest first. */
  names(): string[] {
    try {
      return readdirSync(this.dir)
        .filter((name) => name.endsWith(".json"))
        .sort()
    } catch {
      return []
    }
  }

  body(name: string): string {
    return this.#read(name)
  }

  remove(name: string): void {
    rmSync(join(this.dir, name), { force: true })
  }

  /** Records why traces were not sent, for the log of the next dispatch. */
  setProblem(text: string): void {
    this.#write("problem", text)
  }

  takeProblem(): string | undefined {
    try {
      const text = this.#read("problem")
      this.remove("problem")
      return text
    } catch {
      return undefined
    }
  }

  #read(name: string): string {
    return readFileSync(join(this.dir, name), "utf8")
  }

  #write(name: string, text: string): void {
    mkdirSync(this.dir, { recursive: true, mode: 0o700 })
    const unfinished = join(this.dir, `${name}.${process.pid}`)
    writeFileSync(unfinished, text, { mode: 0o600 })
    renameSync(unfinished, join(this.dir, name))
  }
}
