import { createRequire } from "node:module"

let load: NodeJS.Require | undefined

/** For modules of Node.js that most hooks never need: an `import` would load them at every start. */
export function builtIn(name: string): ReturnType<NodeJS.Require> {
  load ??= createRequire("/")
  return load(name)
}
