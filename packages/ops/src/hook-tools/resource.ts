import { HookToolOutputError } from "./errors.ts"
import type { HookToolRunner } from "./runner.ts"

/** Returns the path of a resource's file. Juju downloads it if needed, which may take long. */
export function resourceGet(runner: HookToolRunner, name: string): string {
  const output = runner.run("resource-get", [name])
  // Juju 3.6 writes the path without a line break.
  const path = output.replace(/\n$/, "")
  if (path === "") throw new HookToolOutputError("resource-get", [name], "a path", output)
  return path
}
