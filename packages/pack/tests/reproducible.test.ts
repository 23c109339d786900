import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { readFileSync, utimesSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { bundled } from "../../../suite/bundled.ts"
import { packCharm } from "../src/index.ts"
import { type ScratchFolder, scratchFolder, writeProject } from "./support/project.ts"

const cli = await bundled(new URL("../src/cli.ts", import.meta.url))

// Includes a CommonJS package, because esbuild writes the paths of such modules into the bundle.
function writeCopy(scratch: ScratchFolder, folder: string): string {
  writeProject(scratch, folder)
  scratch.write(
    `${folder}/src/charm.ts`,
    'import old from "old"\nfunction main() { console.log(old.value) }\nmain()\n',
  )
  scratch.write(`${folder}/node_modules/old/package.json`, '{"name": "old", "license": "MIT"}')
  scratch.write(`${folder}/node_modules/old/LICENSE`, "Terms of old\n")
  scratch.write(`${folder}/node_modules/old/index.js`, "/*! old, MIT */\nmodule.exports = { value: 1 }\n")
  scratch.write(`${folder}/files/b.sh`, "b", 0o755)
  scratch.write(`${folder}/files/a.txt`, "a")
  return join(scratch.dir, folder)
}

function digest(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex")
}

test("two copies of a project in different folders give the same bytes", async () => {
  using scratch = scratchFolder()
  const one = await packCharm({ projectDir: writeCopy(scratch, "one") })
  const other = await packCharm({ projectDir: writeCopy(scratch, "far/away/other-name") })
  expect(digest(other.file)).toBe(digest(one.file))
  expect(one.bundledPackages).toEqual(["old"])
})

test("members of a workspace give the same bytes whatever their depth", async () => {
  using scratch = scratchFolder()
  scratch.write("package.json", JSON.stringify({ workspaces: ["charms/**"] }))
  scratch.write("node_modules/old/package.json", '{"name": "old"}')
  scratch.write("node_modules/old/index.js", "module.exports = { value: 1 }\n")
  scratch.write("node_modules/old/LICENSE", "Terms of old\n")
  const files = await Promise.all(
    ["charms/a", "charms/deep/down/b"].map(async (folder) => {
      const projectDir = writeCopy(scratch, folder)
      scratch.remove(`${folder}/node_modules`)
      return (await packCharm({ projectDir })).file
    }),
  )
  expect(digest(files[1] ?? "")).toBe(digest(files[0] ?? ""))
})

test("time zone, umask, group permissions and the files' times do not count", async () => {
  using scratch = scratchFolder()
  const one = await packCharm({ projectDir: writeCopy(scratch, "one") })
  const other = writeCopy(scratch, "other")
  scratch.write("other/files/b.sh", "b", 0o700)
  scratch.write("other/files/a.txt", "a", 0o600)
  utimesSync(join(other, "files/a.txt"), 1_000_000_000, 1_000_000_000)
  const file = execFileSync("sh", ["-c", 'umask 077; exec "$@"', "sh", process.execPath, cli, other], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, TZ: "Pacific/Auckland" },
  }).trim()
  expect(digest(file)).toBe(digest(one.file))
})
