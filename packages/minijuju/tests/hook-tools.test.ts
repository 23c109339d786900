// What hook tools return where minijuju once differed from a Juju 4.0.15 controller. According to its sources,
// 3.6 behaves the same.
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { type JujuSeries, Model } from "../src/index.ts"
import { StubCharm, type StubHook } from "./stub-charm.ts"

/**
 * A model with one unit whose charm runs `work` in the hook `name`. Returns what `work` returned, or the tool's
 * error.
 */
async function inHook<T>(
  name: string,
  work: (hook: StubHook) => T,
  charm = probe(),
  juju?: JujuSeries,
): Promise<T | string> {
  let seen: T | string = `${name} did not run`
  charm.handle((hook) => {
    if (hook.hook !== name) return
    try {
      seen = work(hook)
    } catch (error) {
      seen = error instanceof Error ? error.message.trim() : String(error)
    }
  })
  const options = { updateStatusIntervalMs: 0, retry: { enabled: false } }
  await using model = await Model.start(juju === undefined ? options : { ...options, juju })
  await model.deploy(charm)
  await model.settle()
  return seen
}

const probe = () => new StubCharm({ name: "pa", peers: { mates: "mates" } })

const refusal = (work: () => unknown): string => {
  try {
    return `not refused: ${String(work())}`
  } catch (error) {
    return error instanceof Error ? error.message.trim() : String(error)
  }
}

test("install sees no relation, also no peer relation; the next hook does", async () => {
  const ids = ({ json }: StubHook) => json("relation-ids", "mates")
  expect(await inHook("install", ids)).toEqual([])
  expect(await inHook("mates-relation-created", ids)).toEqual(["mates:0"])
  expect(await inHook("install", ({ tool }) => tool("relation-get", "-r", "mates:0", "-", "pa/0"))).toBe(
    'ERROR invalid value "mates:0" for option -r: relation not found',
  )
})

test("opened-ports shows what this hook opens and closes; ranges that overlap are refused", async () => {
  const charm = probe()
  const ports: unknown[] = []
  const first = await inHook(
    "start",
    ({ tool }) => {
      for (const range of ["8080", "8080/tcp", "8081-8085/udp", "ICMP", "0"]) tool("open-port", range)
      ports.push(tool("opened-ports"), tool("opened-ports", "--format", "json"))
      const refused = refusal(() => tool("open-port", "8084-8090/udp"))
      tool("close-port", "8080")
      ports.push(tool("opened-ports"))
      return refused
    },
    charm,
  )
  expect(first).toBe(
    'ERROR cannot open 8084-8090/udp (unit "pa/0"): port range conflicts with 8081-8085/udp (unit "pa/0") requested earlier',
  )
  expect(ports).toEqual([
    "icmp\n0/tcp\n8080/tcp\n8081-8085/udp\n",
    '["icmp","0/tcp","8080/tcp","8081-8085/udp"]\n',
    "icmp\n0/tcp\n8081-8085/udp\n",
  ])
})

test("a range that overlaps one opened by an earlier hook is neither opened nor closed", async () => {
  const charm = probe()
  const seen: string[] = []
  charm.handle(({ hook, tool }) => {
    if (hook === "install") tool("open-port", "80-90")
    if (hook !== "start") return
    seen.push(
      refusal(() => tool("open-port", "85")),
      refusal(() => tool("close-port", "90-99")),
    )
    tool("close-port", "80-90")
  })
  await using model = await Model.start({ updateStatusIntervalMs: 0, retry: { enabled: false } })
  await model.deploy(charm)
  await model.settle()
  const conflict = 'port range conflicts with 80-90/tcp (unit "pa/0")'
  expect(seen).toEqual([
    `ERROR cannot open 85/tcp (unit "pa/0"): ${conflict}`,
    `ERROR cannot close 90-99/tcp (unit "pa/0"): ${conflict}`,
  ])
  expect(model.showUnit("pa/0")["opened-ports"]).toEqual([])
})

