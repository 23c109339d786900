import { usageError } from "../../hook-tools/tool-error.ts"
import { parseDirective, parseDirectives } from "../../operator/storage-directive.ts"
import {
  type CombinedStorage,
  combinedStorage,
  diskNumber,
  machineOf,
  sortedStorages,
  storageView,
} from "../../operator/storage-view.ts"
import { MinijujuError } from "../../state/errors.ts"
import { jujuRules, jujuVersionOf } from "../../state/juju-version.ts"
import { STORAGE_ID } from "../../state/names.ts"
import type { StorageDirective, StorageState } from "../../state/storage.ts"
import type { Command, CommandCall, LocalCall } from "../command.ts"
import { print } from "../output.ts"
import { filesystemTable, storageTable, volumeTable } from "../views/storage-tables.ts"
import { statusTime } from "../views/times.ts"

/** For deploy. */
export const STORAGE_FLAG = {
  names: ["storage"],
  takes: "list",
  help: "What each unit gets of a storage: <name>=<pool>,<count>,<size>, for example data=2,512M",
} as const

/** Returns the directives of `--storage name=directive`, by name. */
export function storageDirectives({ flags, juju }: LocalCall): Record<string, StorageDirective> {
  const { storageDirective } = jujuRules({ jujuVersion: jujuVersionOf(juju) }).words
  return Object.fromEntries(
    flags.list("storage").map((item) => {
      const at = item.indexOf("=")
      const refuse = (reason: string) =>
        usageError(`invalid value ${JSON.stringify(item)} for option --storage: ${reason}`)
      if (at <= 0) throw refuse(`expected [<application>:]<store>=<${storageDirective}s>`)
      try {
        return [item.slice(0, at), parseDirective(item.slice(at + 1), storageDirective)]
      } catch (error) {
        if (error instanceof MinijujuError)
          throw refuse(`cannot parse disk ${storageDirective}s: ${error.message}`)
        throw error
      }
    }),
  )
}

export const storage: Command = {
  name: "storage",
  aliases: ["list-storage"],
  usage: "[<machine> ...]",
  purpose: "List storages",
  details: "With --filesystem or --volume, machines may be named whose file systems or volumes are listed.",
  examples: ["storage", "storage --format json", "storage --filesystem"],
  formats: ["tabular", "json", "yaml"],
  flags: [
    { names: ["filesystem"], takes: "bool", help: "List filesystem storage (deprecated)" },
    { names: ["volume"], takes: "bool", help: "List volume storage (deprecated)" },
  ],
  run(call) {
    const { args, flags } = call
    const [filesystem, volume] = [flags.bool("filesystem"), flags.bool("volume")]
    if (filesystem && volume) throw usageError("--filesystem and --volume can not be used together")
    if (filesystem || volume) return printDisks(call, filesystem ? "filesystem" : "block")
    if (args.length > 0)
      throw usageError("specifying IDs only supported with --filesystem and --volume options")
    const { state } = call.model().engine
    const combined = combinedStorage(state, localTime, jujuRules(state).listsPlacesOfDisks)
    return printStorages(call, combined, () => storageTable(state))
  },
}

function printDisks(call: CommandCall, kind: StorageState["kind"]): 0 {
  const { state } = call.model().engine
  const isWanted = (one: StorageState) =>
    one.kind === kind && (call.args.length === 0 || call.args.includes(machineOf(state, one) ?? ""))
  const wanted = sortedStorages(state).filter(isWanted)
  const name = kind === "block" ? "volumes" : "filesystems"
  const disks = combinedStorage(state, localTime, jujuRules(state).listsPlacesOfDisks)[name] ?? {}
  const shown = wanted.map((one) => [diskNumber(one), disks[diskNumber(one)]])
  return printStorages(call, shown.length === 0 ? {} : { [name]: Object.fromEntries(shown) }, () =>
    kind === "block" ? volumeTable(state, wanted) : filesystemTable(state, wanted),
  )
}

function printStorages(call: CommandCall, combined: CombinedStorage, tabular: () => string): 0 {
  if (Object.keys(combined).length > 0) print(call, combined, "tabular", tabular)
  else if ((call.flags.text("format") ?? "tabular") === "tabular")
    call.console.err("No storage to display.\n")
  return 0
}

export const showStorage: Command = {
  name: "show-storage",
  usage: "<storage ID> [...]",
  purpose: "Show a storage: its kind, status, unit and location",
  examples: ["show-storage data/0"],
  formats: ["yaml", "json"],
  run(call) {
    if (call.args.length === 0) throw usageError("must specify storage id(s)")
    const bad = call.args.find((id) => !STORAGE_ID.test(id))
    if (bad !== undefined) throw usageError(`invalid storage id ${bad}`)
    const { state } = call.model().engine
    const views = call.args.map((id) => {
      const one = state.storages.get(id)
      if (one === undefined) throw new MinijujuError("not-found", `storage instance "${id}" not found`)
      return [id, storageView(state, one, localTime)] as const
    })
    print(call, Object.fromEntries(views), "yaml")
    return 0
  },
}

