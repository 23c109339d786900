import type { CharmBase, RunningHook } from "@charmkit/ops"
import type { LeadershipFlags } from "../automatic/leadership-flags.ts"
import type { CharmDeclaration } from "../charm/declaration.ts"
import type { Hook } from "../charm/hook.ts"
import { FlagError } from "../flags/errors.ts"
import type { Flags } from "../flags/flags.ts"
import type { Interfaces } from "../interfaces/interfaces.ts"
import { KeyValues } from "../kv/key-values.ts"
import type { Memory } from "../memory/memory.ts"
import type { StatusLayer } from "../status/status-layer.ts"
import { EndOfHook } from "./errors.ts"

export interface HookParts {
  readonly charm: CharmBase
  readonly running: RunningHook
  readonly flags: Flags
  readonly status: StatusLayer
  readonly memory: Memory
  readonly interfaces: Interfaces
  readonly leadership: LeadershipFlags | undefined
}

/** What the charm's handlers are given. */
export function openHook(parts: HookParts): Hook {
  const { charm, running, flags, status, memory, interfaces, leadership } = parts
  const { relation } = running.context
  return {
    name: hookName(running),
    flags,
    status,
    kv: new KeyValues(memory.values),
    charm,
    unit: charm.unit,
    app: charm.app,
    model: charm.model,
    config: charm.config,
    log: charm.log,
    relation: relation === undefined ? undefined : charm.model.relation(relation.endpoint, relation.id),
    remoteUnit: relation?.remoteUnit === undefined ? undefined : charm.model.getUnit(relation.remoteUnit),
    endpointFromName: (name: string) => interfaces.get(name),
    endpointFromFlag: (flag: string) => (flags.isSet(flag) ? interfaceOf(flag, interfaces) : undefined),
    leaderSet: (settings) => {
      if (leadership === undefined)
        throw new FlagError(
          `leader settings cannot be written in ${hookName(running)}: Juju does not allow it there`,
        )
      leadership.set(settings)
    },
    end: () => {
      throw new EndOfHook()
    },
  }
}

/** The same with the names that the charm declares. */
export function ofCharm<D extends CharmDeclaration>(hook: Hook): Hook<D> {
  // They are narrower than any text, and the endpoints among them were checked against the metadata.
  return hook as Hook<D>
}

/** `endpoint.NAME.…`, or else the first part, as the flags of old interfaces had it. */
function interfaceOf(flag: string, interfaces: Interfaces): object | undefined {
  const named = [...interfaces.keys()].find((name) => flag.startsWith(`endpoint.${name}.`))
  return interfaces.get(named ?? flag.split(".")[0] ?? "")
}

/** `lb-provider-relation-changed`; `actions/do-it` for an action, which can have the name of a hook. */
export function hookName({ context }: RunningHook): string {
  return context.dispatchPath
    .split("/")
    .slice(context.action === undefined ? -1 : -2)
    .join("/")
}
