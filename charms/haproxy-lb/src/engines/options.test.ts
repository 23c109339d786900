import { once } from "node:events"
import { createServer as createHttpServer } from "node:http"
import { connect, createServer, type Server, type Socket } from "node:net"
import { connect as tlsConnect } from "node:tls"
import type { Options } from "loadbalancer-interface"
import { describe, expect, test } from "vitest"
import { ENGINES, Rig, selfSigned } from "../../testing/engines.ts"
import {
  ask,
  askWhole,
  HeldConnections,
  NamedServer,
  overTls,
  servers,
  tally,
  until,
} from "../../testing/servers.ts"

// What each option of a request does to real traffic.

const hosts = (all: readonly NamedServer[]) => all.map(({ host }) => host)
const check = { protocol: "http", port: 20001, path: "/" } as const

/** A server on the port of the backends of one host. */
async function listening(server: Server, host: string) {
  server.listen(20001, host)
  await once(server, "listening")
  const open = new Set<Socket>()
  server.on("connection", (socket) => open.add(socket))
  return {
    host,
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, "close")
    },
  }
}

const anyHost = () => `127.${2 + Math.floor(Math.random() * 250)}.${2 + Math.floor(Math.random() * 250)}.9`

/** Everything that comes before the connection ends. */
async function whatComes(socket: Socket): Promise<string> {
  let text = ""
  socket.setEncoding("utf8").on("data", (part) => {
    text += part
  })
  // A client that is refused gets an error before the end.
  await new Promise((resolve) => socket.on("error", () => socket.destroy()).once("close", resolve))
  return text
}

describe.each(ENGINES)("$name", ({ absent, make }) => {
  describe.skipIf(absent)("serves", { timeout: 120_000 }, () => {
    test("only clients of the source ranges", async () => {
      await using rig = new Rig(make)
      await using one = await servers(1)
      for (const mode of ["http", "tcp"] as const) {
        const apply = (sourceRanges: readonly string[]) =>
          rig.engine.apply({
            services: [rig.service({ backends: hosts(one), mode, options: { sourceRanges } })],
          })
        await apply(["127.9.1.0/24", "2001:db8::/32", "127.9.3.3/32"])
        for (const client of ["127.9.1.7", "127.9.3.3"]) expect(await ask(rig.url(), client)).toBe("s0")
        for (const client of ["127.9.2.7", "127.9.3.4"])
          await expect(ask(rig.url(), client)).rejects.toThrow()
        await apply([])
        await expect(ask(rig.url(), "127.9.1.7")).rejects.toThrow()
      }
    })

    test("backends whose checks give the expected codes, asked by the expected name, often enough", async () => {
      await using rig = new Rig(make)
      await using two = await servers(2)
      const [first, second] = two
      if (first === undefined || second === undefined) throw new Error("two servers")
      first.status = 418
      const options: Options = { checkCodes: ["404", "410-419"], checkName: "shop.example", checkRise: 3 }
      await rig.engine.apply({ services: [rig.service({ backends: hosts(two), checks: [check], options })] })
      // The second one answers with 200, which is not expected.
      await rig.live(1)
      expect((await askWhole(rig.url())).text).toBe("s0")
      expect(second.requests.at(-1)?.host).toBe("shop.example")
      const before = second.requests.length
      second.status = 404
      await rig.live(2)
      expect(second.requests.length - before).toBeGreaterThanOrEqual(3)
    })

    test("a connection that is idle for the given time is closed, and no more clients than allowed", async () => {
      await using rig = new Rig(make)
      await using one = await servers(1)
      await using held = new HeldConnections()
      const apply = (options: Options) =>
        rig.engine.apply({ services: [rig.service({ backends: hosts(one), mode: "tcp", options })] })
      for (const options of [{ idleTimeout: 1 }, { clientTimeout: 1, idleTimeout: 3600 }]) {
        await apply(options)
        const idle = connect(20080, rig.address)
        expect(await held.use(idle)).toBe(true)
        await whatComes(idle)
      }
      await apply({ maxConnections: 1 })
      await rig.engine.apply({
        services: [rig.service({ backends: hosts(one), mode: "tcp", maxConnections: 1 })],
      })
      await held.hold(rig.address, 20080, 1)
      const more = ask(rig.url()).catch(() => "refused")
      await held[Symbol.asyncDispose]()
      // HAProxy keeps it waiting; the embedded engine closes it at once.
      expect(await more).toBe(rig.engine.name === "haproxy" ? "s0" : "refused")
    })
  })
})

const [, haproxy] = ENGINES

