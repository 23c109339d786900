// Two changes of what esbuild writes, each worth more than a twentieth of a hook (decisions/008). Both keep the length of every line, so
// that the source map stays true, and both fall back by themselves: text that is not found stays as esbuild has written it.

export function rewriteOutput(code: string): string {
  return loadModulesLate(code).replace(NAME_HELPER, LAZY_NAME_HELPER)
}

/** esbuild's helper that gives classes and functions their names. Hundreds are made at every start, and nearly all have their names. */
const NAME_HELPER = `__name=(target,value)=>__defProp(target,"name",{value,configurable:!0})`
const LAZY_NAME_HELPER = `__name=(f,n)=>f.name===n?f:__defProp(f,"name",{value:n,configurable:1})`

/**
 * Comes before everything else in the bundle: a module of Node.js that is loaded when something in it is first used. Its name is as
 * long as `require`.
 */
export const LATE_REQUIRE = `var __later=name=>{let from;return new Proxy({},{get:(_,key)=>(from??=require(name))[key]})};`

/** Node.js has loaded these before any charm begins, or a charm needs them at once. */
const AT_ONCE = new Set(["async_hooks", "buffer", "events", "fs", "path", "process", "util"])

/** For modules of Node.js that are imported by names (`node:crypto`, `node:http`, …): most hooks never use them. */
function loadModulesLate(code: string): string {
  return code.replace(
    /(\bimport_[\w$]+=)require(\("node:([\w/]+)"\)(?=[,;]))/g,
    (all, variable: string, module: string, name: string) =>
      AT_ONCE.has(name) ? all : `${variable}__later${module}`,
  )
}
