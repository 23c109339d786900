import { expect, test } from "vitest"
import { type FlagSpecs, parseFlags } from "./flags.ts"

const SPECS: FlagSpecs = [
  {
    names: ["r", "relation"],
    takes: "value",
    help: "",
    check: (value) => (value === "bad" ? "because" : undefined),
  },
  { names: ["app"], takes: "bool", help: "" },
]

function parsed(...argv: string[]) {
  const { flags, args } = parseFlags(SPECS, argv)
  return { r: flags.text("r"), app: flags.bool("app"), args }
}

test.each([
  [["-r", "1"], { r: "1", app: false, args: [] }],
  [["-r1"], { r: "1", app: false, args: [] }],
  [["--relation=db:1", "k=v"], { r: "db:1", app: false, args: ["k=v"] }],
  [["k=v", "--app", "-"], { r: undefined, app: true, args: ["k=v", "-"] }],
  [["--app=false"], { r: undefined, app: false, args: [] }],
  [["--app=True", "--", "--app", "-r"], { r: undefined, app: true, args: ["--app", "-r"] }],
  [["--relation", "a=b=c"], { r: "a=b=c", app: false, args: [] }],
])("%j", (argv, expected) => {
  expect(parsed(...argv)).toEqual(expected)
})

test.each([
  [["--x"], "option provided but not defined: --x"],
  [["-x"], "option provided but not defined: -x"],
  [["-r"], "option needs an argument: -r"],
  [["--relation"], "option needs an argument: --relation"],
  [["-r", "bad"], 'invalid value "bad" for option -r: because'],
  [
    ["--app=maybe"],
    'invalid value "maybe" for option --app: strconv.ParseBool: parsing "maybe": invalid syntax',
  ],
])("%j is refused", (argv, message) => {
  expect(() => parseFlags(SPECS, argv)).toThrow(message)
})