test("a port is opened for endpoints; an unknown one fails the hook when its changes are committed", async () => {
  const charm = probe()
  const seen: string[] = []
  charm.handle(({ hook, tool }) => {
    if (hook === "install") tool("open-port", "--endpoints", "mates", "90")
    if (hook === "leader-elected") tool("open-port", "90")
    if (hook === "config-changed") {
      seen.push(tool("opened-ports"), tool("opened-ports", "--endpoints"))
      tool("close-port", "90")
      seen.push(tool("opened-ports", "--endpoints"))
    }
    if (hook === "start") tool("open-port", "--endpoints", "nothing", "91")
  })
  await using model = await Model.start({ updateStatusIntervalMs: 0, retry: { enabled: false } })
  await model.deploy(charm)
  await model.settle({ allowErrors: true })
  expect(seen).toEqual(["90/tcp\n", "90/tcp (*, mates)\n", "90/tcp (mates)\n"])
  const unit = model.status().applications.pa?.units["pa/0"]
  expect(unit?.["workload-status"].message).toBe('hook failed: "start"')
  expect(unit?.["open-ports"]).toEqual(["90/tcp"])
})

test("network-get knows extra bindings, and repeats fields under their old names outside JSON", async () => {
  const charm = new StubCharm({ name: "pa", extraBindings: ["extra"] })
  const seen = await inHook(
    "start",
    ({ tool }) => [tool("network-get", "extra"), tool("network-get", "extra", "--format", "json")],
    charm,
  )
  expect(seen).toEqual([
    expect.stringMatching(
      /^bind-addresses:\n- mac-address: .*\n {2}interface-name: lo\n[\s\S]* {2}interfacename: lo\n/,
    ),
    expect.not.stringContaining("interfacename"),
  ])
})

test("status-get reads once per hook; --application prints only the status", async () => {
  const seen = await inHook("start", ({ tool, json }) => {
    tool("status-set", "active")
    const first = json("status-get")
    tool("status-set", "maintenance", "many words")
    tool("status-set", "--application", "blocked", "app word")
    return [
      first,
      tool("status-get"),
      tool("status-get", "--format", "smart"),
      tool("status-get", "--application"),
    ]
  })
  expect(seen).toEqual([{ status: "active" }, "active\n", "active\n", "blocked\n"])
})

test("status-get --application in the other formats includes the units", async () => {
  const application = ({ tool, json }: StubHook) => {
    tool("status-set", "blocked", "line1\nline2")
    tool("status-set", "--application", "active", "app word")
    return json("status-get", "--application")
  }
  expect(await inHook("start", application)).toEqual({
    "application-status": { status: "active", units: { "pa/0": { status: "blocked" } } },
  })
})

test("relation-set and state-set trim the values of their arguments; null in a file is an empty value", async () => {
  await using file = await settingsFile(
    "gone: null\nempty:\ntilde: ~\nquoted: 'null'\nspaces: ' a '\nyes: yes\n",
  )
  const work = ({ tool, json }: StubHook) => {
    tool("relation-set", "-r", "mates:0", "multi= one\n two\n", "gone=1", "empty=1", "tilde=1")
    const given = json("relation-get", "-r", "mates:0", "multi", "pa/0")
    tool("relation-set", "-r", "mates:0", "--file", file.path)
    tool("state-set", "--file", file.path, "multi=\tone\u00a0")
    return [given, json("relation-get", "-r", "mates:0", "-", "pa/0"), json("state-get")]
  }
  const seen = await inHook("start", work, probe(), "3.6")
  const bag = { multi: "one\n two", quoted: "null", spaces: " a ", yes: "yes" }
  expect(seen).toEqual([
    "one\n two",
    {
      ...bag,
      "egress-subnets": expect.anything(),
      "ingress-address": expect.anything(),
      "private-address": expect.anything(),
    },
    { gone: "", empty: "", tilde: "", quoted: "null", spaces: " a ", yes: "yes", multi: "one" },
  ])
})

async function settingsFile(content: string) {
  const dir = await mkdtemp(join(tmpdir(), "mj-"))
  const path = join(dir, "settings.yaml")
  await writeFile(path, content)
  return { path, [Symbol.asyncDispose]: () => rm(dir, { recursive: true }) }
}
