/** How many instances of a storage a unit may have, and how many it would have. */
export interface StorageCount {
  readonly min: number
  readonly max: number
  readonly count: number
  /** How many of them are added or taken away. */
  readonly change: number
}

/** Why what an operator or a charm asks for is refused. Sizes are in MiB. */
export interface DirectiveWords {
  readonly undeclared: (charm: string, storage: string) => string
  readonly shared: (charm: string, storage: string) => string
  readonly count: (charm: string, storage: string, count: StorageCount) => string
  readonly size: (charm: string, storage: string, minimum: number, size: number) => string
  readonly unknownPool: (storage: string, pool: string) => string
  readonly unfitPool: (pool: string, kind: string) => string
}

/** Why a storage is not attached to a unit. */
export interface AttachWords {
  readonly unitNotAlive: string
  readonly storageNotAlive: string
  readonly undeclared: (charm: string) => string
  readonly exceeded: (count: StorageCount) => string
  /** It is on this unit already. undefined: no error. */
  readonly repeated: string | undefined
  readonly onOther: (unit: string) => string
}

/** Refusals about storages. */
export interface StorageWords {
  /** deploy */
  readonly atDeploy: (application: string) => DirectiveWords
  /** add-storage, and the hook tool storage-add */
  readonly added: (unit: string, storage: string) => DirectiveWords & { readonly notAlive: string }
  /** attach-storage */
  readonly attach: (id: string, unit: string) => AttachWords
  /** detach-storage of one that the charm requires */
  readonly required: (id: string, unit: string, count: StorageCount) => string
  /** remove-storage of one that is on a unit */
  readonly attached: (id: string, uuid: string) => string
  /** What remove-storage says below that error. */
  readonly attachedHint: string
  readonly unknownStorage: (id: string) => string
  /** add-storage */
  readonly unknownUnit: (unit: string) => string
  /** `storage-get -s` of a storage that is not on the hook's unit */
  readonly notOnUnit: (id: string, unit: string) => string
}

/** Words of Juju 3.6 (`state/storage.go`). */
export const STORAGE_WORDS_3: StorageWords = {
  atDeploy: (application) => storeWords(`cannot add application "${application}": `),
  added: (unit, storage) => {
    const prefix = `adding "${storage}" storage to ${unit}: `
    return {
      ...storeWords(prefix),
      undeclared: (_, name) => `${prefix}charm storage "${name}" not found`,
      count: (_, __, count) => `${prefix}${outOfRange(count, "attach")}`,
      notAlive: `${prefix}unit is not alive`,
    }
  },
  attach: (id, unit) => {
    const prefix = `cannot attach storage ${id} to unit ${unit}: `
    return {
      unitNotAlive: `${prefix}unit not alive`,
      storageNotAlive: `${prefix}storage not alive`,
      undeclared: (charm) => `${prefix}charm ${charm} has no storage called ${id.split("/")[0]}`,
      exceeded: (count) => `${prefix}${outOfRange(count, "attach")}`,
      repeated: undefined,
      onOther: (other) => `${prefix}cannot attach storage owned by unit ${other} to unit ${unit}`,
    }
  },
  required: (id, unit, count) =>
    `cannot destroy storage attachment ${id}:${unit}: ${outOfRange(count, "detach")}`,
  attached: (id) => `cannot destroy storage "${id}": storage is attached`,
  attachedHint: `
Use the --force option to remove attached storage, or use
"juju detach-storage" to explicitly detach the storage
before removing.
`,
  unknownStorage: (id) => `storage instance "${id}" not found`,
  unknownUnit: (unit) => `unit "${unit}" not found`,
  notOnUnit: () => "storage not found",
}

function storeWords(prefix: string): DirectiveWords {
  const store = (charm: string, storage: string) => `${prefix}charm "${charm}" store "${storage}": `
  return {
    undeclared: (charm, storage) => `${prefix}charm "${charm}" has no store called "${storage}"`,
    shared: (charm, storage) => `${store(charm, storage)}shared storage support not implemented`,
    count: (charm, storage, { min, max, count }) => {
      if (min === 1 && max === 1) return `${store(charm, storage)}storage is singular, ${count} specified`
      const limit = count < min ? `${min} instances required` : `at most ${max} instances supported`
      return `${store(charm, storage)}${limit}, ${count} specified`
    },
    size: (charm, storage, minimum, size) =>
      `${store(charm, storage)}minimum storage size is ${decimalSize(minimum)}, ${decimalSize(size)} specified`,
    unknownPool: (_, pool) => `${prefix}pool "${pool}" not found`,
    unfitPool: (pool, kind) => `${prefix}"${pool}" provider does not support "${kind}" storage`,
  }
}

