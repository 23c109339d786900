/** Names for ways to choose a backend that mean the same to every provider that knows them. */
export const PORTABLE_ALGORITHMS = ["round-robin", "least-connections", "source-ip", "random"] as const

/** A name for an algorithm that means the same to every provider that announces it. */
export type PortableAlgorithm = (typeof PORTABLE_ALGORITHMS)[number]

/**
 * The algorithms of a provider: a portable name, or one of its own, to the other words for it that are accepted:
 * `{ "source-ip": ["source", "SOURCE_IP"] }`.
 */
export type AlgorithmTable = Readonly<Record<string, readonly string[]>>

/** How providers and consumers in the field spell them, without case and punctuation. */
const SPELLINGS: Readonly<Record<PortableAlgorithm, readonly string[]>> = {
  "round-robin": ["roundrobin", "rr"],
  "least-connections": ["leastconnections", "leastconnection", "leastconn"],
  "source-ip": ["sourceip", "source", "iphash"],
  random: ["random"],
}

const bare = (word: string): string => word.toLowerCase().replace(/[^a-z0-9]/g, "")

/** The portable name of a word such as `ROUND_ROBIN` or `leastconn`; undefined for a word of one provider only. */
export function portableAlgorithm(word: string): PortableAlgorithm | undefined {
  const plain = bare(word)
  return PORTABLE_ALGORITHMS.find((name) => SPELLINGS[name].includes(plain))
}

/**
 * The first preference that the provider has, as its key in the table: the name itself, one of its other words, or another
 * spelling of a portable name. Undefined if there is none.
 */
export function chooseAlgorithm(
  preferences: readonly string[],
  supported: AlgorithmTable,
): string | undefined {
  const names = Object.keys(supported)
  for (const word of preferences) {
    const exact = names.find((name) => name === word || supported[name]?.includes(word) === true)
    const portable = portableAlgorithm(word)
    const found =
      exact ?? names.find((name) => portable !== undefined && portableAlgorithm(name) === portable)
    if (found !== undefined) return found
  }
  return undefined
}
