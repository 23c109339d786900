import { JujuOutputError } from "./errors.ts"

/** A value in the output of a command, with its path for error messages. */
export class Printed {
  readonly value: unknown
  readonly #path: string

  constructor(value: unknown, path: string) {
    this.value = value
    this.#path = path
  }

  /** @throws JujuOutputError when the text is not JSON */
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

  /** The value under a key; a `Printed` of undefined when there is none. */
  at(key: string): Printed {
    return new Printed(
      Object.entries(this.#object() ?? {}).find(([name]) => name === key)?.[1],
      `${this.#path}: ${key}`,
    )
  }

  /** The entries of an object; empty when the value is missing. */
  entries(): [string, Printed][] {
    return Object.entries(this.#object() ?? {}).map(([key, value]) => [
      key,
      new Printed(value, `${this.#path}: ${key}`),
    ])
  }

  /** The first entry of an object: Juju prints the requested unit or application under its name. */
  first(): [string, Printed] {
    const [first] = this.entries()
    if (first === undefined) throw this.#unexpected("an object with an entry")
    return first
  }

  /** The items of a list; empty when the value is missing. */
  items(): Printed[] {
    if (this.value === undefined || this.value === null) return []
    if (!Array.isArray(this.value)) throw this.#unexpected("a list")
    return this.value.map((item: unknown, index) => new Printed(item, `${this.#path}[${index}]`))
  }

  text(): string {
    if (typeof this.value !== "string") throw this.#unexpected("a string")
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

  /** False when the value is missing. */
  flag(): boolean {
    return this.value === true
  }

  /** A map of strings; empty when the value is missing. */
  texts(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.entries().map(([key, value]) => [key, value.text()]))
  }

  #object(): object | undefined {
    if (this.value === undefined || this.value === null) return undefined
    if (typeof this.value !== "object" || Array.isArray(this.value)) throw this.#unexpected("an object")
    return this.value
  }

  #unexpected(expected: string): JujuOutputError {
    const found = this.value === undefined ? "nothing" : JSON.stringify(this.value).slice(0, 200)
    return new JujuOutputError(`${this.#path}: expected ${expected}, found ${found}`)
  }
}
