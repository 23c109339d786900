import { MetadataError } from "./errors.ts"

/** A value of a parsed file with its path, so that error messages can name its position. */
export class Field {
  readonly file: string
  readonly path: string
  readonly value: unknown

  constructor(file: string, path: string, value: unknown) {
    this.file = file
    this.path = path
    this.value = value
  }

  get absent(): boolean {
    return this.value === undefined || this.value === null
  }

  fail(message: string): never {
    throw new MetadataError(this.file, this.path, message)
  }

  at(key: string): Field {
    const inside = isMapping(this.value) && Object.hasOwn(this.value, key) ? this.value[key] : undefined
    return new Field(this.file, this.path === "" ? key : `${this.path}.${key}`, inside)
  }

  /** Returns an item of a list. */
  item(index: number): Field {
    const inside = Array.isArray(this.value) ? this.value[index] : undefined
    return new Field(this.file, `${this.path}[${index}]`, inside)
  }

  /** Returns the fields of a mapping in the file's order; none if it is absent. */
  entries(): [string, Field][] {
    if (this.absent) return []
    if (!isMapping(this.value)) this.fail(`must be a mapping, not ${kindOf(this.value)}`)
    return Object.keys(this.value).map((key) => [key, this.at(key)])
  }

  mapping(): Record<string, unknown> {
    return Object.fromEntries(this.entries().map(([key, field]) => [key, field.value]))
  }

  text(): string {
    if (typeof this.value !== "string") this.fail(`must be a string, not ${kindOf(this.value)}`)
    return this.value
  }

  requiredText(fix: string): string {
    if (this.absent || this.value === "") this.fail(`is missing: ${fix}`)
    return this.text()
  }

  /** Returns a required text, which may be empty. */
  presentText(fix: string): string {
    if (this.absent) this.fail(`is missing: ${fix}`)
    return this.text()
  }

  optionalText(): string | undefined {
    return this.absent ? undefined : this.text()
  }

  bool(fallback: boolean): boolean {
    if (this.absent) return fallback
    if (typeof this.value !== "boolean") this.fail(`must be true or false, not ${kindOf(this.value)}`)
    return this.value
  }

  texts(): string[] {
    if (this.absent) return []
    if (!Array.isArray(this.value)) this.fail(`must be a list, not ${kindOf(this.value)}`)
    return this.value.map((_, index) => this.item(index).text())
  }

  oneOf<const T extends string>(allowed: readonly T[]): T {
    const found = allowed.find((item) => item === this.value)
    return found ?? this.fail(`must be one of ${allowed.join(", ")}, not ${JSON.stringify(this.value)}`)
  }
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "nothing"
  if (Array.isArray(value)) return "a list"
  return typeof value === "object" ? "a mapping" : `${typeof value} ${JSON.stringify(value)}`
}
