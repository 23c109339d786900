import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { HookToolError } from "./errors.ts"
import { ProcessRunner, type ProcessRunnerOptions } from "./process-runner.ts"

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "process-runner-"))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

/** Creates a tool as a shell script on the runner's PATH. */
function tool(name: string, script: string): void {
  const path = join(dir, name)
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
}

function runner(options: ProcessRunnerOptions = {}): ProcessRunner {
  return new ProcessRunner({ env: { PATH: `${dir}:/usr/bin:/bin` }, ...options })
}

function failure(action: () => unknown): HookToolError {
  try {
    action()
  } catch (error) {
    if (error instanceof HookToolError) return error
    throw error
  }
  throw new Error("the tool did not fail")
}

test("arguments and standard input arrive, standard output comes back, standard error does not", () => {
  tool("relation-set", `printf '%s|' "$@"; cat; echo noise >&2`)
  const args = ["-r", "db:3", "", "a b", "$HOME", "'é'"]
  expect(runner().run("relation-set", args, '{"k":"é😀"}\n')).toBe(`-r|db:3||a b|$HOME|'é'|{"k":"é😀"}\n`)
})

test("a tool that reads standard input finds it empty if there is none", () => {
  tool("state-set", "cat; echo end")
  expect(runner().run("state-set", [])).toBe("end\n")
})

test("much input and much output pass", () => {
  tool("cat-tool", "cat")
  const text = "0123456789abcdef".repeat(300_000)
  expect(runner().run("cat-tool", [], text)).toBe(text)
})

test("the exit code decides for a tool that ends without reading its input", () => {
  tool("deaf", "exec 0<&-; echo done")
  tool("deaf-and-failing", "exec 0<&-; exit 3")
  const text = "x".repeat(5_000_000)
  expect(runner().run("deaf", [], text)).toBe("done\n")
  expect(failure(() => runner().run("deaf-and-failing", [], text)).exitCode).toBe(3)
})

test("output that is not UTF-8 does not throw", () => {
  tool("binary", `printf 'a\\377\\000b'`)
  expect(runner().run("binary", [])).toBe("a\ufffd\0b")
})

test("a failure carries tool, arguments, exit code and standard error", () => {
  tool("relation-get", `echo half; echo 'ERROR permission denied' >&2; exit 1`)
  const error = failure(() => runner().run("relation-get", ["--app", "-", "mysql"]))
  expect(error).toMatchObject({
    code: "hook-tool",
    tool: "relation-get",
    args: ["--app", "-", "mysql"],
    exitCode: 1,
    stderr: "ERROR permission denied\n",
    message: "relation-get --app - mysql failed with exit code 1: ERROR permission denied",
  })
})

test("a missing tool", () => {
  const error = failure(() => runner().run("is-leader", []))
  expect(error.exitCode).toBe(127)
  expect(error.message).toBe("is-leader is not on PATH: Juju provides it to the hooks and actions of a charm")
})

test("a missing working directory is not reported as a missing tool", () => {
  tool("is-leader", "echo true")
  const error = failure(() => runner({ cwd: join(dir, "gone") }).run("is-leader", []))
  expect(error.exitCode).toBe(126)
  expect(error.message).toMatch(/working directory .*gone does not exist/)
})

test("a tool that may not be run", () => {
  tool("is-leader", "echo true")
  chmodSync(join(dir, "is-leader"), 0o644)
  const error = failure(() => new ProcessRunner({ env: { PATH: dir } }).run("is-leader", []))
  expect(error.exitCode).toBe(126)
  expect(error.message).toMatch(/cannot be started: .*EACCES/)
})

test("a script whose interpreter is missing", () => {
  writeFileSync(join(dir, "is-leader"), "#!/no/such/program\n", { mode: 0o755 })
  const error = failure(() => runner().run("is-leader", []))
  expect(error.exitCode).toBe(126)
  expect(error.message).toContain(`the first line of ${join(dir, "is-leader")} names is not there`)
})

test("a tool that never ends is killed, even if a child of it holds the output open", () => {
  // A call that waited for the child process would exceed the test's time limit.
  tool("stuck", `trap "" TERM; echo working >&2; sleep 60 & echo $! >"${dir}/child"; wait; echo never`)
  const error = failure(() => runner({ timeoutMs: 300 }).run("stuck", ["x"]))
  expect(error.exitCode).toBe(124)
  expect(error.message).toBe("stuck x took more than 300 ms and was killed: working")
  process.kill(Number(readFileSync(join(dir, "child"), "utf8")), "SIGKILL")
})

test("a tool that a signal ended", () => {
  tool("killed", "kill -TERM $$")
  const error = failure(() => runner().run("killed", []))
  expect(error.exitCode).toBe(128 + 15)
  expect(error.message).toBe("killed was ended by SIGTERM")
})

test("arguments that no process can receive", () => {
  tool("juju-log", "true")
  expect(failure(() => runner().run("juju-log", ["--", "a\0b"])).message).toContain(
    "argument 2 holds a NUL character",
  )
  const error = failure(() => runner().run("juju-log", ["x".repeat(200_000)]))
  expect(error.exitCode).toBe(126)
  expect(error.message).toContain("128 KiB")
  expect(error.message.length).toBeLessThan(300)
})

test("environment and working directory are the given ones", () => {
  tool("where", `pwd -P; echo "$JUJU_CONTEXT_ID"; ls`)
  const env = { PATH: `${dir}:/usr/bin:/bin`, JUJU_CONTEXT_ID: "app/0-install-1" }
  expect(runner({ env, cwd: dir }).run("where", [])).toBe(
    `${dir}\napp/0-install-1\n${readdirSync(dir).join("\n")}\n`,
  )
})
