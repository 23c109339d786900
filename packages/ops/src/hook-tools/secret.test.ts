import { existsSync, readFileSync, statSync } from "node:fs"
import { dirname } from "node:path"
import { expect, test } from "vitest"
import { ArgvFake, checkDeclaredCalls } from "../../tests/argv-fake.ts"
import { HookToolError, HookToolOutputError } from "./errors.ts"
import type { HookToolRunner } from "./runner.ts"
import {
  secretAdd,
  secretGet,
  secretGrant,
  secretIds,
  secretRemove,
  secretRevoke,
  secretSet,
} from "./secret.ts"
import { secretInfoGet } from "./secret-info.ts"

checkDeclaredCalls()
const answering = (command: string[], stdout = "") => new ArgvFake().expect(command, { stdout })
const ID = "secret:9m4e2mr0ui3e8a215n4g"

/** Like the agent, reads the files named in the arguments while the tool runs. */
class FileReader implements HookToolRunner {
  readonly calls: string[][] = []
  readonly files: { path: string; mode: number; dirMode: number; content: string }[] = []
  readonly #failure: string | undefined

  constructor(failure?: string) {
    this.#failure = failure
  }

  run(tool: string, args: readonly string[]): string {
    this.calls.push([tool, ...args.map((arg) => arg.replace(/#file=.*/, "#file=PATH"))])
    for (const arg of args) {
      const [, path] = /#file=(.*)/.exec(arg) ?? []
      if (path === undefined) continue
      const mode = (of: string) => statSync(of).mode & 0o777
      this.files.push({
        path,
        mode: mode(path),
        dirMode: mode(dirname(path)),
        content: readFileSync(path, "utf8"),
      })
    }
    if (this.#failure !== undefined)
      throw new HookToolError({ tool, args, exitCode: 1, stderr: this.#failure })
    return `${ID}\n`
  }
}

test("secret-add: values are passed in files of this user only, deleted when the tool has ended", () => {
  const runner = new FileReader()
  const content = { password: "hunter2\n=ü", "tls-key": "" }
  expect(secretAdd(runner, "unit", content)).toBe(ID)
  expect(runner.calls).toEqual([["secret-add", "--owner", "unit", "password#file=PATH", "tls-key#file=PATH"]])
  expect(runner.files.map(({ content }) => content)).toEqual(["hunter2\n=ü", ""])
  for (const { path, mode, dirMode } of runner.files) {
    expect([mode, dirMode]).toEqual([0o600, 0o700])
    expect(existsSync(dirname(path))).toBe(false)
  }
})

test("secret-add: when the tool fails the files are deleted and the error contains no values", () => {
  const runner = new FileReader("ERROR this unit is not the leader\n")
  const add = () => secretAdd(runner, "application", { password: "hunter2" })
  expect(add).toThrow("this unit is not the leader")
  expect(add).not.toThrow("hunter2")
  for (const { path } of runner.files) expect(existsSync(dirname(path))).toBe(false)
})

test("secret-add and secret-set: settings", () => {
  const settings = {
    label: "cert",
    description: "for tests",
    expire: new Date("2030-01-02T03:04:05Z"),
    rotate: "monthly",
  } as const
  const flags = ["--label", "cert", "--description", "for tests"]
  flags.push("--expire", "2030-01-02T03:04:05.000Z", "--rotate", "monthly")
  const runner = new FileReader()
  secretAdd(runner, "application", { key: "v" }, settings)
  secretSet(runner, ID, { key: "v" }, settings)
  secretSet(runner, ID, {}, { label: "other" })
  expect(runner.calls).toEqual([
    ["secret-add", ...flags, "--owner", "application", "key#file=PATH"],
    ["secret-set", ...flags, "--owner", "application", ID, "key#file=PATH"],
    ["secret-set", "--label", "other", "--owner", "application", ID],
  ])
})

test("secret-get", () => {
  const json = '{"password":"x"}\n'
  const get = (...rest: string[]) => answering(["secret-get", "--format=json", ...rest], json)
  expect(secretGet(get(ID), { id: ID })).toEqual({ password: "x" })
  secretGet(get("--label", "l"), { label: "l" })
  secretGet(get(ID, "--label", "l", "--refresh"), { id: ID, label: "l" }, "refresh")
  secretGet(get(ID, "--peek"), { id: ID }, "peek")
})

test("secret-get: output of another shape is not shown", () => {
  for (const stdout of ["hunter2", '{"password":["hunter2"]}']) {
    const get = () => secretGet(answering(["secret-get", "--format=json", ID], stdout), { id: ID })
    let error: unknown
    try {
      get()
    } catch (thrown) {
      error = thrown
    }
    expect(error).toBeInstanceOf(HookToolOutputError)
    expect(String(error)).not.toContain("hunter2")
  }
})

test("secret-info-get", () => {
  const access = [{ target: "application-web", scope: "relation-web.db#db.db", role: "view" }]
  const stdout = JSON.stringify({
    "9m4e2mr0ui3e8a215n4g": {
      revision: 3,
      label: "cert",
      owner: "application",
      rotation: "never",
      expiry: "2030-01-02T03:04:05Z",
      access,
    },
  })
  const command = ["secret-info-get", "--format=json"]
  expect(secretInfoGet(answering([...command, ID], stdout), { id: ID })).toEqual({
    id: "9m4e2mr0ui3e8a215n4g",
    revision: 3,
    label: "cert",
    owner: "application",
    description: "",
    rotation: "never",
    expires: new Date("2030-01-02T03:04:05Z"),
    rotates: undefined,
    access,
  })
  secretInfoGet(answering([...command, "--label", "cert"], stdout), { label: "cert" })
  expect(() => secretInfoGet(answering([...command, ID], "{}"), { id: ID })).toThrow("a map with one secret")
})

test("secret-ids: none is null", () => {
  expect(secretIds(answering(["secret-ids", "--format=json"], "null"))).toEqual([])
  expect(secretIds(answering(["secret-ids", "--format=json"], '["9m4e2mr0ui3e8a215n4g"]'))).toHaveLength(1)
})

test("secret-grant, secret-revoke and secret-remove", () => {
  secretGrant(answering(["secret-grant", "--relation", "3", ID]), ID, { relationId: 3 })
  const unit = { relationId: 3, unit: "web/1" }
  secretGrant(answering(["secret-grant", "--relation", "3", "--unit", "web/1", ID]), ID, unit)
  secretRevoke(answering(["secret-revoke", "--relation", "3", ID]), ID, { relationId: 3 })
  secretRevoke(answering(["secret-revoke", "--relation", "3", "--unit", "web/1", ID]), ID, unit)
  secretRemove(answering(["secret-remove", ID]), ID)
  secretRemove(answering(["secret-remove", ID, "--revision", "2"]), ID, 2)
})
