import { checkRecord, checkString, listOf, mismatch, recordOf, runJson } from "./output.ts"
import type { HookToolRunner } from "./runner.ts"
import { stdinMap } from "./stdin-map.ts"

/** How the tools name a relation: `db:3`. Juju looks at the number only. */
export type RelationRef = `${string}:${number}`

/** The ids of an endpoint's relations, as Juju sorts them; none for an endpoint that Juju does not know. */
export function relationIds(runner: HookToolRunner, endpoint: string): number[] {
  return runJson(runner, "relation-ids", [endpoint, "--format=json"], listOf(checkRelationId))
}

/** The names of the remote units that have joined; in a peer relation the other units. */
export function relationList(runner: HookToolRunner, ref: RelationRef): string[] {
  return runJson(runner, "relation-list", ["--format=json", "-r", ref], listOf(checkString))
}

/** The application at the other end, also when it has no units; undefined if Juju cannot tell. */
export function relationApp(runner: HookToolRunner, ref: RelationRef): string | undefined {
  return runJson(runner, "relation-list", ["--format=json", "--app", "-r", ref], (value) =>
    value === null || value === "" ? undefined : checkString(value),
  )
}

/** The whole databag of a unit (`db/0`) or, with `app`, of an application (`db`). */
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
 * Writes keys of the own unit's databag or, with `app` (leader only), of the own application's. An empty string deletes a key.
 * Juju 3.6 keeps it until the hook succeeds. The values go over standard input: an argument holds 128 KiB at most.
 */
export function relationSet(
  runner: HookToolRunner,
  ref: RelationRef,
  data: Readonly<Record<string, string>>,
  { app }: { readonly app: boolean },
): void {
  runner.run("relation-set", ["-r", ref, ...(app ? ["--app"] : []), "--file", "-"], stdinMap(data))
}

/** The uuid of the model that the remote application lives in; Juju 3.6 and later. */
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
