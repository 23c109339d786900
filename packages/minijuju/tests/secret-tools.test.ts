// Messages and values of the secret tools.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { bareId, get, on, refusal, related } from "./secret-charms.ts"

test("secret-add returns an id at once; the secret is readable in the same hook and later ones", async () => {
  await using model = await related()
  const { id, same } = await on(model, "owner/0", ({ tool, json }) => {
    const id = tool("secret-add", "password=x", "--label", "pw").trim()
    return { id, same: [json("secret-get", id), json("secret-get", "--label", "pw")] }
  })
  expect(bareId(id)).toMatch(/^[0-9a-v]{20}$/)
  expect(same).toEqual([{ password: "x" }, { password: "x" }])
  expect(await on(model, "owner/0", get(id))).toEqual({ password: "x" })
  expect(await on(model, "owner/0", get("--label", "pw"))).toEqual({ password: "x" })
})

test("values: text, base64, files, a YAML file; single keys; formats", async () => {
  await using model = await related()
  const dir = mkdtempSync(join(tmpdir(), "secrets-test-"))
  try {
    writeFileSync(join(dir, "cert"), "line 1\nline 2\n")
    writeFileSync(join(dir, "values.yaml"), "from-yaml: y\noverridden: no\n")
    const seen = await on(model, "owner/0", ({ tool, json }) => {
      const text = ["plain=a=b", "encoded#base64=AP8=", `cert#file=${join(dir, "cert")}`, "overridden=yes"]
      const id = tool("secret-add", ...text, "--file", join(dir, "values.yaml")).trim()
      const first = tool("secret-add", "key=v").trim()
      return [
        json("secret-get", id),
        json("secret-get", id, "encoded#base64"),
        tool("secret-get", first),
        tool("secret-get", first, "key"),
        json("secret-get", bareId(first), "key"),
        refusal(() => tool("secret-get", first, "nokey")),
        refusal(() => tool("secret-add", "key#file=relative/path")),
      ]
    })
    expect(seen).toEqual([
      {
        plain: "a=b",
        encoded: "\u0000\ufffd",
        cert: "line 1\nline 2\n",
        "from-yaml": "y",
        overridden: "yes",
      },
      "AP8=",
      "key: v\n",
      "v\n",
      "v",
      'ERROR secret key value "nokey" not found',
      "ERROR open relative/path: no such file or directory",
    ])
  } finally {
    rmSync(dir, { recursive: true })
  }
})

test.each([
  ["3.6", 'ERROR consumer label "no" not found'],
  ["4.0", 'ERROR secret URI for consumer label "no" not found'],
] as const)("wrong usage gets the error messages of Juju %s", async (juju, unknownLabel) => {
  await using model = await related(1, 1, juju)
  const id = "secret:9m4e2mr0ui3e8a215n4g"
  const seen = await on(model, "owner/0", ({ tool }) =>
    [
      ["secret-add"],
      ["secret-add", "key"],
      ["secret-add", "key="],
      ["secret-add", "Key=x"],
      ["secret-add", "ab=x"],
      ["secret-add", "key=x", "--rotate", "often"],
      ["secret-add", "key=x", "--expire", "soon"],
      ["secret-add", "key=x", "--owner", "me"],
      ["secret-set"],
      ["secret-set", "x", "key=y"],
      ["secret-get"],
      ["secret-get", id, "--peek", "--refresh"],
      ["secret-get", id],
      ["secret-get", "--label", "no"],
      ["secret-info-get"],
      ["secret-info-get", id],
      ["secret-grant", id],
      ["secret-grant", id, "-r", "1"],
      ["secret-grant", id, "-r", "1", "--unit", "owner/0"],
      ["secret-revoke", id],
      ["secret-revoke", id, "--app", "a", "--unit", "a/0"],
      ["secret-revoke", id, "--app", "reader", "-r", "1"],
      ["secret-remove"],
    ].map(([name = "", ...args]) => refusal(() => tool(name, ...args))),
  )
  expect(seen).toEqual([
    "ERROR missing secret value or filename",
    'ERROR key value "key" not valid',
    'ERROR key value "key=" not valid',
    'ERROR key "Key" not valid',
    'ERROR key "ab" not valid',
    'ERROR rotate policy "often" not valid',
    'ERROR expire time or duration "soon" not valid',
    'ERROR secret owner "me" not valid',
    "ERROR missing secret URI",
    'ERROR secret URI "x" not valid',
    "ERROR require either a secret URI or label",
    "ERROR specify one of --peek or --refresh but not both",
    'ERROR secret "9m4e2mr0ui3e8a215n4g" not found',
    unknownLabel,
    "ERROR require either a secret URI or label",
    'ERROR secret "9m4e2mr0ui3e8a215n4g" not found',
    "ERROR no relation id specified",
    'ERROR secret "9m4e2mr0ui3e8a215n4g" not found',
    'ERROR cannot specify unit "owner/0" in relation to application "reader"',
    "ERROR missing relation or application or unit",
    "ERROR specify only one of application or unit",
    "ERROR do not specify both relation and app",
    "ERROR missing secret URI",
  ])
})

test("expiry: a time with or without zone, or a duration from now", async () => {
  await using model = await related()
  const before = Date.now()
  const seen = await on(model, "owner/0", ({ tool, json }) =>
    ["2030-01-02T03:04:05+01:00", "2030-01-02T03:04:05", "1h30m"].map((expire) => {
      const id = tool("secret-add", "key=x", "--expire", expire).trim()
      const info = json("secret-info-get", id)
      return /"expiry":"([^"]+)"/.exec(JSON.stringify(info))?.[1] ?? ""
    }),
  )
  expect(seen.slice(0, 2)).toEqual(["2030-01-02T02:04:05Z", "2030-01-02T03:04:05Z"])
  const inMs = Date.parse(seen[2] ?? "") - before
  expect(inMs).toBeGreaterThanOrEqual(5_400_000)
  expect(inMs).toBeLessThan(5_400_000 + 600_000)
  const refused = await on(model, "owner/0", ({ tool }) =>
    ["-1h", "9999999999999h"].map((expire) => refusal(() => tool("secret-add", "key=x", "--expire", expire))),
  )
  expect(refused).toEqual([
    'ERROR negative expire duration "-1h" not valid',
    'ERROR expire time or duration "9999999999999h" not valid',
  ])
})

test("a value of more than a million bytes in base64 is refused", async () => {
  await using model = await related()
  const dir = mkdtempSync(join(tmpdir(), "secrets-test-"))
  try {
    const write = (name: string, bytes: number) => {
      writeFileSync(join(dir, name), "x".repeat(bytes))
      return `${name}#file=${join(dir, name)}`
    }
    const [fits, half, large] = [write("fits", 750_000), write("half", 375_003), write("large", 750_001)]
    const seen = await on(model, "owner/0", ({ tool }) => [
      tool("secret-add", fits).slice(0, 7),
      refusal(() => tool("secret-add", large)),
      refusal(() => tool("secret-add", half, half.replace("half#", "more#"))),
    ])
    expect(seen).toEqual([
      "secret:",
      'ERROR secret content for key "large" too large: 1000004 bytes',
      "ERROR secret content too large: 1000008 bytes",
    ])
  } finally {
    rmSync(dir, { recursive: true })
  }
})
