import type { Identity } from "./identity.ts"
import type { State, Storage } from "./state.ts"

/** `data/0` */
export function storageId({ name, index }: Storage): string {
  return `${name}/${index}`
}

/** Inconsistencies in storages and resources. */
export function storageProblems({ spec }: Identity, { storages, resources }: State): string[] {
  const { storages: declared = {}, resources: files = {} } = spec.details ?? {}
  const ids = storages.map(storageId)
  return [
    ...storages.flatMap((storage) => {
      const one = Object.hasOwn(declared, storage.name) ? declared[storage.name] : undefined
      if (one === undefined) return [undeclared("storage", storage.name, declared)]
      if (one.type === storage.kind) return []
      return [`the storage ${storageId(storage)} is of type ${one.type}, not ${storage.kind}`]
    }),
    ...[...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))].map(
      (id) => `two storages are ${id}`,
    ),
    ...Object.values(declared).flatMap(({ name, multiple }) => {
      const count = storages.filter((storage) => storage.name === name).length
      const most = multiple === undefined ? 1 : (multiple.max ?? Number.POSITIVE_INFINITY)
      return count > most ? [`a unit has at most ${most} of the storage "${name}", not ${count}`] : []
    }),
    ...Object.keys(resources)
      .filter((name) => !Object.hasOwn(files, name))
      .map((name) => undeclared("resource", name, files)),
  ]
}

/** Networks belong to endpoints and extra bindings. */
export function networkProblems({ spec }: Identity, { networks }: State): string[] {
  const { endpoints, extraBindings = [] } = spec.metadata
  const declared = {
    ...endpoints,
    ...Object.fromEntries(extraBindings.map((name) => [name, true])),
    "juju-info": true,
  }
  return Object.keys(networks)
    .filter((name) => !Object.hasOwn(declared, name))
    .map((name) => undeclared("endpoint", name, declared))
}

function undeclared(what: string, name: string, declared: object): string {
  return `the charm declares no ${what} "${name}" (declared: ${Object.keys(declared).join(", ") || "none"})`
}
