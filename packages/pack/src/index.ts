export { PackError, type PackErrorCode } from "./pack/errors.ts"
export { type PackedEntry, type PackOptions, type PackResult, packCharm } from "./pack/pack-charm.ts"
export type { Runtime } from "./pack/runtime/runtime.ts"
export {
  type WriteTypesOptions,
  type WrittenTypes,
  writeTypes,
} from "./pack/types/write-types.ts"
