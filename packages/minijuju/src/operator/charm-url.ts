import type { ApplicationState } from "../state/application.ts"
import { ownArchitecture } from "./charm-demands.ts"

/**
 * The charm's name: that by which it was found, which may differ from the one in its metadata, and for a file the latter.
 * Juju: `core/charm` URL.
 */
export function charmName({ charm, follows }: Pick<ApplicationState, "charm" | "follows">): string {
  return follows?.name ?? charm.spec.metadata.name
}

/** The charm's URL as `juju show-unit` shows it: `local:web-0`, or `ch:amd64/web-12` of a charm deployed by its name. */
export function charmUrl(application: ApplicationState): string {
  const source = application.follows === undefined ? "local:" : `ch:${ownArchitecture()}/`
  return `${source}${charmName(application)}-${application.charmRevision}`
}
