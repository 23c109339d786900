// The only change to esbuild's output. Without it a hook of haproxy-lb takes more than one and a half times the processor time
// (decisions/008). Code that does not match the pattern stays unchanged.

/**
 * Defines, at the start of the bundle, a `require` that loads a module of Node.js when one of its members is first used. The name is as
 * long as `require`, so that the source map stays valid.
 */
export const LATE_REQUIRE = `var __later=name=>{let from;return new Proxy({},{get:(_,key)=>(from??=require(name))[key]})};`

/** Modules that Node.js has already loaded, or that every charm uses at once. */
const AT_ONCE = new Set(["async_hooks", "buffer", "events", "fs", "path", "process", "util"])

/** Makes modules of Node.js with named imports (`node:crypto`, `node:http`, …) load lazily: most hooks never use them. */
export function loadModulesLate(code: string): string {
  return code.replace(
    /(\bimport_[\w$]+=)require(\("node:([\w/]+)"\)(?=[,;]))/g,
    (all, variable: string, module: string, name: string) =>
      AT_ONCE.has(name) ? all : `${variable}__later${module}`,
  )
}
