import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseCharmJson } from "@charmkit/ops/metadata"
import { expect, test } from "vitest"
import { packCharm } from "../src/index.ts"
import { readText, unpack } from "./support/archive.ts"
import {
  charmcraftYaml,
  charmProject,
  type ScratchFolder,
  scratchFolder,
  writePackage,
} from "./support/project.ts"

/** Packs, unpacks in another folder and runs the bundle. */
async function run(project: ScratchFolder, options: { conditions?: string[] } = {}): Promise<string> {
  using unit = scratchFolder()
  await unpack((await packCharm({ projectDir: project.dir, ...options })).file, unit.dir)
  const { stdout, stderr } = spawnSync(process.execPath, [join(unit.dir, "src/charm.cjs")], {
    encoding: "utf8",
  })
  return stdout + stderr
}

test("classes keep their names, even if two have the same: stored state is found by class name", async () => {
  using project = charmProject()
  project.write("src/one.ts", "export class Ingress { readonly a = 1 }\n")
  project.write(
    "src/two.ts",
    "export class Ingress { readonly b = 2 }\nexport const Quiet = class Named {}\n",
  )
  project.write(
    "src/charm.ts",
    `import { Ingress } from "./one.ts"
import { Ingress as Other, Quiet } from "./two.ts"
function main() { console.log(Ingress.name, Other.name, Quiet.name) }
main()
`,
  )
  expect(await run(project)).toBe("Ingress Ingress Named\n")
})

test("functions and classes get their names from variables, properties and parameters", async () => {
  using project = charmProject()
  project.write("src/other.ts", "export const same = () => 0\nexport class Twice { static made = () => 0 }\n")
  project.write(
    "src/charm.ts",
    `import { same as other, Twice as Both } from "./other.ts"
const arrow = () => 1
const same = async (text = ')"__name(,"same")') => /[)"]__name\\(/.test(text)
const object = { method: () => 2, "a key": () => 3, [arrow.name + "!"]: () => 4, arrow: () => arrow }
function defaults(given = () => 5) { return given.name }
class Fields { field = () => 6; #own = function () {}; get own() { return this.#own.name } }
class Twice extends Both { static made = () => 7 }
let late: (() => number) | undefined
late ??= () => 8
const renamed = Object.assign(() => 9, { other: class {} })
function main() {
  const inner = class { here = () => 10 }
  const names = [arrow, same, other, ...Object.values(object), new Fields().field, Twice, Both, Twice.made, late, inner]
  console.log(names.map(({ name }) => name).join(), defaults(), new Fields().own, new inner().here.name)
  console.log([renamed.name, renamed.other.name, (() => 11).name].join())
}
main()
`,
  )
  expect(await run(project)).toBe(
    "arrow,same,same,method,a key,arrow!,arrow,field,Twice,Twice,made,late,inner given #own here\n,other,\n",
  )
})

test("the bundle has what charm.json says, as it is after the checks, without texts that only Juju shows", async () => {
  using project = charmProject()
  project.write(
    "config.yaml",
    "options:\n  a-key: {type: int, default: 3, description: shown}\n  b: {type: string}\n",
  )
  project.write(
    "actions.yaml",
    "do-it:\n  description: shown\n  params: {how: {type: string, description: shown, enum: ['\"', \"it's\"]}, description: {type: string}, to: {type: object, default: {description: kept}, enum: [{description: kept}]}}\n",
  )
  project.write(
    "src/charm.ts",
    `declare const CHARMKIT_PACKED: true
declare const CHARMKIT_SPEC: object
declare const CHARMKIT_DETAILS: object
function main() { console.log(JSON.stringify([CHARMKIT_PACKED, CHARMKIT_SPEC, CHARMKIT_DETAILS])) }
main()
`,
  )
  const { file } = await packCharm({ projectDir: project.dir })
  const { details, ...spec } = parseCharmJson(await readText(file, "charm.json"))
  expect(Object.keys({ ...spec.config, ...spec.actions })).toEqual(["a-key", "b", "do-it"])
  const short = JSON.parse(JSON.stringify(spec, withoutTexts))
  expect(JSON.parse(await run(project))).toEqual(JSON.parse(JSON.stringify([true, short, details])))
})

