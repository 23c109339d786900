/**
 * Tells whether any item of a list is pending while a charm processes one item after the other. Each call starts at the item that was
 * pending in the last call. Calls after each of n items therefore make about n checks in total, not n per call.
 */
export class Remaining<Item> {
  readonly #list: () => readonly Item[]
  readonly #isLeft: (item: Item) => boolean
  #items: Item[] = []

  /**
   * @param list returns the pending items; called first and whenever no item of the last list is pending
   * @param isLeft returns whether one item is still pending
   */
  constructor(list: () => readonly Item[], isLeft: (item: Item) => boolean) {
    this.#list = list
    this.#isLeft = isLeft
  }

  any(): boolean {
    for (let item = this.#items.at(-1); item !== undefined; item = this.#items.at(-1)) {
      if (this.#isLeft(item)) return true
      this.#items.pop()
    }
    this.#items = [...this.#list()]
    return this.#items.length > 0
  }
}
