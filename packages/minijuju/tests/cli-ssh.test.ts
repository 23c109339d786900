import { randomBytes } from "node:crypto"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { CliHome, isRunning } from "./cli-home.ts"
import { shellCharm } from "./shell-charm.ts"

let home: CliHome

beforeAll(async () => {
  home = await CliHome.make()
  await home.ok("deploy", await shellCharm(home.dir, "app", "status-set active"))
}, 60_000)

afterAll(() => home.end())

const ssh = (line: string) => home.shell(`minijuju ssh app/0 ${line}`)

test("a command has the caller's standard input, byte by byte, and ends with it", async () => {
  expect(await home.shell("printf foo | minijuju ssh --container charm app/0 cat")).toEqual({
    code: 0,
    out: Buffer.from("foo"),
    err: "",
  })
  const bytes = randomBytes(3_000_000)
  writeFileSync(join(home.dir, "bytes"), bytes)
  expect((await ssh("cat < bytes")).out.equals(bytes)).toBe(true)
  expect((await home.shell("cat bytes | minijuju ssh app/0 'cat; exit 3' | cat")).out.equals(bytes)).toBe(
    true,
  )
  expect(await ssh("cat <&-")).toMatchObject({ code: 0, out: Buffer.from("") })
  expect(await ssh("-n cat < bytes")).toMatchObject({ code: 0, out: Buffer.from("") })
})

test("whoever reads less than there is ends the other side", async () => {
  const reader = await home.shell(`set +o pipefail; yes | minijuju ssh app/0 head -1; echo \${PIPESTATUS[@]}`)
  expect(String(reader.out)).toBe("y\n141 0\n")
  const writer = await home.shell("minijuju ssh app/0 yes | head -1")
  expect([writer.code, String(writer.out)]).toEqual([255, "y\n"])
})

test("the exit code is the command's, as ssh has it", async () => {
  expect(await ssh("'echo out; exit 5'")).toEqual({
    code: 5,
    out: Buffer.from("out\n"),
    err: "",
  })
  expect((await ssh("'kill -9 $$'")).code).toBe(255)
  expect((await ssh("no-such-program")).code).toBe(127)
  // Several words are one command line.
  expect(String((await ssh("echo a '|' tr a b")).out)).toBe("b\n")
})

test("without a command a shell reads standard input", async () => {
  const { code, out } = await home.shell("echo 'basename $PWD; exit 4' | minijuju ssh app/leader")
  expect([code, String(out)]).toEqual([4, "charm\n"])
})

test("there is no hook: a login has juju-exec, and runs beside hooks", async () => {
  expect(String((await ssh("juju-exec app/0 'status-get'")).out)).toBe("active\n")
  expect(await ssh("status-get")).toMatchObject({ code: 1, err: "ERROR JUJU_CONTEXT_ID not set\n" })
  const during = await home.shell(
    "minijuju exec --unit app/0 -- 'mkfifo held; cat held' & until minijuju ssh app/0 'test -p held'; do :; done; minijuju ssh app/0 'echo beside > held'; wait",
  )
  expect(String(during.out)).toBe("beside\n")
})

test("what a login cannot be is refused", async () => {
  expect(await home.run(["ssh"])).toMatchObject({ code: 2, err: "ERROR no target name specified\n" })
  const refused = [
    ["-N -L 80:localhost:80", "N"],
    ["-vL 80:localhost:80", "L"],
    ["-qvR80:localhost:80 true", "R"],
    ["-v -fN", "f"],
  ]
  for (const [options = "", letter] of refused)
    expect(await ssh(options)).toMatchObject({
      code: 1,
      err: `ERROR ssh -${letter}: there is no connection to forward; a unit's ports are open at its address\n`,
    })
  // The letters of a value are no options.
  for (const options of ["-vi LNRW.key", "-qoLogLevel=ERROR", "-vp 22"])
    expect(String((await ssh(`${options} 'echo ran'`)).out)).toBe("ran\n")
  expect(await home.run(["ssh", "app/9", "true"])).toMatchObject({
    code: 1,
    err: 'ERROR unit "app/9" not found\n',
  })
})

test("a process that stays behind ends with the model", { timeout: 60_000 }, async () => {
  await home.ok("add-model", "gone")
  await home.ok("deploy", join(home.dir, "app.charm"))
  const { out } = await home.shell("minijuju ssh app/0 'setsid sleep 600 >/dev/null 2>&1 & echo $!'")
  const pid = Number(out)
  expect(isRunning(pid)).toBe(true)
  await home.ok("destroy-model", "--no-prompt", "gone")
  expect(isRunning(pid)).toBe(false)
})
