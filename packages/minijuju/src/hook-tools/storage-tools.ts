import type { HookContext } from "../context/hook-context.ts"
import { parseDirectives } from "../operator/storage-directive.ts"
import { MinijujuError } from "../state/errors.ts"
import { isStorageHook } from "../state/hook.ts"
import { jujuRules } from "../state/juju-version.ts"
import { STORAGE_ID } from "../state/names.ts"
import { type StorageState, storagesOf } from "../state/storage.ts"
import type { HookTool } from "./tool.ts"
import { runError, usageError } from "./tool-error.ts"

export const storageAdd: HookTool = {
  name: "storage-add",
  usage: "<charm storage name>[=count] ...",
  purpose: "Add storage instances.",
  run({ context, args }) {
    if (args.length === 0) throw usageError("storage add requires a storage directive")
    for (const [name, { count = 1, ...rest }] of directives(context, args)) {
      if (Object.keys(rest).length > 0)
        throw usageError(`only count can be specified for ${JSON.stringify(name)}`)
      context.writes.addStorages.push({ name, count })
    }
    return undefined
  },
}

export const storageGet: HookTool = {
  name: "storage-get",
  usage: "[options] [<key>]",
  purpose: "Print information for the storage instance with the specified ID.",
  format: "smart",
  maxArgs: 1,
  flags: [{ names: ["s"], takes: "value", help: "specify a storage instance by id" }],
  defaults: (context) => ({ s: storageOfHook(context) }),
  run({ context, args, flags }) {
    const { kind, attachment } = requested(context, flags.text("s"))
    const values = new Map([
      ["kind", kind],
      ["location", attachment?.location],
    ])
    const [key] = args
    if (key === undefined) return { value: values }
    if (!values.has(key)) throw runError(`invalid storage attribute ${JSON.stringify(key)}`)
    return { value: values.get(key) }
  },
}

export const storageList: HookTool = {
  name: "storage-list",
  usage: "[options] [<storage>]",
  purpose: "List storage attached to the unit.",
  format: "smart",
  maxArgs: 1,
  run({ context, args }) {
    const [wanted] = args
    const shown = attachedStorages(context).filter(({ name }) => wanted === undefined || name === wanted)
    return { value: shown.map(({ id }) => id) }
  },
}

function directives(context: HookContext, args: readonly string[]) {
  try {
    return parseDirectives(args, jujuRules(context.state).words.storageDirective)
  } catch (error) {
    if (error instanceof MinijujuError) throw usageError(error.message)
    throw error
  }
}

/** Returns the storage of `-s`, otherwise that of the hook. */
function requested(context: HookContext, id: string | undefined): StorageState {
  const invalid = (reason: string) =>
    usageError(`invalid value ${JSON.stringify(id)} for option -s: ${reason}`)
  if (id !== undefined && !STORAGE_ID.test(id)) throw invalid(`invalid storage ID ${JSON.stringify(id)}`)
  const wanted = id ?? storageOfHook(context)
  if (wanted === undefined) throw usageError("no storage instance specified")
  const found = attachedStorages(context).find((storage) => storage.id === wanted)
  if (found === undefined)
    throw invalid(jujuRules(context.state).words.storage.notOnUnit(wanted, context.unit.name))
  return found
}

function storageOfHook({ execution }: HookContext): string | undefined {
  return execution.kind === "hook" && isStorageHook(execution.hook) ? execution.hook.storageId : undefined
}

function attachedStorages({ state, unit }: HookContext): StorageState[] {
  return storagesOf(state, unit.name).filter(({ attachment }) => attachment?.location !== "")
}
