import { BoundedTexts } from "./bounded-texts.ts"

/** Characters of a hash that are stored. It only has to differ from its predecessor; two texts have the same one once in 2^48 cases. */
const LENGTH = 12

/** The stored state of the unit. */
export interface StoredHashesState extends Record<string, Record<string, string>> {
  hashes: Record<string, string>
}

/** Hashes by name in a unit's stored state, for example of announced or acknowledged responses. */
export class StoredHashes extends BoundedTexts {
  constructor(state: StoredHashesState) {
    super(() => state.hashes)
  }

  has(name: string, hash: string): boolean {
    return this.get(name) === hash.slice(0, LENGTH)
  }

  override set(name: string, hash: string): boolean {
    return super.set(name, hash.slice(0, LENGTH))
  }
}