/** For `JSON.stringify`. */
const withoutTexts = (_name: string, value: unknown) => (value === "shown" ? undefined : value)

test("only a charm that reads the details of its metadata contains them", async () => {
  const ops = fileURLToPath(new URL("../../ops/src/index.ts", import.meta.url))
  const bundled = async (body: string) => {
    using project = charmProject()
    project.write(
      "charmcraft.yaml",
      `${charmcraftYaml}resources: {policy: {type: file, filename: policy.zip}}\n`,
    )
    project.write(
      "src/charm.ts",
      `import { CharmBase, charmMeta, main, resources } from ${JSON.stringify(ops)}
class Charm extends CharmBase { constructor(framework) { super(framework); ${body} } }
main(Charm)
`,
    )
    const { file } = await packCharm({ projectDir: project.dir, conditions: ["charmkit-source"] })
    return await readText(file, "src/charm.cjs")
  }
  expect(await bundled("this.log.info(this.meta.name)")).not.toMatch(
    /policy\.zip|Resources|parseCharmDetails/,
  )
  const reading = await bundled('resources(this.model).fetch("policy")')
  expect(reading).toContain("policy.zip")
  expect(reading).not.toContain("parseCharmDetails")
  expect(await bundled("charmMeta(this)")).toContain("policy.zip")
})

test("a packed charm has no code to read metadata", async () => {
  const examples = fileURLToPath(new URL("../../../examples", import.meta.url))
  using out = scratchFolder()
  const { file } = await packCharm({
    projectDir: join(examples, "lb-provider"),
    outDir: out.dir,
    conditions: ["charmkit-source"],
  })
  expect(await readText(file, "src/charm.cjs")).not.toMatch(/parseCharmJson|parseCharmMetadata/)
})

test("a stack trace has the right lines after code that was removed", async () => {
  using project = charmProject()
  project.write(
    "src/charm.ts",
    `import { tmpdir } from "node:os"
class Charm { fail() { throw new Error("here") } }
function helper() { new Charm().fail() }
function main() { try { helper() } catch (error) { console.log(error.stack, tmpdir() !== "") } }
main()
`,
  )
  expect(await run(project)).toMatch(
    /^Error: here\n +at Charm\.fail \(src\/charm\.ts:2:30\)\n +at helper \(src\/charm\.ts:3:33\)\n[\s\S]* true\n$/,
  )
})

test("modules of Node.js are loaded when the charm first uses them, however they are imported", async () => {
  using project = charmProject()
  project.write(
    "src/charm.ts",
    `import { createHash, type Hash } from "node:crypto"
import http, { STATUS_CODES } from "node:http"
import * as tls from "node:tls"
import { EventEmitter } from "node:events"
const { moduleLoadList } = process
const loaded = (name) => moduleLoadList.includes("NativeModule " + name)
class Own extends EventEmitter {}
function main() {
  const before = loaded("crypto")
  console.log(before, createHash("sha1").update("x").digest("hex").length, loaded("crypto"))
  console.log(http.STATUS_CODES === STATUS_CODES, typeof tls.connect, new Own() instanceof EventEmitter)
}
main()
`,
  )
  expect(await run(project)).toBe("true 40 true\ntrue function true\n")
  project.write(
    "src/charm.ts",
    `import { createHash } from "node:crypto"
import { createServer } from "node:http"
const loaded = () => process.moduleLoadList.filter((name) => /^NativeModule (crypto|http)$/.test(name)).sort().join()
function main() {
  console.log(loaded(), createHash("sha1").update("x").digest("hex").length, loaded(), typeof createServer, loaded())
}
main()
`,
  )
  expect(await run(project)).toBe(" 40 NativeModule crypto function NativeModule crypto,NativeModule http\n")
})

