import {
  type Extension,
  type KnownCapabilities,
  parseCapabilities,
  parseExtensions,
} from "loadbalancer-interface/wire"
import type { Databag, Need } from "./case.ts"
import { isServed } from "./responses.ts"

/** Every extension is optional: without an announcement, the other side does not use it. */
export function announces(extension: Extension): Need {
  const name = JSON.stringify(extension)
  return {
    of: `announces ${name}`,
    missing: ({ extensions }) =>
      parseExtensions(extensions).has(extension)
        ? undefined
        : `it does not announce ${name}: its extensions are ${extensions ?? "absent"}`,
  }
}

/** What the charm has a key for and the other side does not read. */
export function ignoresOneOf(...extensions: readonly Extension[]): Need {
  const names = extensions.join(", ")
  return {
    of: `does not announce one of ${names}`,
    missing: (written) =>
      notAnnounced(written, extensions).length > 0
        ? undefined
        : `it announces all of ${names}, and other cases are about what it reads`,
  }
}

/** Those of the extensions that the charm does not announce. */
export function notAnnounced({ extensions }: Databag, names: readonly Extension[]): readonly Extension[] {
  const announced = parseExtensions(extensions)
  return names.filter((name) => !announced.has(name))
}

/** A need of a provider's capabilities. `of` completes “has capabilities”. */
export function canDo(of: string, isMet: (can: KnownCapabilities) => boolean): Need {
  return {
    of: `has capabilities ${of}`,
    missing: ({ capabilities }) =>
      isMet(capabilitiesIn(capabilities))
        ? undefined
        : `it has no capabilities ${of}: they are ${capabilities ?? "absent"}`,
  }
}

/** The request of the baseline has an address: without a load balancer, it has neither health nor options. */
export const servesWeb: Need = {
  of: "serves the suite's request web",
  missing: ({ response_web: response }) =>
    isServed(response)
      ? undefined
      : `it does not serve the suite's request: response_web is ${response ?? "absent"}`,
}

export function capabilitiesIn(text: string | undefined): KnownCapabilities {
  const read = text === undefined ? undefined : parseCapabilities(text)
  return read?.ok === true ? read.value : {}
}
