// Bundled into src/start.cjs, which `dispatch` starts. Runs src/charm.cjs with V8's code cache from earlier runs of the same hook, so
// that the charm is not compiled again. If the cache cannot be used for any reason, the charm runs without it.
import { readFileSync, statSync } from "node:fs"
import { Script } from "node:vm"
import { readCodeCache, writeCodeCache } from "./code-cache.ts"
import { waitForDebugger } from "./debugging.ts"

const charm = `${__dirname}/charm.cjs`

// Bun has a different engine, which cannot use V8's code cache.
if (process.versions.bun !== undefined) require(charm)
else if (waitForDebugger()) debug()
else run()

/** Without a cache, and with the map from which a debugger shows the author's files. */
function debug(): void {
  const source = `${wrapped()}\n//# sourceMappingURL=charm.cjs.map`
  start(new Script(source, { filename: charm }))
}

function run(): void {
  const hook = process.env.JUJU_DISPATCH_PATH ?? ""
  // V8 compares only the source's length, so the key identifies this version of the file: any write or copy changes ctime.
  const { size, ctimeMs, ino } = statSync(charm)
  const key = [process.version, process.arch, size, ctimeMs, ino, hook].join(" ")
  // One cache per hook: V8 loads all of a cache at every start, and each hook uses different functions.
  const cache = `${charm}.${hook.replaceAll("/", "-").slice(-80)}.cache`
  const cached = readCodeCache(cache, key)
  const script = new Script(wrapped(), {
    filename: charm,
    ...(cached !== undefined && { cachedData: cached.code }),
  })
  start(script)
  const used = cached !== undefined && script.cachedDataRejected === false
  // Runs after the charm's own listeners, so that the functions they use are in the cache, too.
  if (!used || cached.isDue) {
    const since = used ? cached.since : Date.now()
    process.on("exit", (code) => {
      if (code === 0) writeCodeCache(cache, { key, since, code: () => script.createCachedData() })
    })
  }
}

/** Returns the charm in the wrapper of Node's own CommonJS loader. Only a file may start with `#!`; the replacement has the same length. */
function wrapped(): string {
  const source = readFileSync(charm, "utf8")
  const body = source.startsWith("#!") ? `//${source.slice(2)}` : source
  return `(function (exports, require, module, __filename, __dirname) { ${body}\n})`
}

function start(script: Script): void {
  script.runInThisContext()(exports, require, module, charm, __dirname)
}
