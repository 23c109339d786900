import type { Reflection } from "typedoc"

/** Called with everything that a signature refers to; undefined for what is not documented. */
export type Seen = (reflection: Reflection | undefined) => void

/** Where a public name is described: page and anchor. */
export class Links {
  readonly #places = new Map<Reflection, { readonly file: string; readonly anchor: string }>()
  readonly #names = new Map<string, Reflection>()

  add(reflection: Reflection, file: string, anchor: string): void {
    this.#places.set(reflection, { file, anchor })
    this.#names.set(reflection.name, reflection)
  }

  /** The address of the name, or of the name that it is a member of, as seen from a page. */
  to(reflection: Reflection, from: string): string | undefined {
    for (let at: Reflection | undefined = reflection; at; at = at.parent) {
      const place = this.#places.get(at)
      if (place) return `${place.file === from ? "" : place.file}#${place.anchor}`
    }
    return undefined
  }

  toName(name: string, from: string): string | undefined {
    const reflection = this.#names.get(name)
    return reflection && this.to(reflection, from)
  }
}
