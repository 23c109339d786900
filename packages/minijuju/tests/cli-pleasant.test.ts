// What a person at a terminal gets beyond what Juju prints: colours, durations, and a guess at what was meant.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest"
import { COMMANDS } from "../src/cli/table.ts"
import { CliHome } from "./cli-home.ts"
import { shellCharm } from "./shell-charm.ts"

let home: CliHome
beforeAll(async () => {
  home = await CliHome.make()
  const charm = await shellCharm(
    home.dir,
    "web",
    'case "$JUJU_HOOK_NAME" in start) juju-log -l ERROR mind; status-set blocked "needs you" ;; esac',
  )
  await home.ok("deploy", charm)
  await home.until("web/0", "blocked: needs you")
})
afterEach(() => {
  home.isTerminal = false
})
afterAll(() => home.end())

const RED_BLOCKED = "\u001b[31mblocked\u001b[0m"

test("statuses and levels have colours in a terminal, unless NO_COLOR, TERM or a flag says otherwise", async () => {
  expect(await home.ok("status")).not.toContain("\u001b")
  expect(await home.ok("status", "--color")).toContain(RED_BLOCKED)
  home.isTerminal = true
  const table = await home.ok("status")
  expect(table).toContain(RED_BLOCKED)
  const plain = await home.ok("status", "--no-color")
  const colours = new RegExp(`${"\u001b"}\\[\\d+m`, "g")
  const alike = (text: string) => text.replace(/\d\d:\d\d:\d\d/g, "")
  expect(alike(table.replace(colours, ""))).toBe(alike(plain))
  expect(await home.ok("debug-log", "--replay", "--no-tail")).toMatch(/\[31mERROR.*mind/)
  expect(await home.ok("status", "--format", "json")).not.toContain("\u001b")
  for (const said of [{ NO_COLOR: "1" }, { NO_COLOR: "", TERM: "dumb" }]) {
    Object.assign(home.env, said)
    expect(await home.ok("status")).not.toContain("\u001b")
  }
})

test("a misspelled command or option is answered with the nearest one", async () => {
  expect((await home.run(["statsu"])).err).toContain("Did you mean: status?")
  expect((await home.run(["status", "--fromat", "json"])).err).toContain("did you mean --format?")
})

test("in a terminal, run says how long it took", async () => {
  const { err } = await home.run(["exec", "--unit", "web/0", "--", "true"])
  expect(err).toBe("")
  home.isTerminal = true
  expect((await home.run(["exec", "--unit", "web/0", "--", "true"])).err).toMatch(/^Took \d+\.\d s\n$/)
})

test("no help shows an option that is for programs of this project", async () => {
  for (const { name } of COMMANDS)
    expect(await home.ok(name, "--help"), name).not.toMatch(/--feed|--value\b|\n {4}For the /)
})
