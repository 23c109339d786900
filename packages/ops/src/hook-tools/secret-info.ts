import { checkRecord, listOf, mismatch, runJson } from "./output.ts"
import type { HookToolRunner } from "./runner.ts"

/** A grant of a secret: `target` is the application or unit, `scope` the relation of the grant, both as Juju's tags. */
export interface SecretAccess {
  readonly target: string
  readonly scope: string
  readonly role: string
}

/** The properties of a secret that Juju shows to its owner. */
export interface SecretInfo {
  /** Without `secret:`. */
  readonly id: string
  /** The latest revision. */
  readonly revision: number
  readonly label: string
  readonly owner: string
  readonly description: string
  /** `never`, `monthly`, …; empty if Juju does not report it */
  readonly rotation: string
  readonly expires: Date | undefined
  /** The next time at which Juju requests a new revision. */
  readonly rotates: Date | undefined
  readonly access: readonly SecretAccess[]
}

/** Returns a secret's properties to its owner. @throws HookToolError `secret "…" not found` for everybody else */
export function secretInfoGet(
  runner: HookToolRunner,
  by: { readonly id: string } | { readonly label: string },
): SecretInfo {
  const args = ["--format=json", ...("id" in by ? [by.id] : ["--label", by.label])]
  return runJson(runner, "secret-info-get", args, (value) => {
    const [entry] = Object.entries(checkRecord(value))
    if (entry === undefined) throw mismatch("a map with one secret")
    return checkInfo(entry[0], checkRecord(entry[1]))
  })
}

function checkInfo(id: string, info: Record<string, unknown>): SecretInfo {
  const { revision } = info
  if (typeof revision !== "number") throw mismatch("a secret with the number revision")
  const text = (value: unknown) => (typeof value === "string" ? value : "")
  return {
    id,
    revision,
    label: text(info.label),
    owner: text(info.owner),
    description: text(info.description),
    rotation: text(info.rotation),
    expires: date(info.expiry),
    rotates: date(info.rotates),
    access: listOf(checkAccess)(info.access ?? []),
  }
}

function checkAccess(value: unknown): SecretAccess {
  const { target, scope, role } = checkRecord(value)
  if (typeof target !== "string" || typeof scope !== "string" || typeof role !== "string")
    throw mismatch("a map with the strings target, scope and role")
  return { target, scope, role }
}

function date(value: unknown): Date | undefined {
  const time = typeof value === "string" ? new Date(value) : undefined
  return time === undefined || Number.isNaN(time.getTime()) ? undefined : time
}
