import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { afterEach, beforeEach, expect, test } from "vitest"
import { at, CliHome } from "./cli-home.ts"
import { MANIFEST, shellCharm, writeZip } from "./shell-charm.ts"

let home: CliHome
beforeEach(async () => {
  home = await CliHome.make()
})
afterEach(() => home.end(), 60_000)

const SCRIPT = `juju-log -l DEBUG "detail of $JUJU_HOOK_NAME"
juju-log "news of $JUJU_HOOK_NAME"
[ "$JUJU_HOOK_NAME" = config-changed ] && status-set active "$http_proxy $no_proxy|$JUJU_CHARM_HTTPS_PROXY $JUJU_CHARM_NO_PROXY"
true`

async function deploy(): Promise<void> {
  const options = { "config.yaml": "options:\n  word: { type: string, default: one }\n" }
  await home.ok("deploy", await shellCharm(home.dir, "app", SCRIPT, "", options))
}

test("proxies reach the charm's environment, and logging-config decides about its log", {
  timeout: 60_000,
}, async () => {
  await deploy()
  await home.until("app/0", "active:  | 127.0.0.1,localhost,::1")
  const log = async () => home.ok("debug-log", "--replay", "--no-tail")
  expect(await log()).toContain("news of install")
  expect(await log()).not.toContain("detail of")

  const set = await home.run([
    "model-config",
    "http-proxy=proxy.test:3128",
    "no-proxy=10.0.0.1",
    "juju-no-proxy=10.0.0.2",
    "logging-config=<root>=WARNING;unit=DEBUG",
  ])
  expect(set).toMatchObject({ code: 0, out: "", err: "" })
  await home.ok("config", "app", "word=two")
  await home.until("app/0", "active: http://proxy.test:3128 10.0.0.1| 10.0.0.2")
  expect(await log()).toContain("detail of config-changed")
  expect((await log()).match(/ran "config-changed" hook/g)).toHaveLength(1)

  await home.ok("model-config", "--reset", "http-proxy,no-proxy,juju-no-proxy", "juju-https-proxy=https://p")
  await home.ok("config", "app", "word=three")
  await home.until("app/0", "active:  |https://p 127.0.0.1,localhost,::1")
})

test("the log says whether a charm has one program for all hooks", { timeout: 60_000 }, async () => {
  await deploy()
  const program = (script: string) => ({ content: `#!/bin/sh\n${script}\n`, mode: 0o100755 })
  const legacy = await writeZip(join(home.dir, "legacy.charm"), {
    "manifest.yaml": MANIFEST,
    "metadata.yaml": "name: legacy\nsummary: s\ndescription: d\n",
    "hooks/install": program("true"),
    "hooks/config-changed": program("status-set active here"),
    "hooks/start": program("exit 3"),
  })
  await home.ok("model-config", "automatically-retry-hooks=false")
  await home.ok("deploy", legacy)
  const log = () => home.ok("debug-log", "--replay", "--no-tail")
  while (!(await log()).includes('hook "start"')) await sleep(50)
  await home.until("app/0", "active:  | 127.0.0.1,localhost,::1")
  const said = async (unit: string) =>
    (await log())
      .split("\n")
      .filter((line) => line.startsWith(`unit-${unit}: `) && line.includes("uniter.operation"))
      .map((line) => line.replace(/^.*uniter\.operation /, ""))
  expect(await said("legacy-0")).toEqual([
    'ran "install" hook (via explicit, bespoke hook script)',
    'skipped "leader-elected" hook (missing)',
    'ran "config-changed" hook (via explicit, bespoke hook script)',
    'hook "start" (via explicit, bespoke hook script) failed: exit status 3',
  ])
  expect(await said("app-0")).toContain('ran "install" hook (via hook dispatching script: dispatch)')
})

