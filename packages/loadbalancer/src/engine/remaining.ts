/**
 * Says whether anything of a list is left to do, while a charm deals with one item after the other. Each answer looks at the item that was
 * left last time, and goes on from there: asked after each of n items it takes about n looks in all, not n for each.
 */
export class Remaining<Item> {
  readonly #list: () => readonly Item[]
  readonly #isLeft: (item: Item) => boolean
  #items: Item[] = []

  /**
   * @param list what is left now; asked at the start, and when nothing of the last list is left
   * @param isLeft whether that still holds for one item
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
