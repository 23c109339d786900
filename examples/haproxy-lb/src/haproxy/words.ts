import { isIP } from "node:net"
import { isHost } from "../plan/read-backends.ts"
import { isPath } from "../plan/read-request.ts"

/**
 * Something that must not get into a configuration. The plan lets none of it through; this is the second lock, in case that the first
 * is opened by a later change. The message does not repeat the value.
 */
export class ConfigError extends Error {
  readonly code = "config"
}

/** Everything that was chosen by others gets into a configuration through one of these. */
export function hostWord(text: string): string {
  return isHost(text) ? text : refuse("a host")
}

/** An IP address and nothing that HAProxy would look up: the plan has checked this address and no other. */
export function addressWord(text: string): string {
  if (isIP(text) === 0 || text.includes("%")) refuse("an address")
  return isIP(text) === 6 ? `[${text}]` : text
}

export function pathWord(text: string): string {
  return isPath(text) ? quoted(text) : refuse("a path")
}

export function portWord(port: number): string {
  return Number.isInteger(port) && port >= 1 && port <= 65535 ? String(port) : refuse("a port")
}

export function countWord(count: number): string {
  return Number.isInteger(count) && count >= 1 && count <= 1_000_000_000 ? String(count) : refuse("a number")
}

export function idWord(text: string): string {
  return /^[A-Za-z0-9_-]+$/.test(text) ? text : refuse("a name")
}

/** Between these quotes HAProxy takes every character as it is. */
export function quoted(text: string): string {
  return /^[^\p{Cc}']+$/u.test(text) ? `'${text}'` : refuse("a text")
}

function refuse(what: string): never {
  throw new ConfigError(`${what} has characters that cannot be in a configuration`)
}
