import { describe, expect, test } from "vitest"
import fc, { character } from "../../../../suite/fast-check.ts"
import { planInput, requestWith } from "../../testing/requests.ts"
import type { Desired, Service } from "../plan/desired.ts"
import { plan } from "../plan/plan.ts"
import { configurationOf } from "./config.ts"

const render = (desired: Desired) => configurationOf(desired)
/** Backends whose host is their address. */
const at = (...addresses: string[]) => addresses.map((address) => ({ host: address, address }))
const text = (...requests: Parameters<typeof requestWith>[0][]) =>
  render(plan(planInput(requests.map(requestWith))).desired).text

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

test("an http service with a cookie and checks", () => {
  const checks = [{ protocol: "https", port: 8443, path: "/ok?a=b%20c" }] as const
  const made = render({
    services: [
      {
        ...service,
        sticky: true,
        checks,
        backends: [...at("10.0.0.1", "::2"), { host: "u.example", address: "192.0.2.5" }],
      },
    ],
  }).text
  expect(made.split("\n\n").slice(2).join("\n\n")).toMatchInlineSnapshot(`
    "frontend f_r1_x_80
        mode http
        bind 10.0.0.9:80
        maxconn 10
        option idle-close-on-response
        option forwardfor
        http-request set-header X-Forwarded-Proto http
        default_backend b_r1_x_80

    backend b_r1_x_80
        mode http
        balance roundrobin
        cookie LB_r1_x insert indirect nocache httponly
        option tcp-check
        tcp-check connect port 8443 ssl
        tcp-check send GET\\ '/ok?a=b%20c'\\ HTTP/1.1\\r\\nHost:\\ lb\\r\\nConnection:\\ close\\r\\n\\r\\n
        tcp-check expect rstring '^HTTP/1\\.[01] ([23][0-9][0-9]|40[13]) '
        default-server check inter 1s fastinter 1s downinter 1s fall 1 rise 2 verify none
        retry-on conn-failure empty-response
        http-request disable-l7-retry unless METH_GET
        server 10.0.0.1 10.0.0.1:8080 cookie f5047344122f0dee
        server ::2 [::2]:8080 cookie bac182c2a7d2a65e
        server u.example 192.0.2.5:8080 cookie a9fef08ff668af5e
    "
  `)
})

/** Keywords of HAProxy's configuration, and characters that could end a line, a word or a quote in it. */
const NASTY = [
  "\n",
  "\r",
  "\t",
  "\0",
  "\\",
  "'",
  '"',
  "#",
  "$",
  "{",
  "}",
  ";",
  " ",
  "%",
  "@",
  "\u2028",
  "\u0085",
  "é",
]
const bad = fc
  .tuple(fc.string(), fc.constantFrom(...NASTY), fc.string({ unit: character }))
  .map((parts) => parts.join(""))

describe("no value of a databag adds a line or a word", () => {
  const OURS = [
    /^(frontend f|backend b|default_backend b)_r\d_[0-9a-f]{12}_\d$/,
    /^(maxconn \d+|mode tcp|balance roundrobin|option tcp-check)$/,
    /^(bind|server [0-9A-Za-z.:-]+) [0-9A-Za-z.:[\]-]+:\d+$/,
    /^tcp-check (connect port 1|expect rstring '\^HTTP\/1\\\.\[01\] \(\[23\]\[0-9\]\[0-9\]\|40\[13\]\) ')$/,
    /^tcp-check send GET\\ '\/[A-Za-z0-9\-._~!&()*+,=:@%/?]*'\\ HTTP\/1\.1\\r\\nHost:\\ lb\\r\\nConnection:\\ close\\r\\n\\r\\n$/,
    /^default-server [a-z0-9, -]+$/,
  ]

  test.each(NASTY)("%j in a name, an address, a path, an algorithm", (nasty) => {
    const evil = `x${nasty}stats socket /tmp/evil level admin`
    // A name may contain any character, because it is not part of the configuration.
    expect(text({ name: evil }).split("\n").length).toBe(text({}).split("\n").length)
    expect(text({ name: evil })).not.toContain("evil")
    for (const fields of [
      { backends: [evil] },
      { ingressAddress: evil },
      { algorithm: [evil] },
      { healthChecks: [{ protocol: "http", port: 1, path: `/${evil}`, interval: 1, retries: 1 }] },
    ] as const) {
      expect(text(fields)).not.toContain("evil")
    }
  })

  test("whatever a field contains, each line is an expected one", () => {
    fc.assert(
      fc.property(bad, bad, bad, bad, (name, backend, path, address) => {
        const check = { protocol: "http", port: 1, path: `/${path}`, interval: 1, retries: 1 } as const
        const all = text(
          { name, portMapping: { 1: 1 }, backends: [backend] },
          { name, portMapping: { 2: 1 }, relationId: 2, ingressAddress: address },
          { name, portMapping: { 3: 1 }, relationId: 3, healthChecks: [check] },
        )
        const [, , ...sections] = all.split("\n\n")
        const lines = sections.flatMap((section) => section.trim().split("\n"))
        for (const line of lines)
          expect(
            OURS.some((ours) => ours.test(line.trim())),
            line,
          ).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  test("the configuration refuses invalid values even if the plan does not", () => {
    const evil = "x\n    stats socket /tmp/evil"
    const check = { protocol: "http", port: 1, path: "/" } as const
    const bads: readonly Partial<Service>[] = [
      { id: evil },
      { address: evil },
      { backends: at(evil) },
      { backends: at("unix@/tmp/evil") },
      { backends: at("10.0.0.1%eth0") },
      { backends: [{ host: "u.example", address: "u.example" }] },
      { backends: [{ host: evil, address: "10.0.0.1" }] },
      { maxConnections: Number.NaN },
      { ports: [{ front: Number.NaN, back: 1 }] },
      { ports: [{ front: 1, back: 65536 }] },
      { checks: [{ ...check, path: evil }] },
      { checks: [{ ...check, path: "/'" }] },
      { checks: [{ ...check, port: -1 }] },
      { checks: [check], interval: 0.5 },
      { checks: [check], retries: Number.POSITIVE_INFINITY },
    ]
    for (const fields of bads) {
      expect(() => render({ services: [{ ...service, ...fields }] }), JSON.stringify(fields)).toThrow(
        "cannot be in",
      )
    }
    for (const metrics of [
      { address: evil, port: 8405 },
      { address: "10.0.0.9", port: 0 },
    ])
      expect(() => render({ services: [], metrics })).toThrow("cannot be in")
  })
})

test("keys are in separate files, named by a hash of their content, and not in the configuration", () => {
  const tls = { certificate: "CERTIFICATE\n", key: "VERY SECRET\n" }
  const made = render({ services: [{ ...service, tls }] })
  const [[name, content] = []] = [...made.tls]
  expect(content).toBe("CERTIFICATE\nVERY SECRET\n")
  expect(name).toMatch(/^[0-9a-f]{64}\.pem$/)
  expect(made.text).toContain(`bind 10.0.0.9:80 ssl crt 'tls/${name}' alpn h2,http/1.1`)
  expect(made.text).not.toContain("SECRET")
  expect([...render({ services: [{ ...service, tls: { ...tls, key: "OTHER\n" } }] }).tls.keys()]).not.toEqual(
    [name],
  )
})
