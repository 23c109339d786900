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
  return {
    of: `announces ${JSON.stringify(extension)}`,
    instead: (written) =>
      notAnnounced(written, [extension]).length === 0 ? undefined : extensionsOf(written),
  }
}

/** There are keys that the charm does not read. */
export function ignoresOneOf(...extensions: readonly Extension[]): Need {
  return {
    of: `does not announce all of ${extensions.join(", ")}`,
    instead: (written) => (notAnnounced(written, extensions).length > 0 ? undefined : extensionsOf(written)),
  }
}

function extensionsOf({ extensions }: Databag): string {
  return `its extensions are ${extensions ?? "absent"}`
}

/** Those of the extensions that the charm does not announce. */
export function notAnnounced({ extensions }: Databag, names: readonly Extension[]): readonly Extension[] {
  const announced = parseExtensions(extensions)
  return names.filter((name) => !announced.has(name))
}

/**
 * A need of a provider's capabilities.
 * @param of completes “has capabilities”
 * @param field the one that counts; undefined: all
 */
export function canDo(
  of: string,
  field: keyof KnownCapabilities | undefined,
  isMet: (can: KnownCapabilities) => boolean,
): Need {
  return {
    of: `has capabilities ${of}`,
    instead({ capabilities }) {
      const can = capabilitiesIn(capabilities)
      if (isMet(can)) return undefined
      if (field === undefined || capabilities === undefined)
        return `its capabilities are ${capabilities ?? "absent"}`
      return `its capability ${field} is ${JSON.stringify(can[field]) ?? "absent"}`
    },
  }
}

/** The request of the baseline has an address: without a load balancer, it has neither health nor options. */
export const servesWeb: Need = {
  of: "serves the suite's request web",
  instead: ({ response_web: response }) =>
    isServed(response) ? undefined : `response_web is ${response ?? "absent"}`,
}

export function capabilitiesIn(text: string | undefined): KnownCapabilities {
  const read = text === undefined ? undefined : parseCapabilities(text)
  return read?.ok === true ? read.value : {}
}
