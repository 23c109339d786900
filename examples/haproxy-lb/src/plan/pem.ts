import { createPrivateKey, X509Certificate } from "node:crypto"

/** Either what is used, or what is wrong, by field. */
export type Tls =
  | { readonly ok: true; readonly tls: { readonly certificate: string; readonly key: string } }
  | { readonly ok: false; readonly field: "tlsCert" | "tlsKey"; readonly words: string }

/**
 * Takes the PEM blocks out of what a consumer has sent and checks that they belong together. Whatever stands around the blocks is
 * dropped: the result goes into a file that a load balancer reads. The words never quote what was sent.
 */
export function readTls(certificate: string | null, key: string | null): Tls {
  if (!certificate) return wrong("tlsCert", "a certificate is needed: this provider makes none of its own")
  if (!key) return wrong("tlsKey", "the private key is needed to end TLS here")
  const chain = blocks(certificate, "CERTIFICATE")
  const [own] = chain
  if (own === undefined) return wrong("tlsCert", "is no certificate in PEM")
  const keys = blocks(key, "(?:RSA |EC )?PRIVATE KEY")
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

function blocks(text: string, label: string): readonly string[] {
  const pattern = new RegExp(`-----BEGIN (${label})-----\\s+([A-Za-z0-9+/=\\s]+)-----END \\1-----`, "g")
  return [...text.matchAll(pattern)].map(([, name, body = ""]) => {
    const lines = body.replace(/\s+/g, "").match(/.{1,64}/g) ?? []
    return `-----BEGIN ${name}-----\n${lines.join("\n")}\n-----END ${name}-----\n`
  })
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

const wrong = (field: "tlsCert" | "tlsKey", words: string): Tls => ({ ok: false, field, words })
