// Completion in the shells themselves.
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { findProgram } from "../../../charms/haproxy-lb/src/haproxy/find-program.ts"
import { builtMinijuju } from "../../../suite/minijuju.ts"
import { CliHome } from "./cli-home.ts"
import { SHELLS } from "./completing-shells.ts"
import { shellCharm } from "./shell-charm.ts"

let home: CliHome
beforeAll(async () => {
  home = await CliHome.make()
  await home.ok("deploy", await shellCharm(home.dir, "web", "status-set active"))
  mkdirSync(join(home.dir, "files"))
  writeFileSync(join(home.dir, "files/other.charm"), "")
})
afterAll(() => home.end())

const CASES: readonly (readonly [line: string, candidates: readonly string[]])[] = [
  ["minijuju sta", ["status"]],
  ["minijuju status --rel", ["--relations"]],
  ["minijuju status --format ", ["json", "line", "oneline", "short", "summary", "tabular", "yaml"]],
  ["minijuju show-unit we", ["web/0"]],
  ["minijuju config ", ["web"]],
  ["minijuju add-model -m ", ["default"]],
  ["minijuju deploy ", ["any-charm", "ubuntu"]],
]
/** Where the program knows nothing, the shell completes files. */
const FILE = "minijuju deploy ./"

describe.each(Object.entries(SHELLS))("%s", (name, { program, complete }) => {
  const isInstalled = findProgram(program) !== undefined
  if (!isInstalled)
    console.warn(`SKIPPED 1 suite (completion in ${name}): not installed; scripts/install-programs.sh`)

  test.skipIf(!isInstalled)("completes commands, options, values, names and files", async () => {
    const { program: minijuju } = await builtMinijuju()
    const PATH = `${dirname(minijuju)}:${process.env.PATH}`
    const env = { ...process.env, ...home.env, PATH, HOME: home.dir, MINIJUJU_PROGRAM: "minijuju" }
    const place = { env, cwd: join(home.dir, "files") }
    const found = await complete([...CASES.map(([line]) => line), FILE], place)
    const files = found.at(-1)?.map((file) => file.replace(/^\.\//, ""))
    expect(found.slice(0, -1).map((words) => words.toSorted())).toEqual(CASES.map(([, words]) => words))
    // Bash itself adds the files, after the function.
    expect(files).toEqual(program === "bash" ? [] : ["other.charm"])
  })
})

test("without a background process, words complete and names do not; other shells are refused", async () => {
  expect(await home.run(["completion", "tcsh"])).toMatchObject({
    code: 2,
    err: 'ERROR expected bash, zsh, fish, got "tcsh"\n',
  })
  await home.ok("shutdown")
  expect(await home.ok("completion", "bash", "--", "show-unit", "")).toBe("")
  expect(await home.ok("completion", "bash", "--", "remove-u")).toBe("remove-unit\n")
})
