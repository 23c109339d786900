/** The version of the interface that this library writes under the key `version`. */
export const OWN_VERSION = "1"

/** The outcome of version negotiation. */
export type Negotiated =
  | { readonly state: "agreed"; readonly version: 1 }
  /** The peer has written nothing yet. */
  | { readonly state: "missing" }
  | { readonly state: "unusable"; readonly reason: string }

/**
 * Negotiates the version with the peer's `version` text. A peer with a higher version must support version 1 too.
 * Never throws: any other text is `unusable`, with the reason.
 */
export function negotiateVersion(remote: string | undefined): Negotiated {
  if (remote === undefined || remote === "") return { state: "missing" }
  if (/^\s*0*[1-9][0-9]*\s*$/.test(remote)) return { state: "agreed", version: 1 }
  return {
    state: "unusable",
    reason: `the remote application's version ${JSON.stringify(remote.slice(0, 40))} is not a whole number of 1 or more`,
  }
}
