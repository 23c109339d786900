import { afterAll, beforeAll, expect, test } from "vitest"
import { at, CliHome } from "./cli-home.ts"
import { shellCharm } from "./shell-charm.ts"

let home: CliHome
beforeAll(async () => {
  home = await CliHome.make()
  const actions = { "actions.yaml": "good: {}\nbad: {}\nslow: {}\n" }
  const script = `case "$JUJU_ACTION_NAME" in
good) action-log working; action-set answer=42 ;;
bad) action-fail broken ;;
slow) until [ -e ${home.dir}/go ]; do sleep 0.05; done ;;
esac`
  const charm = await shellCharm(home.dir, "app", script, "", actions)
  await home.ok("deploy", charm)
  await home.ok("deploy", charm, "other", "-n", "2")
  await home.until("other/1", "unknown: ")
  await home.until("app/0", "unknown: ")
  await home.ok("run", "app/0", "good")
  await home.ok("run", "other/0", "other/1", "bad")
  await home.ok("exec", "--unit", "app/0", "true")
}, 120_000)
afterAll(() => home.end())

const listed = async (...filter: string[]) => {
  const { code, out, err } = await home.run(["operations", "--format", "json", ...filter])
  return code === 0 && out !== "" ? Object.keys(JSON.parse(out)) : err
}

// Juju: `cmd/juju/action/listoperations.go`, `state/operation.go` ListOperations.
test("operations are found by application, unit, action and status, page by page", async () => {
  expect(await listed()).toEqual(["1", "3", "6"])
  expect(await listed("--apps", "app")).toEqual(["1", "6"])
  expect(await listed("--units", "other/1,app/0", "--actions", "bad,good")).toEqual(["1", "3"])
  expect(await listed("--applications=app", "--units=other/0", "--status=failed")).toEqual(["3"])
  expect(await listed("--actions", "juju-exec")).toEqual(["6"])
  expect(await listed("--limit", "1", "--offset", "1")).toEqual(["3"])
  expect(await listed("--machines", "0")).toBe("no matching operations\n")
  expect(at(await home.json("operations", "--units", "other/1"), "3", "tasks")).toEqual({
    "5": expect.objectContaining({ host: "other/1", status: "failed" }),
  })
  expect(await home.ok("operations", "--limit", "2")).toMatch(
    /^Displaying operation results 1 to 2\.\nRun the command again with --offset=2 --limit=2 to see the next batch\.\n\nID +Status/,
  )
  expect(await listed("--apps", "A", "--units", "app", "--status", "done")).toBe(
    'ERROR invalid application name "A"\ninvalid unit name "app"\n"done" is not a valid task status, ' +
      "want one of [pending running completed failed cancelled aborting aborted error]\n",
  )
})

// Juju: `cmd/juju/action/showoperation.go`.
test("one operation is shown without a key of its own, with what its tasks found", async () => {
  const shown = await home.json("show-operation", "1")
  expect(shown).toMatchObject({
    status: "completed",
    action: { name: "good", parameters: {} },
    tasks: { "2": { host: "app/0", status: "completed", results: { answer: "42" } } },
  })
  expect(at(shown, "tasks", "2", "log")).toEqual([expect.stringContaining("working")])
  expect(at(await home.json("operations"), "1", "tasks", "2")).not.toHaveProperty("log")
})

test("show-operation and show-task wait for the end, if asked", { timeout: 60_000 }, async () => {
  await home.ok("run", "app/0", "slow", "--background")
  expect(await home.run(["show-task", "9", "--wait", "100ms"])).toMatchObject({
    code: 1,
    err: "ERROR maximum wait time reached\n",
  })
  expect((await home.run(["show-operation", "8", "--wait", "1s", "--watch"])).code).toBe(2)
  const [task, operation] = [
    home.json("show-task", "9", "--watch"),
    home.json("show-operation", "8", "--wait", "0s"),
  ]
  await home.ok("exec", "--unit", "other/0", "touch", `${home.dir}/go`)
  expect(await task).toMatchObject({ status: "completed" })
  expect(await operation).toMatchObject({ status: "completed" })
})
