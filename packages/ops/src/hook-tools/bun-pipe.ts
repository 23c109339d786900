import { type AgentSocketError, unreachable } from "./agent-socket-error.ts"
import { builtIn } from "./built-in.ts"
import type { PipeHandle } from "./pipe-handle.ts"

/** The functions used of the C library, with their types on Linux (`socket(2)`, `setsockopt(2)`, `connect(2)`). */
interface LibC {
  socket(domain: number, type: number, protocol: number): number
  setsockopt(fd: number, level: number, name: number, value: Uint8Array, length: number): number
  connect(fd: number, address: Uint8Array, length: number): number
  close(fd: number): number
}

const AF_UNIX = 1
const SOCK_STREAM = 1
const SOCK_CLOEXEC = 0o2000000
const SOL_SOCKET = 1
const SO_RCVTIMEO = 20
const SO_SNDTIMEO = 21
/** Size of `sockaddr_un`: two bytes for the family, then the path. */
const ADDRESS_BYTES = 110

/**
 * Connects on Bun, whose sockets give no access to a descriptor. Reads and writes block in the system, at most `timeoutMs` (then they fail
 * with EAGAIN). Returns undefined if the C library is not found.
 *
 * @throws AgentSocketError if nothing listens
 */
export function bunPipe(path: string, timeoutMs: number): PipeHandle | undefined {
  const address = Buffer.alloc(ADDRESS_BYTES)
  address.writeUInt16LE(AF_UNIX, 0)
  const length = 2 + Buffer.byteLength(path)
  // A path is terminated by a zero byte; a name in the abstract namespace starts with one and ends with the address's length.
  if (length >= ADDRESS_BYTES) throw notListening(path)
  address.write(path, 2)
  const lib = libC()
  const fd = lib?.socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) ?? -1
  if (lib === undefined || fd < 0) return undefined
  const limit = timeval(timeoutMs)
  lib.setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, limit, limit.length)
  lib.setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, limit, limit.length)
  if (lib.connect(fd, address, path.startsWith("\0") ? length : length + 1) !== 0) {
    lib.close(fd)
    throw notListening(path)
  }
  return { fd, close: () => void lib.close(fd) }
}

function notListening(path: string): AgentSocketError {
  return unreachable(path.replace("\0", "@"))
}

function libC(): LibC | undefined {
  const { dlopen }: { dlopen: (name: string, symbols: object) => { symbols: LibC } } = builtIn("bun:ffi")
  const symbols = {
    socket: { args: ["i32", "i32", "i32"], returns: "i32" },
    setsockopt: { args: ["i32", "i32", "i32", "ptr", "u32"], returns: "i32" },
    connect: { args: ["i32", "ptr", "u32"], returns: "i32" },
    close: { args: ["i32"], returns: "i32" },
  }
  // The names of glibc and of musl.
  for (const name of ["libc.so.6", "libc.so"]) {
    try {
      return dlopen(name, symbols).symbols
    } catch {
      // Try the next name.
    }
  }
  return undefined
}

function timeval(ms: number): Uint8Array {
  const value = Buffer.alloc(16)
  value.writeBigInt64LE(BigInt(Math.floor(ms / 1000)), 0)
  value.writeBigInt64LE(BigInt(Math.floor(ms % 1000) * 1000), 8)
  return value
}
