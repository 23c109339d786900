import { createPrivateKey, X509Certificate } from "node:crypto"

/** Either the certificate and key, or the problems by field. */
export type Tls =
  | { readonly ok: true; readonly tls: { readonly certificate: string; readonly key: string } }
  | { readonly ok: false; readonly field: "tlsCert" | "tlsKey"; readonly reason: string }

/** In characters. A chain has about 2,000 for each of its few certificates, the largest RSA key in use about 13,000. */
const MAX_CERTIFICATE = 100_000
const MAX_KEY = 20_000

const tooLong = (most: number): string => `is longer than ${most} characters`

/**
 * Extracts the PEM blocks from a consumer's fields: the certificate of the key, and its chain. Text around the blocks is dropped, because
 * the result is written to a file that a load balancer reads. Messages never quote the fields.
 */
export function readTls(certificate: string | null, key: string | null, now = Date.now()): Tls {
  if (!certificate) return wrong("tlsCert", "a certificate is needed: this provider makes none of its own")
  if (!key) return wrong("tlsKey", "the private key is needed to end TLS here")
  if (certificate.length > MAX_CERTIFICATE) return wrong("tlsCert", tooLong(MAX_CERTIFICATE))
  if (key.length > MAX_KEY) return wrong("tlsKey", tooLong(MAX_KEY))
  const texts = blocks(certificate, /^CERTIFICATE$/)
  if (texts.length === 0) return wrong("tlsCert", "is no certificate in PEM")
  const keys = blocks(key, /^(?:RSA |EC )?PRIVATE KEY$/)
  const [privateKey] = keys
  if (privateKey === undefined || keys.length > 1)
    return wrong("tlsKey", "is not one unencrypted private key in PEM")
  const certificates = attempt(() => texts.map((one) => new X509Certificate(one)))
  if (certificates === undefined) return wrong("tlsCert", "has a certificate that cannot be read")
  const keyObject = attempt(() => createPrivateKey(privateKey))
  if (keyObject === undefined) return wrong("tlsKey", "cannot be read")
  // Of a certificate and its successor, the one that is valid longer, if its time has come.
  const waits = (one: X509Certificate) => Number(Date.parse(one.validFrom) > now + CLOCKS_MS)
  const latest = certificates.toSorted(
    (a, b) => waits(a) - waits(b) || Date.parse(b.validTo) - Date.parse(a.validTo),
  )
  const own = latest.find((one) => one.checkPrivateKey(keyObject))
  if (own === undefined) return wrong("tlsKey", "belongs to none of the request's certificates")
  const chain = chainOf(own, latest).map((one) => texts[certificates.indexOf(one)])
  return { ok: true, tls: { certificate: chain.join(""), key: privateKey } }
}

/** A certificate and its issuers in the order that TLS demands (RFC 8446, 4.4.2), without those of other chains. */
function chainOf(own: X509Certificate, all: readonly X509Certificate[]): readonly X509Certificate[] {
  const chain = [own]
  for (;;) {
    const last = chain.at(-1) ?? own
    const isIssuer = (one: X509Certificate) => last.checkIssued(one) && last.verify(one.publicKey)
    const issuer = all.find((one) => !chain.includes(one) && attempt(() => isIssuer(one)) === true)
    if (issuer === undefined) return chain
    chain.push(issuer)
  }
}

/** Clocks differ a little between the machine that made a certificate and this one. */
const CLOCKS_MS = 600_000

/** Why clients reject a chain at a time, in milliseconds since 1970; undefined if all of its certificates are valid. */
export function validityProblem(chain: string, now = Date.now()): string | undefined {
  // `X509Certificate` reads only the first certificate of a text.
  for (const text of blocks(chain, /^CERTIFICATE$/)) {
    const { validFrom, validTo } = new X509Certificate(text)
    if (Date.parse(validTo) < now) return `has expired on ${dayOf(validTo)}`
    if (Date.parse(validFrom) > now + CLOCKS_MS) return `is not valid before ${dayOf(validFrom)}`
  }
  return undefined
}

const dayOf = (date: string): string => new Date(date).toISOString().slice(0, 10)

/**
 * A BEGIN line and the following END line of the same name. Searches once from start to end: a regular expression for the whole block took
 * quadratic time.
 */
function blocks(text: string, label: RegExp): readonly string[] {
  const found: string[] = []
  let begin: RegExpExecArray | undefined
  for (const marker of text.matchAll(/-----(BEGIN|END) ([A-Z ]{1,30})-----/g)) {
    const [, kind, name = ""] = marker
    if (kind === "END" && begin?.[2] === name && label.test(name)) {
      const body = text.slice(begin.index + begin[0].length, marker.index)
      if (/^\s[A-Za-z0-9+/=\s]+$/.test(body)) found.push(block(name, body.replace(/\s+/g, "")))
    }
    begin = kind === "BEGIN" ? marker : undefined
  }
  return found
}

function block(name: string, base64: string): string {
  const lines = base64.match(/.{1,64}/g) ?? []
  return `-----BEGIN ${name}-----\n${lines.join("\n")}\n-----END ${name}-----\n`
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

const wrong = (field: "tlsCert" | "tlsKey", reason: string): Tls => ({ ok: false, field, reason })
