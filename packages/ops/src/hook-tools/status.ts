import { checkRecord, mismatch, runJson } from "./output.ts"
import type { HookToolRunner } from "./runner.ts"

/** A status as Juju reports it. */
export interface StatusValue {
  /** `active`, `blocked`, `waiting`, `maintenance`, `unknown`, `error` or `terminated` */
  readonly status: string
  readonly message: string
}

/** Selects the status of this unit or (leader only) of its application. */
export interface StatusTarget {
  readonly application: boolean
}

/** Returns the status. Juju 3.6 reads the unit's status once per hook: after a `statusSet` it still returns the old one. */
export function statusGet(runner: HookToolRunner, { application }: StatusTarget): StatusValue {
  const args = ["--include-data", "--format=json", `--application=${application}`]
  return runJson(runner, "status-get", args, (value) => {
    const answer = checkRecord(value)
    const { status, message } = application ? checkRecord(answer["application-status"] ?? null) : answer
    if (typeof status !== "string" || (message !== undefined && typeof message !== "string")) {
      throw mismatch(
        application
          ? "a map whose application-status has the strings status and message"
          : "a map with the strings status and message",
      )
    }
    return { status, message: message ?? "" }
  })
}

/** Sets the status at once; it stays if the hook fails. Juju accepts maintenance, blocked, waiting and active. */
export function statusSet(
  runner: HookToolRunner,
  { application }: StatusTarget,
  status: string,
  message: string,
): void {
  runner.run("status-set", [`--application=${application ? "True" : "False"}`, status, "--", message])
}
