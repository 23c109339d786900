import { randomBytes, timingSafeEqual } from "node:crypto"
import type { IncomingMessage } from "node:http"

/** Enough that nobody finds it by trying. */
export function newToken(): string {
  return randomBytes(24).toString("base64url")
}

/** A request that may be answered, or the status and the words with which it is refused. */
export type Admission =
  | { readonly path: string; readonly query: URLSearchParams }
  | { readonly status: number; readonly why: string }

/**
 * Looks at a request before anything else does. The token is the first part of the path: other than a cookie, the
 * browser hands it to no other server on the same address.
 */
export function admit(
  { method, url = "", headers }: IncomingMessage,
  port: number,
  token: string,
): Admission {
  // A page elsewhere whose name is made to point to this machine (DNS rebinding) still sends its own name.
  if (headers.host !== `127.0.0.1:${port}` && headers.host !== `localhost:${port}`)
    return { status: 403, why: `this server answers to 127.0.0.1:${port} only` }
  if (method !== "GET") return { status: 405, why: "there is nothing to do here but to look: GET" }
  const [, given = "", path, query] = /^\/([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/s.exec(url) ?? []
  if (!same(given, token) || path === undefined)
    return { status: 403, why: `open the whole address that "minijuju dashboard" has printed` }
  return { path, query: new URLSearchParams(query) }
}

function same(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** With every answer: nothing but this server's own files runs, and nobody keeps, frames or is told of what is here. */
export const HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cache-control": "no-store",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
}
