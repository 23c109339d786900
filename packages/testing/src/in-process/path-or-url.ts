import { fileURLToPath } from "node:url"

/**
 * A path, or a `file:` URL. The type lists only the property that is used, because `URL` is declared only in projects with the types of
 * Node.js or of browsers.
 */
export type PathOrUrl = string | { readonly href: string }

export function pathFrom(place: PathOrUrl): string {
  return typeof place === "string" ? place : fileURLToPath(place.href)
}