export const addStorageCommand: Command = {
  name: "add-storage",
  usage: "<unit> <storage directive> ...",
  purpose: "Add storages to a unit",
  details: `A directive is <name>[=<pool>,<count>,<size>]. The unit runs storage-attached for each. All pools are folders and
files of this machine.`,
  examples: ["add-storage my-app/0 data", "add-storage my-app/0 data=2,512M"],
  run(call) {
    const [unit, ...items] = call.args
    if (unit === undefined || items.length === 0)
      throw usageError("add-storage requires a unit and a storage directive")
    if (!/^[^/]+\/\d+$/.test(unit)) throw usageError(`unit name "${unit}" not valid`)
    const { model, engine } = call.model()
    const { words, addsStorageOfNoSize } = jujuRules(engine.state)
    const directives = asUsage(() => parseDirectives(items, words.storageDirective))
    const sorted = [...directives].sort(([a], [b]) => (a < b ? -1 : 1))
    return forEach(call, sorted, ([name, directive]) => {
      const ids = saying(`failed to add storage "${name}" to ${unit}`, () =>
        model.addStorage(unit, name, addsStorageOfNoSize ? { size: 0, ...directive } : directive),
      )
      return ids.map((id) => `added storage ${id} to ${unit}`).join("\n")
    })
  },
}

export const attachStorageCommand: Command = {
  name: "attach-storage",
  usage: "<unit> <storage> [<storage> ...]",
  purpose: "Attach existing storages to a unit",
  examples: ["attach-storage my-app/1 data/0"],
  run(call) {
    const [unit, ...ids] = call.args
    if (unit === undefined || ids.length === 0)
      throw usageError("attach-storage requires a unit ID and at least one storage ID")
    const { model } = call.model()
    return forEach(call, ids, (id) => {
      saying(`failed to attach ${id} to ${unit}`, () => model.attachStorage(unit, id))
      return `attaching ${id} to ${unit}`
    })
  },
}

export const detachStorageCommand: Command = {
  name: "detach-storage",
  usage: "<storage> [<storage> ...]",
  purpose: "Detach storages from their units; they stay in the model",
  examples: ["detach-storage data/0"],
  flags: [{ names: ["force", "no-wait"], takes: "bool", help: "Accepted without effect" }],
  run(call) {
    if (call.args.length === 0) throw usageError("detach-storage requires at least one storage ID")
    const { model } = call.model()
    return forEach(call, call.args, (id) => {
      saying(`failed to detach ${id}`, () => model.detachStorage(id))
      return `detaching ${id}`
    })
  },
}

export const removeStorageCommand: Command = {
  name: "remove-storage",
  usage: "<storage> [<storage> ...]",
  purpose: "Remove storages with their content",
  examples: ["remove-storage data/0", "remove-storage --force data/0"],
  flags: [
    { names: ["force"], takes: "bool", help: "Remove storage even if it is currently attached" },
    { names: ["no-destroy"], takes: "bool", help: "Refused: a removed storage loses its content" },
  ],
  run(call) {
    if (call.args.length === 0) throw usageError("remove-storage requires at least one storage ID")
    if (call.flags.bool("no-destroy"))
      throw new MinijujuError(
        "not-emulated",
        "minijuju has no --no-destroy: keep storages with detach-storage",
      )
    const { model, engine } = call.model()
    let anyAttached = false
    const code = forEach(call, call.args, (id) => {
      saying(
        `failed to remove ${id}`,
        () => model.removeStorage(id, { force: call.flags.bool("force") }),
        (error) => {
          anyAttached ||= error.code === "storage-attached"
        },
      )
      return `removing ${id}`
    })
    if (anyAttached) call.console.err(jujuRules(engine.state).words.storage.attachedHint)
    return code
  },
}

/** Does all items and prints what was done and what failed, as Juju's storage commands do: without `ERROR`. */
function forEach<T>({ console }: CommandCall, items: readonly T[], act: (item: T) => string): 0 | 1 {
  const failures: string[] = []
  for (const item of items) {
    try {
      console.err(`${act(item)}\n`)
    } catch (error) {
      if (!(error instanceof MinijujuError)) throw error
      failures.push(`${error.message}\n`)
    }
  }
  for (const text of failures) console.err(text)
  return failures.length === 0 ? 0 : 1
}

/** Puts words in front of the error. */
function saying<T>(words: string, act: () => T, onError: (error: MinijujuError) => void = () => {}): T {
  try {
    return act()
  } catch (error) {
    if (!(error instanceof MinijujuError)) throw error
    onError(error)
    throw new MinijujuError(error.code, `${words}: ${error.message}`, { cause: error })
  }
}

function asUsage<T>(parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    if (error instanceof MinijujuError) throw usageError(error.message)
    throw error
  }
}

function localTime(date: Date): string {
  return statusTime(date, false)
}
