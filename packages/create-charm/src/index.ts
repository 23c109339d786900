/** What `npm create charm` does, for programs. */
export { type CharmProject, CreateError, type Kind, type Style } from "./create/charm-project.ts"
export { createCharm } from "./create/create-charm.ts"
export type { PackageManager } from "./create/package-manager.ts"
