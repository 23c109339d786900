import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { packCharm } from "@charmkit/pack"
import { Model } from "minijuju"
import { afterAll, expect, test } from "vitest"
import { shellCharm } from "../../minijuju/tests/shell-charm.ts"
import { Collector, tree } from "../../ops/tests/collector.ts"

const folder = mkdtempSync(join(tmpdir(), "tracing-"))
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

const CHARM = `
import { ActiveStatus, CharmBase, type Framework, main } from "@charmkit/ops"
import { Tracing } from "@charmkit/ops/tracing"
class Traced extends CharmBase {
  readonly tracing = new Tracing(this, "charm-tracing")
  constructor(framework: Framework) {
    super(framework)
    this.observe(this.on.configChanged, this.configure)
  }
  configure(): void {
    this.unit.status = new ActiveStatus(\`word is \${this.config.get("word")}\`)
  }
}
main(Traced)
`

async function tracedCharm(): Promise<string> {
  const projectDir = join(folder, "traced")
  mkdirSync(join(projectDir, "src"), { recursive: true })
  writeFileSync(join(projectDir, "src/charm.ts"), CHARM)
  writeFileSync(join(projectDir, "LICENSE"), "All rights reserved.\n")
  symlinkSync(
    fileURLToPath(new URL("../../../node_modules", import.meta.url)),
    join(projectDir, "node_modules"),
  )
  writeFileSync(
    join(projectDir, "charmcraft.yaml"),
    `type: charm
name: traced
summary: s
description: d
base: ubuntu@24.04
platforms: { all: {} }
requires:
  charm-tracing: { interface: tracing, limit: 1, optional: true }
config:
  options:
    word: { type: string, default: first }
`,
  )
  return (await packCharm({ projectDir, conditions: ["charmkit-source"] })).file
}

/** A provider of the interface as Tempo's charm is one: it publishes its receivers, and the protocols' names. */
function tempo(url: string): Promise<string> {
  const receivers = JSON.stringify([
    { protocol: { name: "otlp_grpc", type: "grpc" }, url: "127.0.0.1:1" },
    { protocol: { name: "otlp_http", type: "http" }, url },
  ])
  return shellCharm(
    folder,
    "tempo",
    `case "$JUJU_DISPATCH_PATH" in
      */tracing-relation-changed) relation-set --app receivers='${receivers}' ;;
    esac`,
    "provides:\n  tracing: { interface: tracing }\n",
  )
}

test("a packed charm sends its traces to the related collector, from the relation to its end", {
  timeout: 60_000,
}, async () => {
  await using collector = await Collector.start()
  await using model = await Model.start({ dir: folder })
  const tracesOf = () => {
    const [name = ""] = readdirSync(folder).filter((entry) => existsSync(join(folder, entry, "agents")))
    return join(folder, name, "agents/unit-traced-0/charm/.traces")
  }
  await model.deploy(await tracedCharm())
  await model.deploy(await tempo(collector.url))
  await model.settle()
  expect(existsSync(tracesOf())).toBe(false)

  model.integrate("traced", "tempo")
  await model.settle()
  const [relation] = model.relations("traced")
  expect(JSON.stringify(relation)).toContain('"receivers":"[\\"otlp_http\\"]"')

  model.config("traced", { word: "second" })
  await model.settle()
  const trace = await collector.trace("hooks/config-changed")
  expect(tree(trace)).toEqual([
    "hooks/config-changed",
    "  state-get",
    "  emit config_changed",
    "    Traced.configure",
    "      config-get",
    "      status-set",
    "  commit",
    "  commit state",
  ])
  expect(trace.resource).toMatchObject({ "service.name": "traced", juju_unit: "traced/0", charm: "traced" })
  expect(collector.problems).toEqual([])

  model.removeRelation("traced", "tempo")
  await model.settle()
  expect(existsSync(tracesOf())).toBe(false)
  model.config("traced", { word: "third" })
  await model.settle()
  expect(existsSync(tracesOf())).toBe(false)
  // Those of the relation's last hooks may still be on their way.
  const ofChanges = collector.traces.filter(({ spans }) => spans[0]?.name === "hooks/config-changed")
  expect(ofChanges).toEqual([trace])
})
