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
 * Extracts the PEM blocks from a consumer's fields and checks that certificate and key match. Text around the blocks is dropped, because
 * the result is written to a file that a load balancer reads. Messages never quote the fields.
 */
export function readTls(certificate: string | null, key: string | null): Tls {
  if (!certificate) return wrong("tlsCert", "a certificate is needed: this provider makes none of its own")
  if (!key) return wrong("tlsKey", "the private key is needed to end TLS here")
  if (certificate.length > MAX_CERTIFICATE) return wrong("tlsCert", tooLong(MAX_CERTIFICATE))
  if (key.length > MAX_KEY) return wrong("tlsKey", tooLong(MAX_KEY))
  const chain = blocks(certificate, /^CERTIFICATE$/)
  const [own] = chain
  if (own === undefined) return wrong("tlsCert", "is no certificate in PEM")
  const keys = blocks(key, /^(?:RSA |EC )?PRIVATE KEY$/)
  const [privateKey] = keys
  if (privateKey === undefined || keys.length > 1)
    return wrong("tlsKey", "is not one unencrypted private key in PEM")
  const certificates = attempt(() => chain.map((one) => new X509Certificate(one)))
  if (certificates === undefined) return wrong("tlsCert", "has a certificate that cannot be read")
  const keyObject = attempt(() => createPrivateKey(privateKey))
  if (keyObject === undefined) return wrong("tlsKey", "cannot be read")
  if (certificates[0]?.checkPrivateKey(keyObject) !== true)
    return wrong("tlsKey", "does not belong to the first certificate of tlsCert")
  return { ok: true, tls: { certificate: chain.join(""), key: privateKey } }
}

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
