// Bundled into src/start.cjs, which `dispatch` starts. It runs src/charm.cjs with what V8 compiled in earlier hooks: a hook
// then starts without compiling the charm again. Whatever is wrong with that cache, the charm runs as it would without.
import { closeSync, fstatSync, openSync, readFileSync } from "node:fs"
import vm from "node:vm"
import { keepCode, readKeptCode } from "./code-cache.ts"

const charm = `${__dirname}/charm.cjs`
const cache = `${charm}.cache`

// Bun has another engine, and no use for V8's code.
if (process.versions.bun === undefined) run()
else require(charm)

function run(): void {
  const { source, key } = readCharm()
  const kept = readKeptCode(cache, key)
  // The wrapper of Node's own CommonJS loader. `#!` is only known at the very start of a file; what takes its place is as long.
  const wrapped = `(function (exports, require, module, __filename, __dirname) { ${source.replace(/^#!/, "//")}\n})`
  const script = new vm.Script(wrapped, {
    filename: charm,
    ...(kept !== undefined && { cachedData: kept.code }),
  })
  // Each hook compiles the functions that it runs. One that is new here adds its own, once it has gone well.
  const hooks = script.cachedDataRejected === false && kept !== undefined ? kept.hooks : []
  const hook = process.env.JUJU_DISPATCH_PATH ?? ""
  if (!hooks.includes(hook)) {
    process.once("exit", (code) => {
      if (code === 0) keepCode(cache, { key, hooks: [...hooks, hook], code: () => script.createCachedData() })
    })
  }
  script.runInThisContext()(exports, require, module, charm, __dirname)
}

/** V8 looks only at the length of the source, so the key names the file as it is now: any write or copy changes ctime. */
function readCharm(): { readonly source: string; readonly key: string } {
  const file = openSync(charm, "r")
  try {
    const { size, ctimeMs, ino } = fstatSync(file)
    const key = [process.version, process.arch, size, ctimeMs, ino].join(" ")
    return { source: readFileSync(file, "utf8"), key }
  } finally {
    closeSync(file)
  }
}
