/** Portable names of load-balancing algorithms: each means the same to every provider that lists it in its capabilities. */
export const PORTABLE_ALGORITHMS = ["round-robin", "least-connections", "source-ip", "random"] as const

/** One of {@link PORTABLE_ALGORITHMS}. */
export type PortableAlgorithm = (typeof PORTABLE_ALGORITHMS)[number]

/**
 * The algorithms that a provider supports. Keys are portable names or names of its own; values are aliases that it accepts too:
 * `{ "source-ip": ["source", "SOURCE_IP"] }`.
 */
export type AlgorithmTable = Readonly<Record<string, readonly string[]>>

/** Spellings used by existing charms, in lower case and without punctuation. */
const SPELLINGS: Readonly<Record<PortableAlgorithm, readonly string[]>> = {
  "round-robin": ["roundrobin", "rr"],
  "least-connections": ["leastconnections", "leastconnection", "leastconn"],
  "source-ip": ["sourceip", "source", "iphash"],
  random: ["random"],
}

const withoutPunctuation = (word: string): string => word.toLowerCase().replace(/[^a-z0-9]/g, "")

/** Returns the portable name for a word such as `ROUND_ROBIN` or `leastconn`; undefined for a name of one provider only. */
export function portableAlgorithm(word: string): PortableAlgorithm | undefined {
  const plain = withoutPunctuation(word)
  return PORTABLE_ALGORITHMS.find((name) => SPELLINGS[name].includes(plain))
}

/**
 * Returns the first preference that the provider supports, as a key of `supported`. A preference matches by name, by alias, or as
 * another spelling of a portable name. Undefined if none matches.
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
