import { spawnSync } from "node:child_process"
import { inProcess, Model } from "@charmkit/testing"
import { expect, test } from "vitest"
import { LbConsumerCharm } from "../examples/lb-consumer/src/charm.ts"
import { LbProviderCharm } from "../examples/lb-provider/src/charm.ts"
import { bundled } from "../suite/bundled.ts"

const cli = await bundled(new URL("../packages/loadbalancer/src/cli.ts", import.meta.url))

function explain(input: unknown, ...args: string[]) {
  const text = typeof input === "string" ? input : JSON.stringify(input)
  return spawnSync(process.execPath, [cli, "explain", ...args], { input: text, encoding: "utf8" })
}

async function shownUnit(publicly: boolean): Promise<unknown> {
  const project = (name: string) => new URL(`../examples/${name}/`, import.meta.url)
  await using model = await Model.start()
  await model.deploy(inProcess(LbConsumerCharm, { project: project("lb-consumer") }), {
    config: { public: publicly },
  })
  await model.deploy(inProcess(LbProviderCharm, { project: project("lb-provider") }), {
    config: { address: "192.0.2.7" },
  })
  model.integrate("lb-consumer", "lb-provider")
  await model.settle()
  return {
    "lb-consumer/0": model.showUnit("lb-consumer/0"),
    "lb-provider/0": model.showUnit("lb-provider/0"),
  }
}

test("explains what show-unit prints of both sides, without a problem", async () => {
  const { status, stdout, stderr } = explain(await shownUnit(true))
  expect(stderr).toBe("")
  expect(status).toBe(0)
  expect(stdout).toContain("192.0.2.7")
  expect(stdout).toContain("web")
  expect(stdout).not.toContain("\u001b[")
})

test("explains a refusal with its field", async () => {
  const { stdout } = explain(await shownUnit(false))
  expect(stdout).toContain("internal load balancers are not supported")
  expect(stdout).toContain("public")
})

test("an unreadable document gives exit code 1, also as JSON; keys are never shown", () => {
  const key = "-----BEGIN PRIVATE KEY-----"
  const bags = {
    consumer: {
      version: "1",
      request_a: "{",
      request_b: JSON.stringify({ tls_key: key, port_mapping: { 80: 99999 } }),
    },
    provider: { version: "1" },
  }
  for (const args of [[], ["--json"]]) {
    const { status, stdout, stderr } = explain(bags, ...args)
    expect(status).toBe(1)
    expect(stdout + stderr).not.toContain("PRIVATE KEY")
    if (args.length > 0) expect(JSON.parse(stdout)).toBeTypeOf("object")
  }
})

test("a usage error exits with 2, help with 0", () => {
  expect(explain("", "--nonsense").status).toBe(2)
  expect(explain("", "--help")).toMatchObject({ status: 0 })
})