test("the model's mode decides whether a removal asks first", { timeout: 60_000 }, async () => {
  await home.ok("add-model", "--show-log", "m")
  await home.ok("deploy", "ubuntu", "-n", "2", "--logging-config=<root>=DEBUG", "-B")
  expect(await home.run(["remove-unit", "ubuntu/0"])).toMatchObject({
    code: 1,
    err: expect.stringContaining("ERROR aborted"),
  })
  expect(await home.run(["model-config", "mode=lax, strict,bold"])).toMatchObject({
    code: 1,
    err: 'ERROR mode(s) "bold, lax" not valid\n',
  })
  await home.ok("model-config", "mode=")
  expect(await home.ok("--show-log", "remove-unit", "ubuntu/0")).toBe("will remove unit ubuntu/0\n")
  expect(await home.ok("remove-application", "ubuntu")).toContain("will remove application ubuntu\n")
})

test("what is shown, stored from a file, and refused", { timeout: 60_000 }, async () => {
  await home.ok("add-model", "m")
  expect(await home.ok("model-config")).toMatch(
    /^Attribute +From +Value\nagent-metadata-url +default +""\nagent-stream +default +released\nagent-version +model +\d/,
  )
  expect(await home.ok("model-config", "logging-config")).toBe("<root>=INFO\n")
  expect(await home.ok("model-config", "automatically-retry-hooks")).toBe("True\n")
  const file = join(home.dir, "model.yaml")
  await writeFile(
    file,
    "update-status-hook-interval: 1m\nautomatically-retry-hooks: { value: false, source: model }\nagent-version: 3.6.1\n",
  )
  const end = async (...argv: string[]) => {
    const { code, err } = await home.run(["model-config", ...argv])
    return [code, err]
  }
  expect(await end("--file", file)).toEqual([1, 'ERROR "agent-version" must be set via "upgrade-model"\n'])
  expect(await end("--file", file, "--ignore-read-only-fields", "mode=strict", "apt-mirror=x")).toEqual([
    0,
    "WARNING apt-mirror has no effect on minijuju\n",
  ])
  const json = await home.json("model-config")
  expect(at(json, "update-status-hook-interval")).toEqual({ Value: "1m", Source: "model" })
  expect(at(json, "automatically-retry-hooks")).toEqual({ Value: false, Source: "model" })
  expect(at(json, "net-bond-reconfigure-delay")).toEqual({ Value: 17, Source: "default" })
  expect(await home.ok("model-config", "mode", "--format", "yaml")).toBe(
    "mode:\n  value: strict\n  source: model\n",
  )
  expect(await end("colour=red")).toEqual([
    0,
    'WARNING key "colour" is not defined in the current model configuration: possible misspelling\n',
  ])
  await home.ok("model-config", "cloudinit-userdata=packages: [jq]")
  expect(await home.ok("model-config")).toMatch(
    /^cloudinit-userdata +model +<value set, see juju model-config cloudinit-userdata>$/m,
  )
  expect(await home.ok("model-config", "cloudinit-userdata")).toBe("packages: [jq]\n")
  // As pytest-operator's fast_forward does.
  await home.ok("model-config", "update-status-hook-interval=10s")
  const refusals: [number, string, ...string[]][] = [
    [1, '"taste" is not a key of the currently targeted model: "admin/m"', "taste"],
    [
      1,
      'invalid update status hook interval in model configuration: time: invalid duration "soon"',
      "update-status-hook-interval=soon",
    ],
    [1, 'unknown severity level "LOUD"', "logging-config=<root>=LOUD"],
    [
      1,
      'automatically-retry-hooks: expected bool, got string("perhaps")',
      "automatically-retry-hooks=perhaps",
    ],
    [1, "cannot specify both legacy proxy values and juju proxy values", "http-proxy=a", "juju-http-proxy=b"],
    [1, 'secret backend "myvault" not found', "secret-backend=myvault"],
    [1, '"agent-version" cannot be reset', "--reset", "agent-version"],
    [2, "cannot set and retrieve values simultaneously", "mode=a", "mode"],
    [2, "can only retrieve a single value, or all values", "mode", "development"],
  ]
  for (const [code, message, ...argv] of refusals)
    expect(await end(...argv)).toEqual([code, `ERROR ${message}\n`])
})
