import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, test } from "vitest"
import { startForkServer } from "./python-fork-server.ts"
import { PYTHON_DIR, pythonMissing, pythonPackages } from "./python-packages.ts"

const dir = mkdtempSync(join(tmpdir(), "fork-server-"))
afterAll(() => rmSync(dir, { recursive: true }))

/** Runs a Python program as a hook of a charm. */
async function hook(program: string, { env = {}, socket = join(tmpdir(), `python-${process.pid}`) } = {}) {
  const python = await pythonPackages()
  await startForkServer(python)
  writeFileSync(join(dir, "charm.py"), program)
  const client = join(PYTHON_DIR, "fork_client.py")
  const child = spawn(python, ["-I", "-S", client, socket, "charm.py"], {
    cwd: dir,
    env: { PYTHONPATH: "lib", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  })
  // "close": no process has the pipe open any more.
  return { child, ended: once(child, "close") }
}

describe.skipIf((await pythonMissing()) !== undefined)("a hook in a fork", () => {
  test("ends with its client, and so do the processes that it has started", async () => {
    const { child, ended } = await hook(
      `import subprocess, sys
subprocess.run([sys.executable, "-c", "print('started', flush=True); import time; time.sleep(3600)"])`,
    )
    await once(child.stdout, "data")
    child.kill("SIGKILL")
    expect(await ended).toEqual([null, "SIGKILL"])
  })

  test.each(["SIGKILL", "SIGINT", "SIGTERM"])("that %s ends: its client ends by the same", async (name) => {
    const { ended } = await hook(`import os, signal
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.kill(os.getpid(), signal.${name})`)
    expect(await ended).toEqual([null, name])
  })

  test("gets a large environment", async () => {
    const env = Object.fromEntries([..."abcdefghijkl"].map((name) => [name, name.repeat(100_000)]))
    const { ended } = await hook(
      `import os, sys
sys.exit(sum(len(os.environ[name]) for name in "abcdefghijkl") // 100_000)`,
      { env },
    )
    expect(await ended).toEqual([12, null])
  })

  test("is run by its client if there is no server", async () => {
    const { ended } = await hook("import sys; sys.exit(7)", { socket: join(dir, "none") })
    expect(await ended).toEqual([7, null])
  })
})
