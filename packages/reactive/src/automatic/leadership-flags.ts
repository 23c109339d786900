import type { Unit } from "@charmkit/ops"
import { type HookToolRunner, leaderGet, leaderSet } from "@charmkit/ops/hook-tools"
import { isLeaderSetting } from "../flags/flag-name.ts"
import type { FlagSet } from "../flags/flags.ts"
import { strings } from "../memory/memory.ts"
import type { StoredMap } from "../memory/stored-map.ts"

const SEEN = "leader-settings"
const LED = "leading"
const IS_LEADER = "leadership.is_leader"

/**
 * Provides the leadership flags of charms.reactive's layer:leadership. `leadership.is_leader`: leadership can be lost without a hook, so
 * `is-leader` is called in every hook in which a condition uses the flag, and in no other. Leader settings: `leadership.set.KEY`, and
 * for one hook `leadership.changed.KEY` and `leadership.changed`.
 */
export class LeadershipFlags {
  readonly #runner: HookToolRunner
  readonly #flags: FlagSet
  readonly #seen: StoredMap

  constructor(unit: Unit, runner: HookToolRunner, flags: FlagSet, seen: StoredMap) {
    this.#runner = runner
    this.#flags = flags
    this.#seen = seen
    flags.addLazy({
      covers: (flag) => flag === IS_LEADER,
      load: () => (unit.isLeader() ? [IS_LEADER] : []),
      kept: {
        flag: IS_LEADER,
        changedTo: (isLeader) => {
          if ((seen.get(LED) === true) === isLeader) return false
          seen.set(LED, isLeader)
          return true
        },
      },
    })
    flags.addLazy({
      covers: isLeaderSetting,
      load: () => this.#settings(),
      onlyIfNamed: true,
    })
  }

  /** @throws HookToolError if the unit is not the leader */
  set(settings: Readonly<Record<string, string>>): void {
    leaderSet(this.#runner, settings)
    const seen = strings(this.#seen.get(SEEN))
    for (const [key, value] of Object.entries(settings)) {
      this.#flags.toggle(`leadership.set.${key}`, value !== "")
      if ((seen[key] ?? "") === value) continue
      this.#flags.set(`leadership.changed.${key}`)
      this.#flags.set("leadership.changed")
    }
    this.#seen.set(SEEN, leaderGet(this.#runner))
  }

  #settings(): readonly string[] {
    const before = strings(this.#seen.get(SEEN))
    const now = leaderGet(this.#runner)
    this.#seen.set(SEEN, now)
    const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])]
    const changed = keys.filter((key) => before[key] !== now[key])
    return [
      ...Object.keys(now).map((key) => `leadership.set.${key}`),
      ...changed.map((key) => `leadership.changed.${key}`),
      ...(changed.length > 0 ? ["leadership.changed"] : []),
    ]
  }
}
