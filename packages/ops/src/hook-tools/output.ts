import { HookToolOutputError } from "./errors.ts"
import type { HookToolRunner } from "./runner.ts"

/** A test of what came out of a tool, and words for what it should have been. */
export interface Shape<T> {
  readonly expected: string
  readonly matches: (value: unknown) => value is T
}

/** Runs a tool that prints JSON. @throws HookToolOutputError if it prints anything else than the shape */
export function runJson<T>(
  runner: HookToolRunner,
  shape: Shape<T>,
  tool: string,
  args: readonly string[],
): T {
  const output = runner.run(tool, args)
  let value: unknown
  try {
    value = JSON.parse(output)
  } catch {
    throw new HookToolOutputError(tool, args, shape.expected, output)
  }
  if (!shape.matches(value)) throw new HookToolOutputError(tool, args, shape.expected, output)
  return value
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

const isText = (value: unknown): value is string => typeof value === "string"

export const TEXT: Shape<string> = { expected: "a JSON string", matches: isText }
export const BOOL: Shape<boolean> = {
  expected: "true or false",
  matches: (value) => typeof value === "boolean",
}
export const MAPPING: Shape<Record<string, unknown>> = { expected: "a JSON object", matches: isMapping }
export const TEXTS: Shape<string[]> = {
  expected: "a list of strings",
  matches: (value): value is string[] => Array.isArray(value) && value.every(isText),
}
export const TEXT_MAP: Shape<Record<string, string>> = {
  expected: "an object of strings",
  matches: (value): value is Record<string, string> => isMapping(value) && Object.values(value).every(isText),
}
/** Juju prints `null` for nothing at all. */
export const TEXT_MAP_OR_NULL: Shape<Record<string, string> | null> = {
  expected: "an object of strings or null",
  matches: (value): value is Record<string, string> | null => value === null || TEXT_MAP.matches(value),
}
