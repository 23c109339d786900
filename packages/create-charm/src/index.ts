/** What `npm create charm` does, for programs. */
export type { CharmProject, Kind, Style } from "./create/charm-project.ts"
export { createCharm } from "./create/create-charm.ts"
export { CreateError } from "./create/create-error.ts"
