import { builtIn } from "./built-in.ts"

/** The operations of a connected Unix socket that this package uses. */
export interface PipeHandle {
  readonly fd: number
  close(): void
}

/**
 * Connects without `node:net`, whose loading with its streams takes about as long as all other code of a hook. `process.binding` is not
 * a documented API: if anything is not as expected, the result is undefined and the caller uses `node:net`.
 */
export function quickPipe(path: string): PipeHandle | undefined {
  try {
    const binding: unknown = Reflect.get(process, "binding")
    const pipes: unknown = typeof binding === "function" && binding.call(process, "pipe_wrap")
    const [Pipe, Request] = [member(pipes, "Pipe"), member(pipes, "PipeConnectWrap")]
    const kind = member(member(pipes, "constants"), "SOCKET")
    if (typeof Pipe !== "function" || typeof Request !== "function" || typeof kind !== "number")
      return undefined
    return connected(Reflect.construct(Pipe, [kind]), Reflect.construct(Request, []), path)
  } catch {
    return undefined
  }
}

function connected(pipe: object, request: object, path: string): PipeHandle | undefined {
  // Called only when the event loop turns; the hook notices a failed connection earlier, at its first write.
  Reflect.set(request, "oncomplete", () => undefined)
  const close = () => void call(pipe, "close")
  const failed = call(pipe, "connect", request, path)
  const fd = member(pipe, "fd")
  if (failed !== 0 || typeof fd !== "number" || fd < 0) {
    close()
    return undefined
  }
  // An open connection must not keep the process alive.
  call(pipe, "unref")
  return { fd, close }
}

/** Does the same with documented APIs, except for access to the descriptor. */
export function netPipe(path: string): PipeHandle | undefined {
  const { Socket }: typeof import("node:net") = builtIn("node:net")
  // Not readable by the event loop: the hook reads the responses itself.
  const socket = new Socket({ readable: false })
  socket.on("error", () => undefined)
  socket.connect(path)
  socket.unref()
  const fd = member(member(socket, "_handle"), "fd")
  return typeof fd === "number" && fd >= 0 ? { fd, close: () => void socket.destroy() } : undefined
}

function member(of: unknown, name: string): unknown {
  const holds = (typeof of === "object" && of !== null) || typeof of === "function"
  return holds ? Reflect.get(of, name) : undefined
}

function call(of: object, name: string, ...args: readonly unknown[]): unknown {
  const method = member(of, name)
  if (typeof method !== "function") throw new TypeError(`a pipe without ${name}()`)
  return method.apply(of, args)
}
