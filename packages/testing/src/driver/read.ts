import { JujuOutputError } from "./errors.ts"

/** A value inside what a command printed; the path to it is for the error. */
export class Printed {
  readonly value: unknown
  readonly #path: string

  constructor(value: unknown, path: string) {
    this.value = value
    this.#path = path
  }

  /** @throws JujuOutputError when the text is no JSON */
  static json(text: string, command: string): Printed {
    try {
      const value: unknown = JSON.parse(text)
      return new Printed(value, command)
    } catch (cause) {
      throw new JujuOutputError(`${command} printed no JSON: ${JSON.stringify(text.slice(0, 200))}`, {
        cause,
      })
    }
  }

  /** What stands under a key; undefined inside where there is nothing. */
  at(key: string): Printed {
    return new Printed(
      Object.entries(this.#object() ?? {}).find(([name]) => name === key)?.[1],
      `${this.#path}: ${key}`,
    )
  }

  /** The entries of an object; none where there is nothing. */
  entries(): [string, Printed][] {
    return Object.entries(this.#object() ?? {}).map(([key, value]) => [
      key,
      new Printed(value, `${this.#path}: ${key}`),
    ])
  }

  /** The first entry of an object: Juju prints what was asked for under its name. */
  first(): [string, Printed] {
    const [first] = this.entries()
    if (first === undefined) throw this.#unexpected("an object with an entry")
    return first
  }

  /** The items of a list; none where there is nothing. */
  items(): Printed[] {
    if (this.value === undefined || this.value === null) return []
    if (!Array.isArray(this.value)) throw this.#unexpected("a list")
    return this.value.map((item: unknown, index) => new Printed(item, `${this.#path}[${index}]`))
  }

  text(): string {
    if (typeof this.value !== "string") throw this.#unexpected("a text")
    return this.value
  }

  optionalText(): string | undefined {
    return this.value === undefined || this.value === null ? undefined : this.text()
  }

  optionalNumber(): number | undefined {
    if (this.value === undefined || this.value === null) return undefined
    if (typeof this.value !== "number") throw this.#unexpected("a number")
    return this.value
  }

  /** False where there is nothing. */
  flag(): boolean {
    return this.value === true
  }

  /** A map of texts; empty where there is nothing. */
  texts(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.entries().map(([key, value]) => [key, value.text()]))
  }

  #object(): object | undefined {
    if (this.value === undefined || this.value === null) return undefined
    if (typeof this.value !== "object" || Array.isArray(this.value)) throw this.#unexpected("an object")
    return this.value
  }

  #unexpected(wanted: string): JujuOutputError {
    const found = this.value === undefined ? "nothing" : JSON.stringify(this.value).slice(0, 200)
    return new JujuOutputError(`${this.#path}: expected ${wanted}, found ${found}`)
  }
}
