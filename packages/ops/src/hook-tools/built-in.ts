import { createRequire } from "node:module"

/** For modules of Node.js that most hooks never need: an `import` would load them at every start. */
export const builtIn = createRequire("/")
