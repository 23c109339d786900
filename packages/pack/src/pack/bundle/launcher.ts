// Bundled into src/start.cjs, which `dispatch` starts. It runs src/charm.cjs with what V8 compiled in earlier runs of this hook:
// it then starts without compiling the charm again. Whatever is wrong with that cache, the charm runs as it would without.
import { readFileSync, statSync } from "node:fs"
import { Script } from "node:vm"
import { keepCode, readKeptCode } from "./code-cache.ts"

const charm = `${__dirname}/charm.cjs`

// Bun has another engine, and no use for V8's code.
if (process.versions.bun === undefined) run()
else require(charm)

function run(): void {
  const hook = process.env.JUJU_DISPATCH_PATH ?? ""
  // V8 looks only at the length of the source, so the key names the file as it is now: any write or copy changes ctime.
  const { size, ctimeMs, ino } = statSync(charm)
  const key = [process.version, process.arch, size, ctimeMs, ino, hook].join(" ")
  // A cache for each hook: all of it is loaded at every start, and each hook needs other functions.
  const cache = `${charm}.${hook.replaceAll("/", "-").slice(-80)}.cache`
  const kept = readKeptCode(cache, key)
  const source = readFileSync(charm, "utf8")
  // The wrapper of Node's own CommonJS loader. `#!` is only known at the very start of a file; what takes its place is as long.
  const body = source.startsWith("#!") ? `//${source.slice(2)}` : source
  const wrapped = `(function (exports, require, module, __filename, __dirname) { ${body}\n})`
  const script = new Script(wrapped, {
    filename: charm,
    ...(kept !== undefined && { cachedData: kept.code }),
  })
  script.runInThisContext()(exports, require, module, charm, __dirname)
  const used = kept !== undefined && script.cachedDataRejected === false
  // After the charm's own listeners, so that what they need is kept, too.
  if (!used || kept.isDue) {
    const since = used ? kept.since : Date.now()
    process.on("exit", (code) => {
      if (code === 0) keepCode(cache, { key, since, code: () => script.createCachedData() })
    })
  }
}
