import { appendFileSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { get } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { packCharm, writeTypes } from "@charmkit/pack"
import { Model } from "minijuju"
import { expect, test } from "vitest"
import { createCharm } from "../packages/create-charm/src/index.ts"
import { packed } from "../suite/packed.ts"
import { codeBlocks } from "./lib/code-blocks.ts"

const ROOT = join(import.meta.dirname, "..")
const blocks = codeBlocks(readFileSync(join(ROOT, "docs/tutorial/first-charm.md"), "utf8"))

/** Creates the project of the tutorial's first step, with the changes of the second. */
function project(): string {
  const folder = mkdtempSync(join(tmpdir(), "tutorial-"))
  createCharm(join(folder, "my-charm"), { name: "my-charm", kind: "plain", style: "declared" })
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"))
  const textOf = (name: string) => blocks.find(({ file }) => file === name)?.text ?? ""
  appendFileSync(join(folder, "my-charm/charmcraft.yaml"), textOf("charmcraft.yaml"))
  writeFileSync(join(folder, "my-charm/src/charm.ts"), textOf("src/charm.ts"))
  return join(folder, "my-charm")
}

/** Sends one request on a connection of its own. */
function ask(host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host, port, agent: false }, (response) => {
      let text = ""
      response.on("data", (bytes: Buffer) => {
        text += bytes
      })
      response.on("end", () => resolve(text.trim()))
    }).on("error", reject)
  })
}

test("the tutorial's charm serves through the load balancer; when a unit goes, the other one answers", async () => {
  const projectDir = project()
  await writeTypes({ projectDir })
  const { file } = await packCharm({ projectDir, outDir: projectDir, conditions: ["charmkit-source"] })
  await using model = await Model.start({ name: "tutorial" })
  await model.deploy(file, { units: 2 })
  await model.deploy(await packed(join(ROOT, "charms/haproxy-lb")), {
    config: { engine: "embedded", "allowed-addresses": "127.0.0.0/8" },
  })
  model.integrate("my-charm", "haproxy-lb")
  await model.settle({ timeoutMs: 120_000 })
  const { applications } = model.status()
  const { message } = applications["my-charm"]?.units["my-charm/0"]?.["workload-status"] ?? {}
  const [, address = ""] = /^load balancer web: (\S+)$/.exec(String(message)) ?? []
  const answers = [await ask(address, 18_080), await ask(address, 18_080)]
  expect(answers.toSorted()).toEqual(["hello from my-charm/0", "hello from my-charm/1"])
  model.removeUnit("my-charm/1")
  await model.settle({ timeoutMs: 120_000 })
  expect([await ask(address, 18_080), await ask(address, 18_080)]).toEqual([
    "hello from my-charm/0",
    "hello from my-charm/0",
  ])
})
