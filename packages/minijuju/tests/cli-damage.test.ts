import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { at, CliHome, ended } from "./cli-home.ts"
import { startLimited } from "./limited-daemon.ts"
import { shellCharm } from "./shell-charm.ts"

let home: CliHome
beforeEach(async () => {
  home = await CliHome.make()
  await home.ok("add-model", "good")
  await home.ok("add-model", "bad")
  await home.ok("deploy", await shellCharm(home.dir, "app", "status-set active"))
  await home.ok("wait-for", "unit", "app/0")
  await home.ok("shutdown")
})
afterEach(() => home.end(), 60_000)

const stateFile = () => join(home.home, "models", "bad", "state.json")
const text = () => readFileSync(stateFile(), "utf8")

test.each<[string, () => void, RegExp]>([
  [
    "cut off",
    () => truncateSync(stateFile(), text().length - 10),
    /is damaged: it has \d+ bytes .*, not \d+/,
  ],
  [
    "cut off in its first line",
    () => truncateSync(stateFile(), 20),
    /is damaged: its first line is not a valid header/,
  ],
  ["empty", () => truncateSync(stateFile(), 0), /is damaged/],
  ["garbage", () => writeFileSync(stateFile(), Buffer.from([0, 255, 10, 7])), /is damaged/],
  [
    "one letter changed",
    () => writeFileSync(stateFile(), text().replace('"app"', '"apq"')),
    /is damaged: its checksum/,
  ],
  ["gone", () => rmSync(stateFile()), /cannot be read: ENOENT/],
  [
    "of a newer minijuju",
    () => writeFileSync(stateFile(), text().replace('"format":1', '"format":2')),
    /was written by a newer minijuju \(format 2, this one reads up to 1\)/,
  ],
])(
  "a state file that is %s: that model says so, and nothing is lost silently",
  { timeout: 120_000 },
  async (_what, damage, reason) => {
    damage()
    const broken = await home.run(["status", "-m", "bad"])
    expect(broken).toMatchObject({ code: 1, out: "" })
    expect(broken.err).toMatch(/^ERROR model "bad" cannot be used: /)
    expect(broken.err).toMatch(reason)
    expect((await home.run(["status", "-m", "good"])).code).toBe(0)
    expect((await home.run(["add-model", "bad"])).code).toBe(1)
    expect(at(await home.json("models"), "models", "0")).toMatchObject({
      "short-name": "bad",
      status: { current: "error" },
    })
    expect((await home.run(["destroy-model", "bad", "--no-prompt"])).code).toBe(1)
    expect((await home.run(["--juju", "4.0", "destroy-model", "bad", "--no-prompt", "--force"])).code).toBe(0)
    expect((await home.run(["add-model", "bad"])).code).toBe(0)
  },
)

test("a model whose creation was interrupted does not exist, and its name is free", async () => {
  const draft = join(home.home, "models", ".new-1")
  mkdirSync(draft)
  writeFileSync(join(draft, "state.json"), "{")
  expect(at(await home.json("models"), "models")).toHaveLength(2)
  expect(() => readFileSync(join(draft, "state.json"))).toThrow("ENOENT")
})

test("a full disk: the command fails with the reason, and the previous state is loaded again", {
  timeout: 120_000,
}, async () => {
  // A limit on the size of files simulates a full disk: writes beyond it fail in the same way.
  const big = await shellCharm(home.dir, "big", "status-set active", "", {
    "config.yaml": "options:\n  text:\n    type: string\n    default: small\n",
  })
  await home.ok("deploy", big, "-m", "good")
  await home.ok("wait-for", "unit", "big/0", "-m", "good")
  const size = readFileSync(join(home.home, "models", "good", "state.json")).length
  await home.ok("shutdown")
  const pid = await startLimited(home, size + 20_000)
  const failed = await home.run(["config", "big", "-m", "good", `text=${"x".repeat(40_000)}`])
  expect(failed.code).toBe(1)
  expect(failed.err).toMatch(/ERROR cannot write the state of model "good": EFBIG.*Unsaved changes are lost/)
  await ended(pid)
  expect(await home.ok("config", "big", "text", "-m", "good")).toBe("small\n")
  await home.ok("config", "big", "-m", "good", `text=${"x".repeat(40_000)}`)
  expect(await home.ok("config", "big", "text", "-m", "good")).toHaveLength(40_001)
})
