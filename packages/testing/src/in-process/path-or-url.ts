import { fileURLToPath } from "node:url"

/**
 * A path, or a `file:` URL. It is described by what is read of it, because the name `URL` is declared only in projects that have the types of
 * Node.js or of browsers.
 */
export type PathOrUrl = string | { readonly href: string }

export function pathFrom(place: PathOrUrl): string {
  return typeof place === "string" ? place : fileURLToPath(place.href)
}
