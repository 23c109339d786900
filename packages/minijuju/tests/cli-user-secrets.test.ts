import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { at, CliHome } from "./cli-home.ts"
import { shellCharm } from "./shell-charm.ts"

let home: CliHome
beforeEach(async () => {
  home = await CliHome.make()
})
afterEach(() => home.end(), 60_000)

const SCRIPT = `uri=$(config-get token)
[ -z "$uri" ] && { status-set waiting "no token"; exit 0; }
value=$(secret-get "$uri" --refresh 2>&1) || { status-set blocked "refused"; exit 0; }
status-set active "$value"`

test("a charm reads a user secret that was granted to it, and hears of changes", {
  timeout: 90_000,
}, async () => {
  // The empty default is what public charms write.
  const config = { "config.yaml": `options:\n  token: { type: secret, default: "" }\n` }
  await home.ok("deploy", await shellCharm(home.dir, "app", SCRIPT, "", config))
  const end = async (...argv: string[]) => {
    const { code, err } = await home.run(argv)
    return [code, err]
  }
  const uri = (await home.ok("add-secret", "api", "token=one", "--info", "for the API")).trim()
  expect(uri).toMatch(/^secret:[0-9a-v]{20}$/)
  await home.ok("config", "app", `token=${uri}`)
  await home.until("app/0", "blocked: refused")
  await home.ok("grant-secret", "api", "app")
  await home.ok("exec", "--unit", "app/0", "--", "./dispatch")
  await home.until("app/0", "active: token: one")

  const file = join(home.dir, "token")
  await writeFile(file, "two")
  await home.ok("update-secret", uri, `token#file=${file}`)
  await home.until("app/0", "active: token: two")
  await home.killDaemon()

  const id = uri.slice("secret:".length)
  expect(await home.ok("secrets")).toMatch(
    new RegExp(
      `^ID +Name +Owner +Rotation +Revision +Last updated\\n${id} +api +<model> +never +2 +\\S.*\\n$`,
    ),
  )
  expect(at(await home.json("show-secret", "api"), id)).toMatchObject({
    revision: 2,
    owner: "<model>",
    name: "api",
    description: "for the API",
    access: [{ target: "application-app", role: "view" }],
  })
  expect(await home.ok("show-secret", "api")).not.toContain("two")
  expect(await home.ok("show-secret", "api", "--reveal")).toContain("  content:\n    token: two\n")
  expect(at(await home.json("show-secret", uri, "--reveal", "-r", "1"), id, "content", "Data", "token")).toBe(
    "one",
  )

  expect(await end("add-secret", "api", "token=x")).toEqual([
    1,
    'ERROR secret with name "api" already exists\n',
  ])
  expect(await end("add-secret", "other")).toEqual([2, "ERROR missing secret value or filename\n"])
  expect(await end("add-secret", "other", "a=b")).toEqual([2, 'ERROR key "a" not valid\n'])
  expect(await end("add-secret")).toEqual([
    2,
    "ERROR secret name needs to be supplied as the first argument\n",
  ])
  expect(await end("grant-secret", "api")).toEqual([2, "ERROR missing secret URI or application name\n"])
  expect(await end("grant-secret", "api", "app,gone")).toEqual([
    1,
    'ERROR failed to grant/revoke secret: application "gone" not found\n',
  ])
  expect(await end("show-secret", "nothing")).toEqual([1, 'ERROR secret "nothing" not found\n'])
  const stamp = expect.stringMatching(/^\d{4}-.*Z$/)
  const shown = Object.values(Object(await home.json("show-secret", "api", "--revisions")))
  expect(at(shown[0], "revisions")).toContainEqual({
    revision: 1,
    backend: "internal",
    created: stamp,
    updated: stamp,
  })
  expect(await end("show-secret", "api", "--revisions", "--reveal")).toEqual([
    2,
    "ERROR specify either --revisions or --reveal but not both\n",
  ])
  const own = (
    await home.ok("exec", "--unit", "app/0", "--", "secret-add", "--owner", "unit", "key=value")
  ).trim()
  expect(await end("update-secret", own.split("/").at(-1) ?? "", "key=other")).toEqual([
    1,
    "ERROR permission denied\n",
  ])

  await home.ok("revoke-secret", "api", "app")
  await home.ok("exec", "--unit", "app/0", "--", "./dispatch")
  await home.until("app/0", "blocked: refused")
  await home.ok("remove-secret", "api", "--revision", "1")
  await home.ok("remove-secret", uri)
  expect(await end("show-secret", "api")).toEqual([1, 'ERROR secret "api" not found\n'])
})

// As Juju's shell suite `tests/suites/secrets_iaas/juju.sh` does.
test("revisions that nobody reads are pruned, if asked; rotations stay when they are due earlier", {
  timeout: 90_000,
}, async () => {
  const app = await shellCharm(home.dir, "app", "true")
  await home.ok("deploy", app)
  await home.until("app/0", "unknown: ")
  const exec = async (...command: string[]) =>
    (await home.ok("exec", "--unit", "app/0", "--", ...command)).trim()
  const uri = (await home.ok("add-secret", "api", "token=1")).trim()
  const id = uri.slice("secret:".length)
  const revisions = async () => {
    const shown = at(await home.json("show-secret", "api", "--revisions"), id, "revisions")
    return Array.isArray(shown) ? shown.map((each) => at(each, "revision")) : shown
  }
  await home.ok("grant-secret", "api", "app")
  await home.ok("update-secret", "api", "token=2")
  expect(await exec("secret-get", id)).toBe('token: "2"')
  await home.ok("update-secret", "api", "token=3")
  expect(await revisions()).toEqual([1, 2, 3])
  await home.ok("update-secret", "api", "--auto-prune=true")
  expect(await revisions()).toEqual([2, 3])
  await exec("secret-get", id, "--refresh")
  expect(await revisions()).toEqual([3])
  await home.ok("update-secret", "api", "--auto-prune=false", "token=4")
  await exec("secret-get", id, "--refresh")
  expect(await revisions()).toEqual([3, 4])

  const own =
    (await exec("secret-add", "--owner", "unit", "--rotate", "daily", "key=value")).split(/[:/]/).at(-1) ?? ""
  const rotates = async () => at(await home.json("show-secret", own), own, "rotates")
  const first = await rotates()
  await exec("secret-set", own, "--rotate", "monthly")
  expect(await rotates()).toBe(first)
  await exec("secret-set", own, "--rotate", "hourly")
  expect(String(await rotates()) < String(first)).toBe(true)

  expect(Object.keys(Object(await home.json("secrets", "--owner", "unit-app-0")))).toEqual([own])
  expect(await home.json("secrets", "--owner", "application-app")).toEqual({})
  expect(at(await home.json("secrets", "--revisions"), own, "revisions")).toMatchObject([{ revision: 1 }])
  const uuid = at(await home.json("show-model"), "default", "model-uuid")
  expect(Object.keys(Object(await home.json("secrets", "--owner", `model-${uuid}`)))).toEqual([id])
  expect((await home.run(["secrets", "--owner", "app"])).err).toBe('ERROR invalid owner "app"\n')
})
