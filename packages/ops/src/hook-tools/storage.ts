import { HookToolOutputError } from "./errors.ts"
import { MAPPING, runJson, TEXTS } from "./output.ts"
import type { HookToolRunner } from "./runner.ts"

/** Ids (`data/0`) of the attached instances of a storage. */
export function storageList(runner: HookToolRunner, name: string): string[] {
  return runJson(runner, TEXTS, "storage-list", ["--format=json", name])
}

export function storageGet(runner: HookToolRunner, id: string): { kind: string; location: string } {
  const args = ["--format=json", "-s", id]
  const { kind, location } = runJson(runner, MAPPING, "storage-get", args)
  if (typeof kind === "string" && typeof location === "string") return { kind, location }
  throw new HookToolOutputError("storage-get", args, "kind and location", JSON.stringify({ kind, location }))
}

/** Asks for more instances. Held back until the hook succeeds. */
export function storageAdd(runner: HookToolRunner, name: string, count: number): void {
  runner.run("storage-add", [`${name}=${count}`])
}
