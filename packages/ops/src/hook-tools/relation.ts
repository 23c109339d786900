import { checkRecord, checkString, listOf, mismatch, recordOf, runJson } from "./output.ts"
import type { HookToolRunner } from "./runner.ts"
import { stdinMap } from "./stdin-map.ts"

/** A relation's id as the tools write it: `db:3`. Juju uses only the number. */
export type RelationRef = `${string}:${number}`

/** Returns the ids of an endpoint's relations in Juju's order; none for an endpoint that Juju does not know. */
export function relationIds(runner: HookToolRunner, endpoint: string): number[] {
  return runJson(runner, "relation-ids", [endpoint, "--format=json"], listOf(checkRelationId))
}

/** Returns the names of the remote units that have joined; in a peer relation the other units. */
export function relationList(runner: HookToolRunner, ref: RelationRef): string[] {
  return runJson(runner, "relation-list", ["--format=json", "-r", ref], listOf(checkString))
}

/** Returns the application at the other end, also if it has no units; undefined if Juju does not know it. */
export function relationApp(runner: HookToolRunner, ref: RelationRef): string | undefined {
  return runJson(runner, "relation-list", ["--format=json", "--app", "-r", ref], (value) =>
    value === null || value === "" ? undefined : checkString(value),
  )
}

/** Returns the databag of a unit (`db/0`) or, with `app`, of an application (`db`). */
export function relationGet(
  runner: HookToolRunner,
  ref: RelationRef,
  entity: string,
  { app }: { readonly app: boolean },
): Record<string, string> {
  const args = ["--format=json", "-r", ref, ...(app ? ["--app"] : []), "-", entity]
  return runJson(runner, "relation-get", args, recordOf(checkString))
}

/**
 * Writes keys to this unit's databag or, with `app` (leader only), to its application's. An empty string deletes a key.
 * Juju 3.6 applies it when the hook succeeds. Values are passed over standard input, because an argument is limited to 128 KiB.
 */
export function relationSet(
  runner: HookToolRunner,
  ref: RelationRef,
  data: Readonly<Record<string, string>>,
  { app }: { readonly app: boolean },
): void {
  runner.run("relation-set", ["-r", ref, ...(app ? ["--app"] : []), "--file", "-"], stdinMap(data))
}

/** Returns the uuid of the remote application's model; Juju 3.6 and later. */
export function relationModelGet(runner: HookToolRunner, ref: RelationRef): string {
  return runJson(runner, "relation-model-get", ["--format=json", "-r", ref], (value) => {
    const { uuid } = checkRecord(value)
    if (typeof uuid !== "string") throw mismatch("a map with the string uuid")
    return uuid
  })
}

function checkRelationId(value: unknown): number {
  const id = /:(\d+)$/.exec(checkString(value))?.[1]
  if (id === undefined) throw mismatch("a relation like db:3")
  return Number(id)
}
