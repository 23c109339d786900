// The one change of what esbuild writes: without it a hook of haproxy-lb takes more than half again as much processor time
// (decisions/008). Text that is not found stays as esbuild has written it.

/**
 * Comes before everything else in the bundle: a module of Node.js that is loaded when something in it is first used. Its name is as
 * long as `require`, so that the source map stays true.
 */
export const LATE_REQUIRE = `var __later=name=>{let from;return new Proxy({},{get:(_,key)=>(from??=require(name))[key]})};`

/** Node.js has loaded these before any charm begins, or a charm needs them at once. */
const AT_ONCE = new Set(["async_hooks", "buffer", "events", "fs", "path", "process", "util"])

/** For modules of Node.js that are imported by names (`node:crypto`, `node:http`, …): most hooks never use them. */
export function loadModulesLate(code: string): string {
  return code.replace(
    /(\bimport_[\w$]+=)require(\("node:([\w/]+)"\)(?=[,;]))/g,
    (all, variable: string, module: string, name: string) =>
      AT_ONCE.has(name) ? all : `${variable}__later${module}`,
  )
}
