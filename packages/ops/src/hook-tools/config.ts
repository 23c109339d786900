import { checkRecord, mismatch, runJson } from "./output.ts"
import type { HookToolRunner } from "./runner.ts"

/** Returns the options that are set or have a default. A secret option's value is the secret's id. */
export function configGet(runner: HookToolRunner): Record<string, string | number | boolean> {
  return runJson(runner, "config-get", ["--format=json"], (value) =>
    Object.fromEntries(
      Object.entries(checkRecord(value))
        .filter(([, option]) => option !== null)
        .map(([name, option]) => [name, checkOption(name, option)]),
    ),
  )
}

function checkOption(name: string, value: unknown): string | number | boolean {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value
  throw mismatch(`a map in which ${name} is a string, a number or a boolean`)
}
