import { execFileSync } from "node:child_process"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { runCli } from "../src/pack/cli/run.ts"
import { typedProject } from "./support/typed-project.ts"

/** A charm in plain JavaScript, so that the types also have to work there. `error` marks lines that must not compile. */
const plain = `// @ts-check
import { CharmBase, endpointPorts } from "@charmkit/ops"
/** @import { ActionEvent, EndpointName, Framework, Secret } from "@charmkit/ops" */
/** @import { Charm } from "./charmcraft.d.ts" */

/**
 * @template {EndpointName<Charm>} E
 * @param {CharmBase<Charm>} charm
 * @param {E} endpoint
 */
function count(charm, endpoint) {
  charm.log.info(String(charm.model.relations(endpoint).length))
  return endpoint
}

/** @extends {CharmBase<Charm>} */
export class TinyCharm extends CharmBase {
  /** @param {Framework} framework */
  constructor(framework) {
    super(framework)
    this.observe(this.on.action("backup"), this.backup)
    this.on.relation("db-x") // error
    endpointPorts(this.unit).open("80/tcp", ["db", count(this, "db")])
    endpointPorts(this.unit).open("80/tcp", ["bd"]) // error
    count(this, "bd") // error
  }

  /** @param {ActionEvent<Charm["actions"]["backup"]>} event */
  backup({ params }) {
    /** @type {"full" | "fast|er"} */
    const how = params.how
    /** @type {readonly [number, boolean, string, Secret | undefined, number | undefined]} */
    const values = [
      this.config.get("port"),
      this.config.get("debug"),
      this.config.get("name"),
      this.config.get("tls-key"),
      this.config.get("rate"),
    ]
    /** @type {string | undefined} */
    const host = params.target?.host
    this.config.get("prot") // error
    /** @type {number} */
    const rate = this.config.get("rate") // error
    params.tables.map((table) => table.length)
    params.keep.toFixed() // error
    params.howe // error
    this.log.info(String([how, values, host, rate]))
  }
}
`

/** The same in reactive style. */
const reactive = `// @ts-check
import { endpointPorts } from "@charmkit/ops"
import { defineCharm } from "@charmkit/reactive"
/** @import { HookOf } from "@charmkit/reactive" */
/** @import { Charm } from "./charmcraft.d.ts" */

export const charm = defineCharm({ types: /** @type {Charm} */ ({}), flags: ["saved"] })

/** @param {HookOf<typeof charm, "backup">} hook */
function backup({ config, endpointFromName, flags, model, unit }) {
  /** @type {"full" | "fast|er"} */
  const how = model.action.params.how
  /** @type {number} */
  const port = config.get("port")
  flags.set("saved")
  flags.set("svaed") // error
  endpointFromName("clutser") // error
  endpointPorts(unit).open("80/tcp", ["site"])
  endpointPorts(unit).open("80/tcp", ["sit"]) // error
  config.get("prot") // error
  return void [how, port]
}

charm.action("backup").do(backup)
charm.action("crash").do(backup) // error
charm.when("saved", "config.set.debug").do(() => {})
charm.when("saved", "config.set.debgu").do(() => {}) // error
charm.hook("cluster-relation-joined").do(() => {})
charm.hook("clutser-relation-joined").do(() => {}) // error
charm.hook("data-storage-attached").do(() => {})
charm.hook("date-storage-attached").do(() => {}) // error
charm.when("endpoint.cluster.joined").do(() => {})
charm.when("endpoint.clutser.joined").do(() => {}) // error
charm.trigger({ when: "saved", clear: "svaed" }) // error
`

test.each([
  ["operator", plain],
  ["reactive", reactive],
])("in plain JavaScript, checkJs accepts what fits and refuses the rest: %s style", async (_, source) => {
  using project = typedProject()
  const nowhere = { stdout: () => undefined, stderr: () => undefined }
  expect(await runCli(["--types", project.dir], nowhere)).toBe(0)
  project.write("src/charm.js", source)
  project.write("package.json", JSON.stringify({ name: "tiny", type: "module" }))
  const root = fileURLToPath(new URL("../../../", import.meta.url))
  project.link("node_modules", `${root}node_modules`)
  const tsc = join(root, "node_modules/typescript/bin/tsc")
  const options =
    "--noEmit --allowJs --checkJs --strict --module nodenext --target es2023 --skipLibCheck --types node"
  const args = [
    tsc,
    ...options.split(" "),
    "--allowImportingTsExtensions",
    "--customConditions",
    "charmkit-source",
  ]
  let output = ""
  try {
    execFileSync(process.execPath, [...args, "src/charm.js"], {
      cwd: project.dir,
      encoding: "utf8",
      stdio: "pipe",
    })
  } catch (error) {
    output = error instanceof Error && "stdout" in error ? String(error.stdout) : String(error)
  }
  const refused = [...output.matchAll(/^src\/charm\.js\((\d+),/gm)].map(([, line]) => Number(line))
  const marked = source.split("\n").flatMap((line, at) => (line.endsWith("// error") ? [at + 1] : []))
  expect(refused, output).toEqual(marked)
  expect(output).toContain(`Argument of type '"prot"' is not assignable to parameter of type '"port"'`)
})
