import { createRequire } from "node:module"

let load: NodeJS.Require | undefined

/** Loads a module of Node.js on first use. An `import` would load it at every start, although most hooks do not need it. */
export function builtIn(name: string): ReturnType<NodeJS.Require> {
  load ??= createRequire("/")
  return load(name)
}
