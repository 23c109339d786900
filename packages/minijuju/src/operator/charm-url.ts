import type { ApplicationState } from "../state/application.ts"
import { ownArchitecture } from "./charm-demands.ts"

/** The charm's URL as `juju show-unit` shows it: `local:web-0`, or `ch:amd64/web-12` of a charm deployed by its name. */
export function charmUrl({ charm, charmRevision, follows }: ApplicationState): string {
  const source = follows === undefined ? "local:" : `ch:${ownArchitecture()}/`
  return `${source}${charm.spec.metadata.name}-${charmRevision}`
}
