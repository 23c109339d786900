import { HookToolOutputError } from "./errors.ts"
import type { HookToolRunner } from "./runner.ts"

/** Converts outside data to a typed value, or throws a `Mismatch`. */
export type Check<T> = (value: unknown) => T

/** The message names what a check expected. */
class Mismatch extends Error {}

/**
 * Runs a tool that writes JSON and checks its output.
 * @throws HookToolError if the tool fails; HookToolOutputError if the output is not JSON or has another shape
 */
export function runJson<T>(
  runner: HookToolRunner,
  tool: string,
  args: readonly string[],
  check: Check<T>,
): T {
  const output = runner.run(tool, args)
  let value: unknown
  try {
    value = JSON.parse(output)
  } catch {
    throw new HookToolOutputError(tool, args, "JSON", output)
  }
  try {
    return check(value)
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error
    throw new HookToolOutputError(tool, args, error.message, output)
  }
}

/** For checks beyond a type: `expected` completes "should write …". */
export function mismatch(expected: string): Error {
  return new Mismatch(expected)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

export function checkString(value: unknown): string {
  if (typeof value !== "string") throw mismatch("a string")
  return value
}

export function checkBoolean(value: unknown): boolean {
  if (typeof value !== "boolean") throw mismatch("true or false")
  return value
}

/** Go writes a nil map as `null`. */
export function checkRecord(value: unknown): Record<string, unknown> {
  if (value === null) return {}
  if (!isRecord(value)) throw mismatch("a map")
  return value
}

export function recordOf<T>(check: Check<T>): Check<Record<string, T>> {
  return (value) =>
    Object.fromEntries(
      Object.entries(checkRecord(value)).map(([key, item]) => [
        key,
        inside(`a map in which ${key}`, check, item),
      ]),
    )
}

/** Go writes a nil slice as `null`. */
export function listOf<T>(check: Check<T>): Check<T[]> {
  return (value) => {
    if (value === null) return []
    if (!Array.isArray(value)) throw mismatch("a list")
    return value.map((item: unknown) => inside("a list in which every item", check, item))
  }
}

function inside<T>(where: string, check: Check<T>, value: unknown): T {
  try {
    return check(value)
  } catch (error) {
    throw error instanceof Mismatch ? mismatch(`${where} is ${error.message}`) : error
  }
}
