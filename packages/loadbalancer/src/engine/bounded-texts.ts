/** In bytes of JSON; Juju keeps 65,536 under one key of a unit's state. It is enough for some 1,500 texts. */
const LIMIT = 60_000

/** Keys have a prefix, because a name alone could be that of an inherited property such as `constructor`. */
const PREFIX = "="

/**
 * Texts by name in a unit's stored state. A text that exceeds the limit is not stored: what it costs is done once more, while a stored
 * state that is too large would fail the hook.
 */
export class BoundedTexts {
  readonly #texts: () => Record<string, string>
  #size: number | undefined

  constructor(texts: () => Record<string, string>) {
    this.#texts = texts
  }

  get(name: string): string | undefined {
    return this.#texts()[PREFIX + name]
  }

  get names(): readonly string[] {
    return Object.keys(this.#texts()).map((key) => key.slice(PREFIX.length))
  }

  /** @returns false if there is no room; nothing is stored then */
  set(name: string, text: string): boolean {
    if (this.get(name) === text) return true
    this.delete(name)
    const size = this.#total + sizeOf(name, text)
    if (size > LIMIT) return false
    this.#size = size
    this.#texts()[PREFIX + name] = text
    return true
  }

  delete(name: string): void {
    const before = this.get(name)
    if (before === undefined) return
    this.#size = this.#total - sizeOf(name, before)
    delete this.#texts()[PREFIX + name]
  }

  clear(): void {
    for (const name of this.names) this.delete(name)
  }

  /** Computed once per dispatch. */
  get #total(): number {
    this.#size ??= this.names.reduce((sum, name) => sum + sizeOf(name, this.get(name)), 0)
    return this.#size
  }
}

function sizeOf(name: string, text: string | undefined): number {
  return Buffer.byteLength(JSON.stringify([PREFIX + name, text]))
}
