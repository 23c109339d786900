import type { Options } from "loadbalancer-interface"
import { expect, test } from "vitest"
import fc from "../../../../suite/fast-check.ts"
import { planInput, requestWith } from "../../testing/requests.ts"
import type { Desired, Service } from "../plan/desired.ts"
import { plan } from "../plan/plan.ts"
import { configurationOf } from "./config.ts"

// Options of a request in the configuration.

const render = (desired: Desired) => configurationOf(desired)
const at = (...addresses: string[]) => addresses.map((address) => ({ host: address, address }))

const service: Service = {
  ...{ key: "1/web", id: "r1_x", mode: "http", address: "10.0.0.9", ports: [{ front: 80, back: 8080 }] },
  ...{
    backends: at("10.0.0.1"),
    algorithm: "round-robin",
    sticky: false,
    checks: [],
    interval: 1,
    retries: 1,
  },
  ...{ tls: undefined, maxConnections: 10 },
}

const OPTIONS: Options = {
  ...{ sourceRanges: ["10.0.0.0/8", "2001:db8::/32"], connectTimeout: 1, clientTimeout: 2, serverTimeout: 3 },
  ...{ idleTimeout: 4, backendConnections: 6, proxyProtocol: "v2", checkTimeout: 7, checkRise: 8 },
  ...{ checkCodes: ["200-299", "301", "400-418"], checkName: "shop.example", serverNames: ["a.example"] },
  weights: { "10.0.0.1": 0, constructor: 5 },
}

test("options of a request, with TLS termination and in tcp mode", () => {
  const checks = [{ protocol: "https", port: 8080, path: "/" }] as const
  const http = { ...service, checks, options: OPTIONS, tls: { certificate: "C", key: "K" } }
  const tcp = {
    ...service,
    key: "1/t",
    id: "r1_t",
    mode: "tcp" as const,
    options: OPTIONS,
    backends: at("::2"),
  }
  const made = render({ services: [http, tcp] }).text.replace(/[0-9a-f]{64}/, "HASH")
  expect(made.split("\n\n").slice(2).join("\n\n")).toMatchInlineSnapshot(`
    "frontend f_r1_x_80
        mode http
        bind 10.0.0.9:80 ssl crt 'tls/HASH.pem' alpn h2,http/1.1
        maxconn 10
        timeout client 2s
        acl from src 10.0.0.0/8
        acl from src 2001:db8::/32
        tcp-request connection reject unless from
        acl named ssl_fc_sni -i a.example
        tcp-request content accept if named
        tcp-request content reject
        timeout http-keep-alive 4s
        option idle-close-on-response
        option forwardfor
        http-request set-header X-Forwarded-Proto https
        default_backend b_r1_x_80

    backend b_r1_x_80
        mode http
        balance roundrobin
        option tcp-check
        tcp-check connect port 8080 send-proxy ssl sni shop.example
        tcp-check send GET\\ '/'\\ HTTP/1.1\\r\\nHost:\\ shop.example\\r\\nConnection:\\ close\\r\\n\\r\\n
        tcp-check expect rstring '^HTTP/1\\.[01] (2[0-9][0-9]|30[1]|40[0-9]|41[012345678]) '
        default-server check inter 1s fastinter 1s downinter 1s fall 1 rise 8 verify none
        retry-on conn-failure empty-response
        http-request disable-l7-retry unless METH_GET
        timeout connect 1s
        timeout server 3s
        timeout tunnel 4s
        timeout check 7s
        timeout queue 30s
        server 10.0.0.1 10.0.0.1:8080 maxconn 6 send-proxy-v2 weight 0

    frontend f_r1_t_80
        mode tcp
        bind 10.0.0.9:80
        maxconn 10
        acl from src 10.0.0.0/8
        acl from src 2001:db8::/32
        tcp-request connection reject unless from
        acl named req.ssl_sni -i a.example
        tcp-request inspect-delay 5s
        tcp-request content accept if named
        tcp-request content reject
        default_backend b_r1_t_80

    backend b_r1_t_80
        mode tcp
        balance roundrobin
        timeout connect 1s
        timeout tunnel 2s
        timeout check 7s
        timeout queue 30s
        server ::2 [::2]:8080 maxconn 6 send-proxy-v2 weight 100
    "
  `)
  // No client at all.
  const none = render({ services: [{ ...service, options: { sourceRanges: [], serverNames: [] } }] }).text
  expect(none).toContain("    tcp-request connection reject\n")
  expect(none).toContain("    tcp-request content reject\n")
  expect(none).not.toContain("acl")
})

const bad = fc
  .tuple(fc.string(), fc.constantFrom(..."\n\r\t\0\\'\"#$};{ %@\u2028\u0085é"), fc.string({ unit: "binary" }))
  .map((parts) => parts.join(""))

test("whatever an option contains, it adds no other line and nothing that is not printable", () => {
  const healthChecks = [{ protocol: "http", port: 1, path: "/", interval: 1, retries: 1 }] as const
  const lines = (options: Options) => {
    const input = { options: new Map([["1/web", { options, refusal: {} }]]) }
    return render(plan(planInput([requestWith({ healthChecks })], input)).desired).text.split("\n")
  }
  const most = lines({}).length + 4
  fc.assert(
    fc.property(fc.oneof(bad, fc.constantFrom("10.0.0.0/8", "a.example")), (text) => {
      for (const options of [
        { sourceRanges: [text] },
        { sourceRanges: [`10.0.0.0/${text}`] },
        { serverNames: [text] },
        { checkName: text },
        { checkCodes: [text] },
        { weights: { [text]: 1 } },
      ]) {
        const made = lines(options)
        expect(made.length).toBeLessThanOrEqual(most)
        for (const line of made) expect(line).toMatch(/^[ -~]*$/)
      }
    }),
    { numRuns: 300 },
  )
})

test("the configuration refuses invalid options even if the plan does not", () => {
  const evil = "x\n    stats socket /tmp/evil"
  const check = { protocol: "http", port: 1, path: "/" } as const
  const bads: readonly Partial<Service>[] = [
    { options: { sourceRanges: [evil] } },
    { options: { sourceRanges: [`10.0.0.0/8${evil}`] } },
    ...["10.0.0.1", "10.0.0.0/8/ anything", "10.0.0.0/8/\nlog", "10.0.0.0/8\n", "::/0/", "/999", "/8"].map(
      (range) => ({ options: { sourceRanges: [range] } }),
    ),
    ...["10.0.0.0/33", "::/129", "10.0.0.0/"].map((range) => ({ options: { sourceRanges: [range] } })),
    { options: { serverNames: [evil] } },
    { checks: [check], options: { checkName: evil } },
    { options: { idleTimeout: 0 } },
    { options: { connectTimeout: Number.NaN } },
    { options: { backendConnections: 0.5 } },
    { options: { weights: { "10.0.0.1": -1 } } },
  ]
  for (const fields of bads)
    expect(() => render({ services: [{ ...service, ...fields }] }), JSON.stringify(fields)).toThrow(
      "cannot be in",
    )
})