test("packages are bundled by the given conditions, and listed", async () => {
  using project = charmProject()
  const exports = { ".": { "charmkit-source": "./source.ts", default: "./built.js" } }
  writePackage(project, "@scope/parts", {
    "package.json": JSON.stringify({ name: "@scope/parts", type: "module", exports }),
    "source.ts": "export const from: string = 'source'\n",
    "built.js": "export const from = 'built'\n",
  })
  writePackage(project, "unused", {
    "index.js": "export const x = 1\n",
    "package.json": '{"name":"unused","sideEffects":false}',
  })
  project.write(
    "src/charm.ts",
    'import { from } from "@scope/parts"\nimport "unused"\nfunction main() { console.log(from) }\nmain()\n',
  )
  expect(await run(project)).toBe("built\n")
  expect(await run(project, { conditions: ["charmkit-source"] })).toBe("source\n")
  expect((await packCharm({ projectDir: project.dir })).bundledPackages).toEqual(["@scope/parts"])
})

test('"sideEffects": false in the project does not remove the charm', async () => {
  using project = charmProject()
  project.write("package.json", JSON.stringify({ name: "tiny", sideEffects: false }))
  expect(await run(project)).toBe("TinyCharm runs none\n")
})

test("a charm in JavaScript can be packed too", async () => {
  using project = charmProject()
  project.remove("src/charm.ts")
  project.write("src/charm.js", "function main() { console.log('js') }\nmain()\n")
  expect(await run(project)).toBe("js\n")
})

test("modern syntax is kept: rewriting it would cost every start", async () => {
  using project = charmProject()
  project.write(
    "src/charm.ts",
    `class Charm {
  static #made = 0
  static { console.log("made") }
  #half(n?: { of?: number }) { return n?.of ?? 0 }
  has(x: object) { return #half in x }
  whole(n?: { of?: number }) { let total; total ??= this.#half(n) * 2; return total + Charm.#made }
}
function main() { console.log(new Charm().whole({ of: 2 }), /[a--b]/v.test("a")) }
main()
`,
  )
  const { file } = await packCharm({ projectDir: project.dir })
  const code = await readText(file, "src/charm.cjs")
  expect(code).not.toMatch(/WeakMap|WeakSet/)
  expect(code).toMatch(/static *\{/)
  expect(await run(project)).toBe("made\n4 true\n")
})

test("licence comments of bundled packages stay, other comments are removed", async () => {
  using project = charmProject()
  writePackage(project, "kept", { "index.js": "/*! kept: Apache-2.0 */\n// chatter\nmodule.exports = 1\n" })
  project.write("src/charm.ts", 'import kept from "kept"\nfunction main() { console.log(kept) }\nmain()\n')
  const code = await readText((await packCharm({ projectDir: project.dir })).file, "src/charm.cjs")
  expect(code).toContain("/*! kept: Apache-2.0 */")
  expect(code).not.toContain("chatter")
})

test("a warning of the bundler is passed on with its place", async () => {
  using project = charmProject()
  project.write("src/charm.ts", "function main() { console.log(typeof {} === 'nul') }\nmain()\n")
  const { warnings } = await packCharm({ projectDir: project.dir })
  expect(warnings).toEqual([expect.stringMatching(/^src\/charm\.ts:1:\d+: .*"nul"/)])
})

test("a charm that never calls main() gets a warning; main in a comment is no call", async () => {
  using project = charmProject()
  project.write("src/charm.ts", "export class Charm {}\n// main(Charm)\n")
  const { warnings } = await packCharm({ projectDir: project.dir })
  expect(warnings).toEqual([
    "src/charm.ts never calls main(), so the charm would handle no hook; end the file with main(MyCharm)",
  ])
})