function outOfRange({ min, max, count, change }: StorageCount, action: string): string {
  if (min === 1 && max === 1) return `cannot ${action}, storage is singular`
  const brings = `${action}ing ${change} storage instance${change === 1 ? "" : "s"} brings the total to ${count}`
  return count < min
    ? `${brings}, which is less than the minimum of ${min}`
    : `${brings}, exceeding the maximum of ${max}`
}

/** Juju takes a MiB for a million bytes in this error: `1.0 GB`. */
function decimalSize(mib: number): string {
  return humanSize(mib, 1000, ["MB", "GB", "TB", "PB", "EB"])
}

/** Words of Juju 4.0 (`apiserver/facades/client/storage`, `domain/application/service/storage`). */
export const STORAGE_WORDS_4: StorageWords = {
  atDeploy: (application) => {
    const prefix = `cannot deploy "${application}": `
    const validating = `${prefix}preparing application args: validating create application args: invalid storage directive overrides: `
    return {
      ...overrideWords(validating),
      undeclared: (_, storage) => `${validating}storage directive "${storage}" does not exist in the charm`,
      count: (_, storage, count) => `${prefix}${requestCount(storage, count)}`,
      unknownPool: (storage, pool) =>
        `${prefix}storage directive ${storage} pool: getting storage pool "${pool}" UUID: storage pool "${pool}" not found`,
    }
  },
  added: (unit) => ({
    ...overrideWords(""),
    undeclared: (_, storage) => `storage name "${storage}" not supported by charm`,
    count: (_, storage, count) => requestCount(storage, count),
    unknownPool: (_, pool) => `storage pool "${pool}" does not exist`,
    notAlive: `unit "${unit}" is not alive`,
  }),
  attach: (id, unit) => ({
    unitNotAlive: `unit "${unit}" is not alive`,
    storageNotAlive: `storage "${id}" is not alive`,
    undeclared: () => `storage "${id}" not supported by the charm of unit "${unit}"`,
    exceeded: ({ max }) =>
      `attaching storage "${id}" would exceed the maximum count of ${max} for storage definition "${id.split("/")[0]}" of unit "${unit}"`,
    repeated: `storage "${id}" is already attached to unit "${unit}"`,
    onOther: () =>
      `storage "${id}" already has attachments but the charm storage definition of unit "${unit}" does not support shared access`,
  }),
  required: (id, _, { min }) =>
    `detaching storage "${id}" attachment 0: removing storage from unit would violate charm storage "${id.split("/")[0]}" requirements of having minimum ${min} storage instances`,
  attached: (id, uuid) =>
    `removing storage "${id}": ensuring storage instance "${uuid}" is not alive: storage instance still attached`,
  attachedHint: "",
  unknownStorage: (id) => `storage "${id}" does not exist`,
  unknownUnit: (unit) => `unit "${unit}" does not exist`,
  notOnUnit: (id, unit) => `storage attachment not found for "${id}" "${unit}"`,
}

function overrideWords(prefix: string): Pick<DirectiveWords, "shared" | "size" | "unfitPool"> {
  return {
    shared: (_, storage) => `${prefix}storage "${storage}": shared storage support not implemented`,
    size: (_, __, minimum, size) =>
      `${prefix}storage directive size ${size} is less than the charm minimum requirement of ${minimum}`,
    unfitPool: (pool, kind) =>
      `${prefix}storage directive pool "${pool}" does not support charm storage "${kind}"`,
  }
}

function requestCount(storage: string, { min, max, count }: StorageCount): string {
  const limit =
    count < min
      ? `insufficient for the charm's minimum count of ${min}`
      : `exceeds the charm's maximum count of ${max}`
  return `storage directive "${storage}" request count ${count} ${limit}`
}

/** Returns a number of MiB with the largest unit in which it is at least 1. */
export function humanSize(mib: number, base: number, units: readonly string[]): string {
  let value = mib
  let unit = 0
  for (; value >= base && unit < units.length - 1; unit++) value /= base
  const rounded = Math.floor(value * 10 + 0.5) / 10
  return `${rounded < 10 ? rounded.toFixed(1) : rounded.toFixed(0)} ${units[unit]}`
}
