/** Node.js has loaded these before any charm begins, or a charm needs them at once. */
const AT_ONCE = new Set(["async_hooks", "buffer", "events", "fs", "path", "process", "util"])

/**
 * Stands in the bundle in front of everything: a module of Node.js that is loaded when something in it is first asked for. Its
 * name is as long as `require`, so that the source map stays true.
 */
export const LATER = `var __later=name=>{let from;return new Proxy({},{get:(_,key)=>(from??=require(name))[key]})};`

/**
 * Modules of Node.js (`node:crypto`, `node:http`, …) that the charm imports by names are loaded when they are first used: most
 * hooks never do, and such a module takes up to as long as the whole charm.
 */
export function lateModules(code: string): string {
  return code.replace(
    /(\bimport_[\w$]+=)require(\("node:([\w/]+)"\)(?=[,;]))/g,
    (all, variable: string, module: string, name: string) =>
      AT_ONCE.has(name) ? all : `${variable}__later${module}`,
  )
}
