/** The version of the interface that this library writes, as the text of the `version` key. */
export const OWN_VERSION = "1"

/** Whether the two sides speak the same version; if not, why. */
export type Negotiated =
  | { readonly state: "agreed"; readonly version: 1 }
  /** The peer has written nothing yet. */
  | { readonly state: "missing" }
  | { readonly state: "unusable"; readonly reason: string }

/**
 * The version that both sides speak. A higher number of the peer is fine: it has to speak ours too.
 * Never throws; whatever else stands there is "not negotiated", with the reason.
 */
export function negotiateVersion(remote: string | undefined): Negotiated {
  if (remote === undefined || remote === "") return { state: "missing" }
  if (/^\s*0*[1-9][0-9]*\s*$/.test(remote)) return { state: "agreed", version: 1 }
  return {
    state: "unusable",
    reason: `the remote application's version ${JSON.stringify(remote.slice(0, 40))} is not a whole number of 1 or more`,
  }
}
