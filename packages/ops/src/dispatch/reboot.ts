import { jujuReboot } from "../hook-tools.ts"
import { unlessRefused } from "../model/refused.ts"
import type { Unit } from "../model/unit.ts"
import { Abort } from "./abort.ts"

/**
 * Reboots the unit's machine when the hook has succeeded. With `now`, it ends the hook at once without a commit, and Juju runs the same hook
 * again after the reboot: test first whether the reboot is still needed.
 * @throws ModelError for another unit, and in an action, where Juju refuses it
 * @example
 * if (existsSync("/run/reboot-required")) reboot(this.unit, { now: true })
 */
export function reboot(unit: Unit, options: { readonly now: true }): never
export function reboot(unit: Unit, options?: { readonly now?: boolean }): void
export function reboot(unit: Unit, { now = false }: { readonly now?: boolean } = {}): void {
  const { runner, context } = unit.own("reboot its machine").hook
  const where = context.action === undefined ? "" : ": an action cannot do that, a hook can"
  unlessRefused(() => jujuReboot(runner, { now }), `cannot reboot the machine of ${unit.name}${where}`)
  // Juju kills the hook's process, but a moment later: the rest of the handler must not run.
  if (now) throw new Abort()
}
