import { spawn } from "node:child_process"
import { once } from "node:events"
import { Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { PYTHON_DIR } from "./python-packages.ts"

let server: Promise<unknown> | undefined

/**
 * Starts the process that runs the Python hooks of this process's models (python/fork_server.py). It ends with this process. A hook then
 * takes a fifth of the processor time.
 */
export function startForkServer(python: string): Promise<unknown> {
  server ??= start(python)
  return server
}

async function start(python: string): Promise<void> {
  const { PATH } = process.env
  const socket = join(tmpdir(), `python-${process.pid}`)
  const child = spawn(python, [join(PYTHON_DIR, "fork_server.py"), socket], {
    env: { PATH, TMPDIR: tmpdir() },
    stdio: ["pipe", "pipe", "inherit"],
  })
  await Promise.race([once(child.stdout, "data"), once(child, "exit")])
  const ended = child.exitCode ?? child.signalCode
  if (ended !== null) throw new Error(`fork_server.py ended with ${ended}`)
  // The server must not keep this process alive.
  child.unref()
  for (const pipe of [child.stdin, child.stdout]) if (pipe instanceof Socket) pipe.unref()
}

/**
 * Returns a dispatch script that runs its charm in the fork server of the process that started it. There is none if that process is a
 * background process of minijuju: then the script runs the interpreter, like the given one.
 */
export function dispatchByForkServer(dispatch: string, python: string): string {
  const client = join(PYTHON_DIR, "fork_client.py")
  return dispatch.replace(
    /^PYTHONPATH=(\S+) exec python3 (.*)$/m,
    `export PYTHONPATH=$1
server="$TMPDIR/python-$PPID"
[ ! -S "$server" ] || exec "${python}" -I -S "${client}" "$server" $2
exec "${python}" $2`,
  )
}
