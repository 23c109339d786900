import { MinijujuError } from "../state/errors.ts"

/** Where an offer is: `[<controller>:][<user>/]<model>.<offer>[:<endpoint>]` (Juju: `core/crossmodel/offerurl.go`). */
export interface OfferUrl {
  /** Empty: the current controller. */
  readonly source: string
  /** Empty: the current user. */
  readonly user: string
  readonly model: string
  readonly offer: string
  /** Set if the URL names an endpoint, which commands refuse. */
  readonly endpoint: string | undefined
}

/**
 * Parses a URL, or a part of one, as for `find-offers`.
 * @throws MinijujuError if it has another form
 */
export function parseOfferUrlParts(text: string): OfferUrl {
  const [first = "", second = "", third] = text.split(":")
  // As in Juju, an endpoint with a dash is not recognised without a controller.
  const isEndpoint = third === undefined && /^[a-zA-Z0-9]+$/.test(second)
  const hasSource = third !== undefined || (text.includes(":") && !isEndpoint)
  const path = hasSource ? second : first
  const endpoint = hasSource ? third : isEndpoint ? second : undefined
  const match = /^\/?(?:([^/]+)\/)?([^./]*)(?:\.([^/]*))?$/.exec(path)
  if (match === null || text.startsWith(":") || text.split(":").length > 3)
    throw new MinijujuError(
      "bad-argument",
      `application offer URL has invalid form, must be [<user/]<model>.<appname>: ${JSON.stringify(text)}`,
    )
  const [, user = "", model = "", offer = ""] = match
  for (const [what, name] of [
    ["model", model],
    ["application", offer],
  ])
    if (name !== "" && !/^[a-z0-9][a-z0-9-]*$/.test(name ?? ""))
      throw new MinijujuError("bad-argument", `${what} name ${JSON.stringify(name)} not valid`)
  return { source: hasSource ? first : "", user, model, offer, endpoint }
}

/**
 * Parses the whole URL of an offer.
 * @throws MinijujuError if it is not one
 */
export function parseOfferUrl(text: string): OfferUrl {
  const url = parseOfferUrlParts(text)
  if (url.model === "") throw new MinijujuError("bad-argument", "application offer URL is missing model")
  if (url.offer === "")
    throw new MinijujuError("bad-argument", "application offer URL is missing application")
  return url
}

/** Whether an argument of `integrate` is the URL of an offer and not an application of the model. */
export function isOfferUrl(text: string): boolean {
  try {
    parseOfferUrl(text)
    return true
  } catch {
    return false
  }
}
