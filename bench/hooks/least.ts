import type { Change, HooksCase, Side } from "./cases.ts"
import { HookCounts } from "./hook-counts.ts"

/**
 * What must be written anew into an application's databag for the other side, as the sides that write it, in order. Each waits for the one
 * before, so no two of them can share a hook.
 *
 * Nothing else has to be written: a provider reads the addresses of its consumer's units in databags that Juju fills, a follower that comes
 * to lead reads what its predecessor wrote, and a response is the same for any number of backends.
 */
const MUST_LEARN: Readonly<Record<Change["kind"], readonly Side[]>> = {
  "add-units": [],
  "remove-consumer-units": [],
  // The request and the response. The provider's version, without which nothing may be requested, is written in its relation-created; the
  // hooks with which the consumer's unit starts can read it.
  "add-consumers": ["consumer", "provider"],
  // The request, and the response that names its hash.
  "change-request": ["consumer", "provider"],
  "move-leader": [],
}

/** The least number of hooks with which Juju 3.6 tells both sides what they must learn. */
export function leastHooks({ units, change }: HooksCase): HookCounts {
  const counts = new HookCounts()
  // Each write of an application's databag wakes every unit of the other side, in the relation that it is about.
  const woken = { ...units }
  switch (change.kind) {
    case "add-units": {
      const { side, count } = change
      startUnits(counts, side, count)
      counts.add(side, "leader-settings-changed", count)
      // One hook shows all that the other application wrote before.
      counts.add(side, "relation-changed of an application", count)
      meet(counts, count * units[otherSide(side)])
      break
    }
    case "remove-consumer-units": {
      const { count } = change
      counts.add("consumer", "relation-departed", count * units.provider)
      counts.add("provider", "relation-departed", count * units.provider)
      for (const kind of ["relation-broken", "stop", "remove"] as const) counts.add("consumer", kind, count)
      break
    }
    case "add-consumers": {
      const { count } = change
      startUnits(counts, "consumer", count)
      counts.add("consumer", "leader-elected", count)
      counts.add("provider", "relation-created", count * units.provider)
      meet(counts, count * units.provider)
      woken.consumer = count
      woken.provider = count * units.provider
      break
    }
    case "change-request":
      counts.add("consumer", "config-changed", units.consumer)
      break
    case "move-leader":
      counts.add(change.side, "leader-elected")
      break
  }
  for (const writer of MUST_LEARN[change.kind]) {
    const reader = otherSide(writer)
    counts.add(reader, "relation-changed of an application", woken[reader])
  }
  return counts
}

/** Hooks of every unit of a related application (Juju: `uniter/resolver.go`). */
function startUnits(counts: HookCounts, side: Side, units: number): void {
  for (const kind of ["install", "relation-created", "config-changed", "start"] as const)
    counts.add(side, kind, units)
}

/** Two units that first see each other: each joins the other, and a changed hook always follows (Juju: `uniter/relation/resolver.go`). */
function meet(counts: HookCounts, pairs: number): void {
  for (const side of ["provider", "consumer"] as const) {
    counts.add(side, "relation-joined", pairs)
    counts.add(side, "relation-changed of a unit", pairs)
  }
}

export function otherSide(side: Side): Side {
  return side === "provider" ? "consumer" : "provider"
}
