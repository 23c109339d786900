import { BoundedTexts } from "./bounded-texts.ts"

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
    return this.get(name) === shortHash(hash)
  }

  override set(name: string, hash: string): boolean {
    return super.set(name, shortHash(hash))
  }
}

/** Short, because it only has to differ from its predecessor; two texts have the same one once in 2^48 cases. */
export function shortHash(hash: string): string {
  return hash.slice(0, 12)
}
