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

/** Creates the argument of the charm's handlers. */
export function createHookArgument(parts: HookParts): Hook {
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

/** Narrows the types to the names that the charm declares. */
export function withDeclaredNames<D extends CharmDeclaration>(hook: Hook): Hook<D> {
  // Safe: the declared names are a subset of all strings, and the endpoints among them were checked against the metadata.
  const narrowed: object = hook
  return narrowed as Hook<D>
}

/** Returns the interface of `endpoint.NAME.…`, or else of the flag's first part, as in flags of old interfaces. */
function interfaceOf(flag: string, interfaces: Interfaces): object | undefined {
  const named = [...interfaces.keys()].find((name) => flag.startsWith(`endpoint.${name}.`))
  return interfaces.get(named ?? flag.split(".")[0] ?? "")
}

/** `lb-provider-relation-changed`; `actions/do-it` for an action, because an action can have a hook's name. */
export function hookName({ context }: RunningHook): string {
  return context.dispatchPath
    .split("/")
    .slice(context.action === undefined ? -1 : -2)
    .join("/")
}
