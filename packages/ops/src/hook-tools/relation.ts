import { HookToolOutputError, isRelationNotFound } from "./errors.ts"
import { MAPPING, runJson, type Shape, TEXT, TEXT_MAP, TEXTS } from "./output.ts"
import type { HookToolRunner } from "./runner.ts"

/** `endpoint:id`, as Juju names a relation. */
export type RelationRef = `${string}:${number}`

/** The ids of an endpoint's relations, in the order Juju gives them. */
export function relationIds(runner: HookToolRunner, endpoint: string): number[] {
  const args = [endpoint, "--format=json"]
  return runJson(runner, TEXTS, "relation-ids", args).map((ref) => {
    const id = /:(\d+)$/.exec(ref)?.[1]
    if (id === undefined) throw new HookToolOutputError("relation-ids", args, "a list of endpoint:id", ref)
    return Number(id)
  })
}

/** The remote units that have joined. */
export function relationList(runner: HookToolRunner, relation: RelationRef): string[] {
  return runJson(runner, TEXTS, "relation-list", ["--format=json", "-r", relation])
}

const TEXT_OR_NULL: Shape<string | null> = {
  expected: "the name of an application",
  matches: (value): value is string | null => value === null || typeof value === "string",
}

/** The remote application; also known when it has no unit. Undefined when the relation is gone. */
export function relationApp(runner: HookToolRunner, relation: RelationRef): string | undefined {
  try {
    const app = runJson(runner, TEXT_OR_NULL, "relation-list", ["--format=json", "--app", "-r", relation])
    return app === null || app === "" ? undefined : app
  } catch (error) {
    if (isRelationNotFound(error)) return undefined
    throw error
  }
}

/** A whole databag. @param entity a unit's name or, with `app`, an application's */
export function relationGet(
  runner: HookToolRunner,
  relation: RelationRef,
  entity: string,
  { app }: { readonly app: boolean },
): Record<string, string> {
  return runJson(runner, TEXT_MAP, "relation-get", [
    "--format=json",
    "-r",
    relation,
    ...(app ? ["--app"] : []),
    "-",
    entity,
  ])
}

/**
 * Writes keys of the own databag; `""` deletes a key. Juju holds the write back until the hook succeeds.
 * Data go over standard input: arguments are limited in size and visible to other users.
 */
export function relationSet(
  runner: HookToolRunner,
  relation: RelationRef,
  data: Readonly<Record<string, string>>,
  { app }: { readonly app: boolean },
): void {
  runner.run("relation-set", ["-r", relation, ...(app ? ["--app"] : []), "--file", "-"], JSON.stringify(data))
}

/** The uuid of the model that the remote application lives in (Juju ≥ 3.6). */
export function relationModelGet(runner: HookToolRunner, relation: RelationRef): string {
  const args = ["--format=json", "-r", relation]
  const { uuid } = runJson(runner, MAPPING, "relation-model-get", args)
  if (!TEXT.matches(uuid))
    throw new HookToolOutputError("relation-model-get", args, "an object with a uuid", String(uuid))
  return uuid
}
