import { Abort, type CharmBase, type RunningHook } from "@charmkit/ops"
import { Endpoint } from "../endpoint/endpoint.ts"
import type { FlagSet } from "../flags/flags.ts"
import type { StoredMap } from "../memory/stored-map.ts"
import {
  type EndpointFlags,
  endpointFlags,
  hasTriggers,
  isManagingFlags,
  leavingUnit,
} from "./endpoint-flags.ts"
import { InterfaceError } from "./errors.ts"
import type { Interfaces } from "./interfaces.ts"

export interface AdapterOptions {
  readonly charm: CharmBase
  readonly hook: RunningHook
  readonly interfaces: Interfaces
  readonly flags: FlagSet
  readonly seen: StoredMap
}

/** Delivers the hook's event to the interfaces, then updates the flags of their endpoints. */
export async function runInterfaces(options: AdapterOptions): Promise<void> {
  const { hook, interfaces } = options
  try {
    await hook.reemit()
    await hook.emit()
  } catch (error) {
    if (error instanceof Abort) throw error
    // Only interface classes observe events here.
    const endpoint = hook.context.relation?.endpoint ?? [...interfaces.keys()].join(", ")
    throw new InterfaceError(
      endpoint,
      nameOf(interfaces.get(endpoint)),
      `in ${hook.context.dispatchPath}`,
      error,
    )
  }
  for (const [endpoint, instance] of interfaces) {
    try {
      if (hasTriggers(instance)) for (const trigger of instance.triggers()) options.flags.addTrigger(trigger)
      updateFlags(options, endpoint, instance)
    } catch (error) {
      throw new InterfaceError(endpoint, nameOf(instance), "to say which flags are set", error)
    }
  }
}

/** In these hooks existence is read again: the operator may have skipped a failed hook (`juju resolved --no-retry`) of a relation's end. */
const REREAD = new Set(["start", "upgrade-charm", "config-changed", "leader-elected"])

function updateFlags({ charm, hook, flags, seen }: AdapterOptions, endpoint: string, instance: object): void {
  const key = `endpoint:${endpoint}`
  const own = endpointFlags(flags, endpoint, seen.get(key) === undefined)
  seen.set(key, true)
  const concerned = hook.context.relation?.endpoint === endpoint
  const reread = own.fresh || (!concerned && REREAD.has(hookName(hook.context.dispatchPath)))
  if (concerned || reread) updateExistence(charm, hook, endpoint, own, reread)
  if ("isChanged" in instance) resetIsChangedOnClear(flags, endpoint, instance)
  if (instance instanceof Endpoint) {
    instance.updateFlags(own, concerned ? hook.context : undefined)
    if (isManagingFlags(instance)) instance.manageFlags(own)
  } else if (isManagingFlags(instance)) instance.manageFlags(own)
  else if ("isChanged" in instance) own.toggle("changed", Boolean(instance.isChanged))
  else if (concerned && hook.context.dispatchPath.endsWith("-relation-changed")) own.toggle("changed", true)
}

function hookName(dispatchPath: string): string {
  return dispatchPath.slice(dispatchPath.lastIndexOf("/") + 1)
}

/** Updates `created` (a relation exists) and `joined` (a relation has units). Only hooks of the endpoint change them. */
function updateExistence(
  { model }: CharmBase,
  { context }: RunningHook,
  endpoint: string,
  flags: EndpointFlags,
  reread: boolean,
): void {
  const { relation } = context
  const others = () => model.relations(endpoint)
  flags.toggle("created", (relation?.broken !== true && !reread) || others().length > 0)
  const leaving = leavingUnit(context)
  if (relation?.remoteUnit !== undefined && leaving === undefined) flags.toggle("joined", true)
  else if (reread || (flags.isSet("joined") && (leaving !== undefined || relation?.broken === true))) {
    flags.toggle(
      "joined",
      others().some(({ units }) => units.some(({ name }) => name !== leaving)),
    )
  }
}

/** Resets `isChanged` of the instance when the charm clears the flag `changed`. Has no effect on classes whose property has no setter. */
function resetIsChangedOnClear(flags: FlagSet, endpoint: string, instance: object): void {
  flags.addTrigger({
    whenNot: `endpoint.${endpoint}.changed`,
    callback: () => void Reflect.set(instance, "isChanged", false),
  })
}

function nameOf(instance: object | undefined): string {
  return instance?.constructor.name ?? "an interface"
}
