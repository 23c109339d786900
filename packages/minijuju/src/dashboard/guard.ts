import { randomBytes, timingSafeEqual } from "node:crypto"
import type { IncomingMessage } from "node:http"

/** Returns a random token, long enough that it cannot be guessed. */
export function newToken(): string {
  return randomBytes(24).toString("base64url")
}

/** Whether a request may be answered, or the status and text of the refusal. */
export type Admission =
  | { readonly path: string; readonly query: URLSearchParams }
  | { readonly status: number; readonly why: string }

/**
 * Checks a request before anything else handles it. The token is the first part of the path: unlike a cookie,
 * the browser does not send it to other servers on the same address.
 */
export function admit(
  { method, url = "", headers }: IncomingMessage,
  port: number,
  token: string,
): Admission {
  // A page on another site whose name resolves to this machine (DNS rebinding) still sends its own name as
  // host.
  if (headers.host !== `127.0.0.1:${port}` && headers.host !== `localhost:${port}`)
    return { status: 403, why: `this server answers to 127.0.0.1:${port} only` }
  if (method !== "GET") return { status: 405, why: "only GET is supported" }
  const [, given = "", path, query] = /^\/([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/s.exec(url) ?? []
  if (!same(given, token) || path === undefined)
    return { status: 403, why: `open the whole address that "minijuju dashboard" printed` }
  return { path, query: new URLSearchParams(query) }
}

function same(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/**
 * Headers of every response: only this server's own files may run, and the page is neither cached, framed nor
 * sent as a referrer.
 */
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
