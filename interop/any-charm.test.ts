import { dirname } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { at, CliHome } from "../packages/minijuju/tests/cli-home.ts"
import { pythonMissing, pythonPackages } from "./python-packages.ts"

const missing = await pythonMissing()
if (missing !== undefined) console.warn(`SKIPPED 1 suite (any-charm with Python): ${missing}`)

let home: CliHome
beforeAll(async () => {
  if (missing !== undefined) return
  home = await CliHome.make()
  // Hooks find the python3 that has ops, as in a tester's virtual environment.
  home.env.PATH = `${dirname(await pythonPackages())}:${home.env.PATH}`
}, 300_000)
afterAll(() => home?.end())

/** A charm that writes its names into databags, and answers a call with a module of its own. */
const SOURCES = {
  "any_charm.py": `
from any_charm_base import AnyCharmBase
from helper import doubled

class AnyCharm(AnyCharmBase):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for endpoint in ("require-any", "provide-any"):
            self.framework.observe(self.on[endpoint].relation_changed, self._changed)

    def _changed(self, event):
        if self.unit.is_leader():
            event.relation.data[self.app]["value"] = self.app.name

    def double(self, number, *, plus=0):
        return doubled(number) + plus
`,
  "helper.py": "def doubled(number):\n    return 2 * number\n",
}

const result = async (unit: string, ...action: string[]) =>
  at(await home.json("run", "--string-args", unit, ...action), unit, "results")

describe.skipIf(missing !== undefined)("any-charm", () => {
  test("runs the files of src-overwrite, calls their methods, and returns databags", {
    timeout: 300_000,
  }, async () => {
    await home.ok(
      "deploy",
      "any-charm",
      "this",
      "--channel",
      "beta",
      "--config",
      `src-overwrite=${JSON.stringify(SOURCES)}`,
    )
    await home.ok("deploy", "ch:any-charm", "other", "--config", `src-overwrite=${JSON.stringify(SOURCES)}`)
    await home.ok("integrate", "this:require-any", "other:provide-any")
    await home.until("this/0", "active: ")
    await home.until("other/0", "active: ")
    expect(await result("this/0", "rpc", "method=double", "args=[4]", 'kwargs={"plus": 1}')).toMatchObject({
      return: "9",
    })

    let databags: unknown
    do {
      const data = at(await result("other/0", "get-relation-data"), "relation-data")
      databags = JSON.parse(String(data))
    } while ((JSON.stringify(databags).match(/"value"/g) ?? []).length < 2)
    expect(databags).toMatchObject([
      {
        relation: "provide-any",
        other_application_name: "this",
        application_data: { this: { value: "this" }, other: { value: "other" } },
        unit_data: { "this/0": { "ingress-address": expect.any(String) }, "other/0": {} },
      },
    ])
  })

  test("says what it cannot do", { timeout: 300_000 }, async () => {
    const failed = await home.json("run", "this/0", "rpc", "method=absent")
    expect(at(failed, "this/0", "status")).toBe("failed")
    await home.ok("config", "this", "python-packages=no-such-package>=2")
    const lacks = /lacks no-such-package>=2: install it there, minijuju downloads nothing$/
    while (!lacks.test(await home.statusOf("this/0")));
    // What src-overwrite no longer replaces is the charm's own again.
    await home.ok("config", "this", "python-packages=ops", "src-overwrite={}")
    const gone = await home.json("run", "this/0", "rpc", "method=double")
    expect(at(gone, "this/0", "message")).toContain("has no attribute 'double'")
  })
})
