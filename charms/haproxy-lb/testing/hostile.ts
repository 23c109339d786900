import fc, { character } from "../../../suite/fast-check.ts"
import type { Certificate } from "./servers.ts"

/** Texts that could end a line, a word or a quote of a configuration, be expanded in it, or name a socket. */
const PAYLOADS = [
  "\n    stats socket /tmp/zq level admin",
  "\r\nfrontend zq\r\n    bind *:1",
  "\0zq",
  " zq backup",
  "\tzq",
  "'zq",
  "' zq '",
  '"zq',
  "\\zq",
  "zq\\",
  "\\n  zq",
  "#zq",
  "$" + "{HOME}",
  "$HOME",
  '"$' + '{PATH}"',
  "%[env(PATH)]",
  "%zq",
  "zq\u2028zq",
  "zq\u0085zq",
  "zqé",
  "zq\u202e",
  "😀zq",
  "\ud800",
  "`zq`",
  "$(zq)",
  "{zq}",
  "zq;zq",
  "zq,zq",
  "zq|zq",
  "unix@/tmp/zq",
  "fd@3",
  "abns@zq",
  "ipv4@zq",
  "zq:80 check",
  "zq:80",
  "zq%eth0",
  "[::1]",
  "-zq",
  "zq-",
  "zq..zq",
  "zq_zq",
  "*",
  " ",
  "..",
  "/../../../etc/passwd",
  "z".repeat(300),
  "zq".repeat(20_000),
]

/** Unusual values that are valid in some field. */
const ODD = [
  "10.1.2.3",
  "::1",
  "2001:DB8:0::7",
  "::ffff:10.1.2.3",
  "0.0.0.0",
  "::",
  "zq.invalid",
  "127.1",
  "/zq?a=b&c=%20%27#",
]

export const hostile: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...PAYLOADS, ...ODD),
  fc
    .tuple(fc.constantFrom("", "zq", "/", "10.0.0.1", "/ok"), fc.constantFrom(...PAYLOADS))
    .map((p) => p.join("")),
  fc.string({ unit: character, maxLength: 40 }),
)

const rarely = <T>(good: T, bad: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(good) }, { weight: 1, arbitrary: bad })

/** A document as in a databag. `name` is the one in its key; each document has its own port. */
export interface HostileRequest {
  readonly name: string
  readonly protocol: string
  readonly front: number
  readonly backends: readonly string[]
  readonly algorithm: readonly string[]
  readonly sticky: boolean
  readonly check: { readonly protocol: string; readonly port: number; readonly path: string } | undefined
  readonly ingress_address: string | null
  readonly tls: Certificate | undefined
}

/** Several requests at once, so that an error in one would show in the others. @param real a certificate with its key */
export function hostileRequests(real: Certificate): fc.Arbitrary<readonly HostileRequest[]> {
  const dressed = fc.tuple(hostile, hostile).map(([before, after]) => ({
    certificate: `${before}\n${real.certificate}${after}`,
    key: `${after}${real.key}\n${before}`,
  }))
  const cut = hostile.map((text) => ({ ...real, certificate: real.certificate.replace(/\n/, `\n${text}`) }))
  const none = fc.tuple(hostile, hostile).map(([certificate, key]) => ({ certificate, key }))
  const request = fc.record({
    // A databag key is UTF-8, which cannot encode a lone surrogate.
    name: fc.oneof(fc.constantFrom("web", "api"), hostile).map((name) => Buffer.from(name).toString()),
    protocol: rarely("http", fc.constantFrom("tcp", "https", "udp", "http\n    zq")),
    // Empty: the addresses that the consumer's units have published.
    backends: rarely<readonly string[]>(["10.0.0.1"], fc.array(hostile, { maxLength: 3 })),
    algorithm: rarely<readonly string[]>(
      [],
      fc.array(fc.oneof(fc.constant("source-ip"), hostile), { maxLength: 3 }),
    ),
    sticky: fc.boolean(),
    check: rarely<HostileRequest["check"]>(
      undefined,
      fc.record({
        protocol: fc.constantFrom("tcp", "http", "https"),
        port: fc.constantFrom(1, 8080, 65535, 0, -1, 65536),
        path: fc.oneof(
          fc.constantFrom("/", "/ok?a=%20"),
          hostile,
          hostile.map((text) => `/${text}`),
        ),
      }),
    ),
    ingress_address: rarely<string | null>(null, hostile),
    tls: rarely<Certificate | undefined>(undefined, fc.oneof(dressed, cut, none)),
  })
  return fc
    .uniqueArray(request, { minLength: 4, maxLength: 8, selector: ({ name }) => name })
    .map((all) => all.map((one, index) => ({ ...one, front: 20001 + index })))
}

/** The document as the consumer's library, or another program, would write it. */
export function documentOf(request: HostileRequest): string {
  const { front, check, tls, ...same } = request
  return JSON.stringify({
    ...same,
    id: "id",
    port_mapping: { [front]: 8080 },
    health_checks: check === undefined ? [] : [{ ...check, interval: 5, retries: 2 }],
    public: true,
    tls_termination: tls !== undefined,
    tls_cert: tls?.certificate ?? null,
    tls_key: tls?.key ?? null,
    sent_hash: null,
  })
}
