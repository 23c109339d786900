import { expect, test } from "vitest"
import { parseDuration } from "./durations.ts"
import { commandHelp, programHelp } from "./help.ts"
import { commandFirst, parseCommandLine } from "./parse.ts"
import { COMMANDS } from "./table.ts"
import { holds } from "./wait-query.ts"

test("flags may be anywhere, as in juju; only exec and ssh pass the rest on", () => {
  const line = parseCommandLine([
    "deploy",
    "./a.charm",
    "-n",
    "3",
    "name",
    "--config",
    "a=1",
    "--config=b=2",
    "-m",
    "dev",
  ])
  expect(line).toMatchObject({ kind: "run", args: ["./a.charm", "name"] })
  if (line.kind !== "run") throw new Error("not a command")
  expect(line.flags.list("config")).toEqual(["a=1", "b=2"])
  expect([line.flags.text("n"), line.flags.text("m")]).toEqual(["3", "dev"])

  const exec = parseCommandLine(["exec", "--unit", "a/0", "ls", "-la", "--format"])
  expect(exec).toMatchObject({ args: ["ls", "-la", "--format"] })
})

test("options of all commands may come before the command", () => {
  expect(commandFirst(["--juju", "4.0", "-q", "exec", "--unit", "a/0", "ls", "--juju"])).toEqual([
    ...["exec", "--juju", "4.0", "-q"],
    ...["--unit", "a/0", "ls", "--juju"],
  ])
  expect(parseCommandLine(commandFirst(["--juju=4.0", "help", "deploy"]))).toMatchObject({
    kind: "help",
    command: { name: "deploy" },
  })
  expect(commandFirst(["--juju", "4.0"])).toEqual([])
  expect(commandFirst(["--version", "--format", "json"])).toEqual(["version", "--format", "json"])
  expect(commandFirst(["-q", "--juju", "4.0", "--version"])).toEqual(["version", "-q", "--juju", "4.0"])
  expect(commandFirst(["exec", "ls", "--version"])).toEqual(["exec", "ls", "--version"])
  expect(commandFirst(["--help"])).toEqual(["--help"])
  expect(() => commandFirst(["--juju", "5", "status"])).toThrow(
    'invalid value "5" for option --juju: expected 3.6 or 4.0',
  )
  expect(() => commandFirst(["-m", "dev", "status"])).toThrow("option provided but not defined: -m")
})

test.each(COMMANDS.map((command) => [command.name, command] as const))(
  "%s has help that is whole",
  (name, command) => {
    expect(parseCommandLine([name, "--help"])).toEqual({ kind: "help", command })
    const help = commandHelp("minijuju", command)
    expect(help).toMatch(/^Usage: minijuju [a-z-]+ \[options\]/)
    // Each example in the help must be a valid command line.
    for (const example of command.examples ?? []) {
      const words = [...example.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
        ([, a, b, c]) => a ?? b ?? c ?? "",
      )
      expect(parseCommandLine(words)).toMatchObject({ kind: "run", command })
    }
  },
)

test("no two commands share a name, and no command has a flag twice", () => {
  const names = COMMANDS.flatMap(({ name, aliases = [] }) => [name, ...aliases])
  expect(new Set(names).size).toBe(names.length)
  for (const { flags = [] } of COMMANDS) {
    const all = flags.flatMap((flag) => flag.names)
    expect(new Set(all).size).toBe(all.length)
  }
  expect(programHelp("juju", COMMANDS)).toContain("juju deploy ./my-app.charm -n 2")
})

test("durations as Go writes them", () => {
  expect(["90s", "1m30s", "1.5h", "250ms", "2"].map((text) => parseDuration(text, "wait"))).toEqual([
    90_000, 90_000, 5_400_000, 250, 2_000,
  ])
  expect(() => parseDuration("soon", "wait")).toThrow('time: invalid duration "soon"')
})

test("queries of wait-for", () => {
  const facts = { life: "alive", status: "blocked" }
  expect(holds('life=="alive" && status=="active"', facts)).toBe(false)
  expect(holds(`life=="alive" && status!='active' || status=="error"`, facts)).toBe(true)
  expect(holds('workload-status==""', facts)).toBe(false)
  expect(() => holds("status", facts)).toThrow('cannot parse query at "status"')
})
