import { spawn } from "node:child_process"
import { once } from "node:events"
import { tmpdir } from "node:os"
import { text } from "node:stream/consumers"
import { expect, test } from "vitest"
import { bundled } from "./bundled.ts"

const program = (path: string) => bundled(new URL(`../${path}`, import.meta.url))

/** Every program that prints, with a command line, the stream on which it prints, and the exit code. */
const PRINTED = [
  ["packages/pack/src/cli.ts", ["--help"], "stdout", 0],
  ["packages/pack/src/cli.ts", ["/no/such/folder"], "stderr", 1],
  ["packages/create-charm/src/cli.ts", ["--help"], "stdout", 0],
  ["packages/create-charm/src/cli.ts", ["--nonsense"], "stderr", 2],
  ["packages/loadbalancer/src/cli.ts", ["explain", "--help"], "stdout", 0],
  ["packages/loadbalancer/src/cli.ts", ["explain", "/no/such/file"], "stderr", 2],
  ["packages/minijuju/src/cli.ts", ["--help"], "stdout", 141],
  ["packages/minijuju/src/cli.ts", ["nonsense"], "stderr", 2],
  ["packages/conformance/src/cli.ts", ["--help"], "stdout", 0],
  ["packages/conformance/src/cli.ts", ["/no/such.charm"], "stderr", 2],
  ["bench/main.ts", ["--list"], "stdout", 0],
] as const

test.each(PRINTED)("%s %j: a reader of %s that has gone is no error", async (path, args, closed, code) => {
  const child = spawn(process.execPath, [await program(path), ...args], { cwd: tmpdir(), stdio: "pipe" })
  child[closed].destroy()
  child.stdin.end()
  const other = closed === "stdout" ? child.stderr : child.stdout
  const [said, [ended]] = await Promise.all([text(other), once(child, "exit")])
  expect([said, ended]).toEqual(["", code])
})
