import { isIP } from "node:net"
import { isHost } from "../plan/read-backends.ts"
import { isPath } from "../plan/read-request.ts"

/**
 * A value that must not be written to the configuration. The plan refuses all such values; this second check protects the configuration if
 * a later change weakens the plan. The message does not repeat the value.
 */
export class ConfigError extends Error {
  readonly code = "config"
}

/** Every value that a consumer chose is written to the configuration through one of these functions. */
export function hostWord(text: string): string {
  return isHost(text) ? text : refuse("a host")
}

/** An IP address, never a name that HAProxy would resolve: the plan has checked this address only. */
export function addressWord(text: string): string {
  if (isIP(text) === 0 || text.includes("%")) refuse("an address")
  return isIP(text) === 6 ? `[${text}]` : text
}

/** A network as `ADDRESS/BITS`. */
export function networkWord(text: string): string {
  const [, address = "", bits] = /^([^/%]+)\/(\d{1,3})$/.exec(text) ?? []
  const family = isIP(address)
  if (family === 0 || Number(bits) > (family === 4 ? 32 : 128)) refuse("a network")
  return text
}

export function pathWord(text: string): string {
  return isPath(text) ? quoted(text) : refuse("a path")
}

export function portWord(port: number): string {
  return Number.isInteger(port) && port >= 1 && port <= 65535 ? String(port) : refuse("a port")
}

/** @param least 1 by default */
export function countWord(count: number, least = 1): string {
  return Number.isInteger(count) && count >= least && count <= 1_000_000_000
    ? String(count)
    : refuse("a number")
}

export function idWord(text: string): string {
  return /^[A-Za-z0-9_-]+$/.test(text) ? text : refuse("a name")
}

/** In single quotes HAProxy reads every character literally. */
export function quoted(text: string): string {
  return /^[^\p{Cc}']+$/u.test(text) ? `'${text}'` : refuse("a text")
}

function refuse(what: string): never {
  throw new ConfigError(`${what} has characters that cannot be in a configuration`)
}
