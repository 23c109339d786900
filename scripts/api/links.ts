import type { Reflection } from "typedoc"

/** Called with each name that a signature refers to; returns its link, or undefined if it is not documented. */
export type Seen = (reflection: Reflection | undefined) => void

/** The page and anchor of a public name. */
export class Links {
  readonly #places = new Map<Reflection, { readonly file: string; readonly anchor: string }>()
  readonly #names = new Map<string, Reflection>()

  add(reflection: Reflection, file: string, anchor: string): void {
    this.#places.set(reflection, { file, anchor })
    this.#names.set(reflection.name, reflection)
  }

  /** Returns the link from a page to a name, or to the name that it is a member of. */
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
