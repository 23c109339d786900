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

  /** The address that the relation has named. */
  get url(): string | undefined {
    return this.#read("url")
  }

  setUrl(url: string | undefined): void {
    if (url === undefined) this.remove("url")
    else this.#create().#write("url", url)
  }

  /** Where the process that sends is to send, by this dispatch's options. */
  get destination(): Destination | undefined {
    const { url, ca } = record(JSON.parse(this.#read("destination") ?? "null"))
    return typeof url === "string" ? { url, ...(typeof ca === "string" && { ca }) } : undefined
  }

  /** Deletes the folder, with what was not sent. */
  clear(): void {
    rmSync(this.dir, { recursive: true, force: true })
  }

  add(body: string, destination: Destination): void {
    this.#create().#write("destination", JSON.stringify(destination))
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

  /** Undefined if it was removed meanwhile. */
  body(name: string): string | undefined {
    return this.#read(name)
  }

  remove(name: string): void {
    rmSync(join(this.dir, name), { force: true })
  }

  /** Records why traces were not sent, for the log of the next dispatch. */
  setProblem(text: string): void {
    try {
      this.#write("problem", text)
    } catch {
      // The folder was removed meanwhile: there are no traces any more.
    }
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

  #create(): this {
    mkdirSync(this.dir, { recursive: true, mode: 0o700 })
    return this
  }

  #read(name: string): string | undefined {
    try {
      return readFileSync(join(this.dir, name), "utf8")
    } catch {
      return undefined
    }
  }

  #write(name: string, text: string): void {
    const unfinished = join(this.dir, `${name}.${process.pid}`)
    writeFileSync(unfinished, text, { mode: 0o600 })
    renameSync(unfinished, join(this.dir, name))
  }
}
