import { afterEach, expect, test } from "vitest"
import { CliHome } from "./cli-home.ts"
import { shellCharm } from "./shell-charm.ts"

const LIMIT = { timeout: 120_000 }
const homes: CliHome[] = []
afterEach(async () => {
  for (const home of homes.splice(0)) await home.end()
})

/** Characters that a terminal interprets, or that make text look like other text. */
const CONTROLS = /[^\P{Cc}\n\t]|[\u200e\u200f\u2028-\u202e\u2066-\u2069]/u
/**
 * Turns text red, clears the screen in two ways, rings, returns to the start of the line, and writes from right
 * to left.
 */
const HOSTILE = "\\033[31mred \\302\\2332J \\033]0;title\\007 \\rover \\342\\200\\256tfel \\177"

/** A charm with this text in its status, version, log, databag, action and error. */
async function hostileHome(): Promise<CliHome> {
  const home = await CliHome.make()
  homes.push(home)
  const script = `text="$(printf '${HOSTILE}')"
    case "$JUJU_DISPATCH_PATH" in
    actions/*) action-set result="$text"; echo "$text"; action-fail "$text"; exit 0 ;;
    hooks/start) application-version-set "$text"; juju-log "$text"
      relation-set -r "$(relation-ids peers)" key="$text"
      status-set active "$text
app/9  active  idle  a line of its own" ;;
    esac`
  const metadata = "peers:\n  peers:\n    interface: peers\n"
  const charm = await shellCharm(home.dir, "app", script, metadata, {
    "actions.yaml": "act:\n  description: d\n",
  })
  await home.ok("deploy", charm)
  await home.ok("wait-for", "application", "app", "--query", 'status=="active"', "--timeout", "60s")
  return home
}

test("no command's output passes a charm's control characters to the terminal", LIMIT, async () => {
  const home = await hostileHome()
  const commands = [
    ["status"],
    ["status", "--format", "yaml"],
    ["status", "--format", "json"],
    ["show-unit", "app/0"],
    ["show-unit", "app/0", "--format", "json"],
    ["debug-log", "--replay", "--no-tail"],
    ["run", "app/0", "act"],
    ["run", "app/0", "act", "--format", "yaml"],
    ["exec", "--unit", "app/0", "--format", "json", "--", `printf '${HOSTILE}'; exit 3`],
    ["show-operation", "1"],
    ["show-task", "1"],
    ["operations"],
    ["wait-for", "unit", "app/0", "--query", 'workload-status=="blocked"', "--timeout", "1s"],
    ["wait-for", "unit", `app/\u001b[31m`, "--timeout", "1s"],
    ["deploy", "/no/\u001b[31m.charm"],
    ["no-\u001b[31m"],
  ]
  for (const command of commands) {
    const { out, err } = await home.run(command)
    expect(`${out}${err}`, command.join(" ")).not.toMatch(CONTROLS)
    expect(`${out}${err}`).not.toBe("")
  }
  const table = await home.ok("status")
  expect(table).toContain("\\x1b[31mred")
  // The charm also cannot add a line to the table.
  expect(table.split("\n").filter((line) => line.startsWith("app/9"))).toEqual([])
})

test("escapes in JSON and YAML are read back as what the charm wrote", LIMIT, async () => {
  const home = await hostileHome()
  const text = JSON.stringify(await home.json("show-unit", "app/0"))
  expect(JSON.parse(text)).toMatchObject({ "app/0": { "opened-ports": [] } })
  expect(text).toContain(JSON.stringify(Buffer.from("\x1b[31mred \u009b2J").toString()).slice(1, -1))
})

test("the output of a shell command is not escaped, except on a terminal", LIMIT, async () => {
  const home = await hostileHome()
  const argv = ["exec", "--unit", "app/0", "--", "printf '\\033[1mbold\\033[0m\\n'"]
  expect((await home.run(argv)).out).toBe("\u001b[1mbold\u001b[0m\n")
  home.isTerminal = true
  expect((await home.run(argv)).out).toBe("\\x1b[1mbold\\x1b[0m\n")
})
