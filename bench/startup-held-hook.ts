import { chmod, readFile, rename, stat, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import type { Model } from "minijuju"

/** A hook of a real unit that is kept running, so that its dispatch can be started repeatedly in the same context. */
export interface HeldHook extends AsyncDisposable {
  /** The charm's own dispatch. */
  readonly dispatch: string
  /** The hook's environment variables from Juju. */
  readonly env: Readonly<Record<string, string>>
}

/** Replaces `dispatch`: records its environment and waits for permission to exit. */
const GATE = `#!/bin/sh
cd "\${0%/*}" || exit 1
env -0 >held.env.part && mv held.env.part held.env
while [ ! -e held.end ]; do sleep 0.05; done
`

/** Calls `cause`, which must make the unit of `charmDir` run exactly one hook, and keeps that hook running. */
export async function holdHook(model: Model, charmDir: string, cause: () => void): Promise<HeldHook> {
  const place = (name: string) => join(charmDir, name)
  await rename(place("dispatch"), place("dispatch.charm"))
  await writeFile(place("dispatch"), GATE)
  await chmod(place("dispatch"), 0o755)
  cause()
  while (!(await exists(place("held.env")))) await setTimeout(20)
  const lines = (await readFile(place("held.env"), "utf8")).split("\0").filter((line) => line.includes("="))
  const env = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  )
  return {
    dispatch: place("dispatch.charm"),
    env,
    async [Symbol.asyncDispose]() {
      await writeFile(place("held.end"), "")
      await model.settle()
    },
  }
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  )
}
