import { builtIn } from "./built-in.ts"

/** A connected Unix socket, as far as this process needs it. */
export interface PipeHandle {
  readonly fd: number
  close(): void
}

/**
 * Connects without `node:net`, which with its streams costs a hook about as much as all of its own code. The way there,
 * `process.binding`, is no promise of Node's: whatever is not as expected gives undefined, and the caller asks `node:net`.
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
  // Told to later, when the event loop turns; by then the hook knows from its first write.
  Reflect.set(request, "oncomplete", () => undefined)
  const close = () => void call(pipe, "close")
  const failed = call(pipe, "connect", request, path)
  const fd = member(pipe, "fd")
  if (failed !== 0 || typeof fd !== "number" || fd < 0) {
    close()
    return undefined
  }
  // An open connection must not keep the charm from ending.
  call(pipe, "unref")
  return { fd, close }
}

/** The same by documented means, but for the descriptor. */
export function netPipe(path: string): PipeHandle | undefined {
  const { Socket }: typeof import("node:net") = builtIn("node:net")
  // Not readable for the event loop: what arrives is for the hook, which reads by itself.
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
