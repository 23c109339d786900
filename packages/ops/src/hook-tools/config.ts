import { isMapping, runJson, type Shape } from "./output.ts"
import type { HookToolRunner } from "./runner.ts"

type ConfigValues = Record<string, string | number | boolean>

const VALUES: Shape<ConfigValues> = {
  expected: "an object of strings, numbers and booleans",
  matches: (value): value is ConfigValues =>
    isMapping(value) &&
    Object.values(value).every((item) => ["string", "number", "boolean"].includes(typeof item)),
}

/** The options that are set or have a default. */
export function configGet(runner: HookToolRunner): ConfigValues {
  return runJson(runner, VALUES, "config-get", ["--format=json"])
}
