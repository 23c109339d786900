import { writeFileSync } from "node:fs"
import { afterEach, beforeEach, expect, test } from "vitest"
import { at, CliHome } from "./cli-home.ts"

let home: CliHome
beforeEach(async () => {
  home = await CliHome.make()
})
afterEach(() => home.end(), 60_000)

function file(name: string, text: string): string {
  writeFileSync(`${home.dir}/${name}`, text)
  return `${home.dir}/${name}`
}

const cloud = (endpoint: string) =>
  file(
    "clouds.yaml",
    `clouds: { mine: { type: openstack, auth-types: [userpass], regions: { dev: { endpoint: "${endpoint}" } } } }\n`,
  )

test("a cloud is stored, shown, replaced and removed, on the client and on the controller", async () => {
  const added = await home.run(["add-cloud", "mine", "--client", "-f", cloud("https://a")])
  expect(added).toMatchObject({ code: 0, out: "" })
  expect(added.err).toContain("it never uses them")
  expect(added.err).toContain('Cloud "mine" successfully added to your local client.')
  expect(await home.ok("show-cloud", "--client", "mine")).toBe(
    'Client cloud "mine":\n\ndefined: local\ntype: openstack\nauth-types: [userpass]\nregions:\n  dev:\n    endpoint: https://a\n',
  )
  expect((await home.run(["add-cloud", "mine", "--client", "-f", cloud("https://a")])).code).toBe(1)
  const updated = await home.run(["update-cloud", "mine", "--client", "-f", cloud("https://b")])
  expect(updated.err).toBe('Cloud "mine" updated on this client using provided file.\n')
  expect(await home.json("clouds", "--client")).toHaveProperty("mine.regions.dev.endpoint", "https://b")
  expect((await home.run(["show-cloud", "mine", "-c", "minijuju"])).code).toBe(1)
  await home.ok("add-cloud", "mine", "-c", "minijuju", cloud("https://c"))
  expect(await home.ok("show-cloud", "mine", "-c", "minijuju")).toContain("https://c")
  await home.ok("shutdown")
  expect(await home.ok("show-cloud", "mine", "--client")).toContain("https://b")
  await home.ok("remove-cloud", "mine", "--client")
  expect(await home.run(["remove-cloud", "mine", "--client"])).toEqual({
    code: 0,
    out: "",
    err: 'No cloud called "mine" exists on this client\n',
  })
})

test("credentials are shown without what the provider's schema hides", async () => {
  await home.run(["add-cloud", "mine", "--client", "-f", cloud("https://a")])
  const given = file(
    "credentials.yaml",
    "credentials:\n  aws: { one: { auth-type: access-key, access-key: a, secret-key: s } }\n" +
      "  mine: { two: { auth-type: userpass, username: u, password: p } }\n",
  )
  expect(await home.ok("add-credential", "aws", "--client", "-f", given)).toBe(
    'Credential "one" added locally for cloud "aws".\n\n',
  )
  await home.ok("add-credential", "mine", "--client", "-f", given)
  expect(await home.run(["add-credential", "aws", "--client", "-f", given])).toMatchObject({
    code: 1,
    out: 'No local credentials for cloud "aws" changed.\n',
  })
  expect(at(await home.json("credentials"), "client-credentials")).toEqual({
    aws: { "cloud-credentials": { one: { "auth-type": "access-key", details: { "access-key": "a" } } } },
    mine: { "cloud-credentials": { two: { "auth-type": "userpass", details: { username: "u" } } } },
  })
  expect(await home.ok("show-credential", "aws", "one")).toBe(
    "client-credentials:\n  aws:\n    one:\n      content:\n        auth-type: access-key\n        access-key: a\n",
  )
  expect(await home.ok("show-credential", "aws", "one", "--show-secrets")).toContain("secret-key: s")
  expect(await home.ok("credentials", "--client")).toBe(
    "\nClient Credentials:\nCloud  Credentials\naws    one\nmine   two\n",
  )
  // Nobody knows any more which attributes of a removed cloud's credentials are secret.
  await home.ok("remove-cloud", "mine", "--client")
  expect(at(await home.json("credentials"), "client-credentials", "mine")).toBeUndefined()
  await home.ok("update-credential", "aws", "one", "--client", "-f", given)
  const removed = await home.run(["remove-credential", "aws", "one", "--client"])
  expect(removed.err).toContain('Credential "one" for cloud "aws" removed from this client.')
  expect(await home.ok("show-credential")).toBe("")
})

test.each([
  ["clouds: { mine: { type: nope } }", 'no registered provider for "nope"'],
  ["clouds: { mine: { type: openstack, auth-types: [oauth1] } }", 'auth type "oauth1" not supported'],
  ["clouds: { other: { type: maas } }", 'cloud "mine" not found in file'],
  ["{}", "no clouds found in parsed yaml, please validate yaml keys"],
])("definition %s is refused", async (text, reason) => {
  const { code, err } = await home.run(["add-cloud", "mine", "--client", "-f", file("bad.yaml", text)])
  expect([code, err]).toEqual([1, expect.stringContaining(`ERROR ${reason}`)])
  expect((await home.run(["show-cloud", "mine", "--client"])).code).toBe(1)
})

test("without --client and --controller, a change is refused as by a juju that cannot ask", async () => {
  const refused = await home.run(["remove-cloud", "mine"])
  expect([refused.code, refused.err]).toEqual([
    1,
    expect.stringContaining("ERROR The command is piped and Juju cannot prompt to clarify"),
  ])
  expect(await home.run(["remove-cloud", "mine", "-c", "other"])).toMatchObject({
    code: 1,
    err: "ERROR controller other not found\n",
  })
  expect((await home.run(["add-credential", "nope", "--client", "-f", "x"])).err).toContain(
    "ERROR cloud nope not valid",
  )
})