describe.skipIf(haproxy.absent)("HAProxy", { timeout: 120_000 }, () => {
  test("accepts all options together, with each kind of check and with TLS", async () => {
    await using rig = new Rig(haproxy.make)
    const options: Options = {
      ...{
        sourceRanges: ["127.0.0.0/8", "::1/128"],
        connectTimeout: 1,
        clientTimeout: 86_400,
        serverTimeout: 3,
      },
      ...{ idleTimeout: 4, maxConnections: 5, backendConnections: 6, proxyProtocol: "v1", checkTimeout: 7 },
      ...{ checkRise: 8, checkCodes: ["100-199", "201", "305-599"], checkName: "a.example" },
      ...{ serverNames: Array.from({ length: 256 }, (_, index) => `${index}.example`), weights: { x: 1 } },
    }
    const checks = (["tcp", "http", "https"] as const).map((protocol) => ({ ...check, protocol }))
    const common = { backends: ["127.0.0.1"], checks, options }
    const services = [
      rig.service({ ...common, tls: selfSigned(rig.dir) }),
      rig.service({ ...common, mode: "tcp", key: "1/t", id: "r1_t", ports: [{ front: 20081, back: 20001 }] }),
    ]
    expect(await rig.engine.check({ services })).toBe(undefined)
  })

  test("shares connections by weight, and gives none to a backend with the weight 0", async () => {
    await using rig = new Rig(haproxy.make)
    await using three = await servers(3)
    const [a = "", b = "", c = ""] = hosts(three)
    const weights = { [a]: 150, [b]: 50, [c]: 0, "192.0.2.1": 7 }
    await rig.engine.apply({ services: [rig.service({ backends: [a, b, c], options: { weights } })] })
    expect(await tally(rig.url(), 40)).toEqual({ s0: 30, s1: 10 })
    // HAProxy's own state for drained servers is not that of a server whose weight is 0.
    const isLive = async () => (await rig.engine.traffic())[0]?.backends.map(({ live }) => live)
    expect(await isLive()).toEqual([true, true, true])
    await rig.engine.drainBackend(c, true)
    expect((await rig.engine.traffic())[0]?.backends[2]).toMatchObject({ live: false, problem: "is drained" })
  })

  test.each([
    ["v1", /^PROXY TCP4 127\.9\.1\.7 127\.\d+\.\d+\.\d+ \d+ 20080\r\n/],
    ["v2", /^\r\n\r\n\0\r\nQUIT\n/],
  ] as const)(
    "begins connections with the PROXY protocol %s, also those of checks",
    async (version, header) => {
      await using rig = new Rig(haproxy.make)
      const heads: string[] = []
      const host = anyHost()
      await using backend = await listening(
        createServer((socket) => {
          socket.on("error", () => socket.destroy())
          socket.once("data", (data) => {
            const head = data.toString("latin1")
            const isProxied =
              version === "v1" ? head.startsWith("PROXY ") : /^\r\n\r\n\0\r\nQUIT\n/.test(head)
            if (!isProxied) return void socket.destroy()
            heads.push(head)
            socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
          })
        }),
        host,
      )
      const options: Options = { proxyProtocol: version }
      await rig.engine.apply({
        services: [rig.service({ backends: [backend.host], mode: "tcp", checks: [check], options })],
      })
      await until("a check with the header", () => heads.length > 1)
      await rig.live(1)
      heads.splice(0)
      expect(await ask(rig.url(), "127.9.1.7")).toBe("ok")
      expect(heads.some((head) => header.test(head))).toBe(true)
    },
  )

  test("lets further requests wait for a backend with all of its connections in use", async () => {
    await using rig = new Rig(haproxy.make)
    const waiting: (() => void)[] = []
    const server = createHttpServer((_request, response) => void waiting.push(() => response.end("ok")))
    await using backend = await listening(server, anyHost())
    await rig.engine.apply({
      services: [rig.service({ backends: [backend.host], options: { backendConnections: 2 } })],
    })
    const answers = Array.from({ length: 5 }, () => ask(rig.url()))
    for (let left = 5; left > 0; left--) {
      await until("requests at the backend", () => waiting.length === Math.min(2, left))
      waiting.shift()?.()
    }
    expect(await Promise.all(answers)).toEqual(Array(5).fill("ok"))
  })

  test("ends requests of a silent client and of a silent backend, and connections that wait for a request", async () => {
    await using rig = new Rig(haproxy.make)
    await using silent = await listening(
      createHttpServer((request, response) => {
        if (request.url !== "/silent") response.end("ok")
      }),
      anyHost(),
    )
    const apply = (options: Options) =>
      rig.engine.apply({ services: [rig.service({ backends: [silent.host], options })] })
    await apply({ serverTimeout: 1 })
    expect((await askWhole(`${rig.url()}silent`)).status).toBe(504)
    await apply({ clientTimeout: 1 })
    const client = connect(20080, rig.address)
    client.write("POST / HTTP/1.1\r\nHost: a")
    expect(await whatComes(client)).toMatch(/^HTTP\/1\.1 408 /)
    await apply({ idleTimeout: 1 })
    const idle = connect(20080, rig.address)
    idle.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    expect(await whatComes(idle)).toMatch(/^HTTP\/1\.1 200 /)
  })

  test("serves only TLS clients that ask for one of the names, whoever terminates TLS", async () => {
    await using rig = new Rig(haproxy.make)
    await using one = await servers(1)
    const [plain] = one
    if (plain === undefined) throw new Error("one server")
    const tls = selfSigned(rig.dir)
    await using secure = await new NamedServer("secure", plain.host, 20443, tls).start()
    const options: Options = { serverNames: ["x.test", "LB.test"] }
    const common = { backends: hosts(one), options }
    await rig.engine.apply({
      services: [
        rig.service({ ...common, tls }),
        rig.service({
          ...{ ...common, mode: "tcp", key: "1/s", id: "r1_s" },
          ports: [{ front: 20081, back: secure.port }],
        }),
      ],
    })
    const other = async (port: number) => {
      const socket = tlsConnect({
        host: rig.address,
        port,
        servername: "other.test",
        rejectUnauthorized: false,
      })
      socket.write("GET / HTTP/1.1\r\nHost: lb.test\r\nConnection: close\r\n\r\n")
      return whatComes(socket)
    }
    for (const [port, name] of [
      [20080, "s0"],
      [20081, "secure"],
    ] as const) {
      expect(await overTls(rig.address, port, tls.certificate)).toContain(name)
      expect(await other(port)).not.toContain(name)
    }
  })
})
