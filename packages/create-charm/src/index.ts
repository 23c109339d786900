/** What `npm create charm` does, for programs. */
export type { CharmProject, Kind, Style } from "./charm-project.ts"
export { createCharm } from "./create-charm.ts"
export { CreateError } from "./create-error.ts"
