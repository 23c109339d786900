// Bundled into src/start.cjs, which `dispatch` starts. It runs src/charm.cjs with what V8 compiled in earlier runs of this hook:
// it then starts without compiling the charm again. Whatever is wrong with that cache, the charm runs as it would without.
import { closeSync, fstatSync, openSync, readFileSync, readvSync } from "node:fs"
import { Script } from "node:vm"
import { keepCode, readKeptCode } from "./code-cache.ts"

const charm = `${__dirname}/charm.cjs`

// Bun has another engine, and no use for V8's code.
if (process.versions.bun === undefined) run()
else require(charm)

function run(): void {
  const hook = process.env.JUJU_DISPATCH_PATH ?? ""
  const { source, key, bytes } = readCharm(hook)
  // A cache for each hook: all of it is loaded at every start, and each hook needs other functions.
  const cache = `${charm}.${hook.replaceAll("/", "-").slice(-80)}.cache`
  const kept = readKeptCode(cache, key, bytes)
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

/** V8 looks only at the length of the source, so the key names the file as it is now: any write or copy changes ctime. */
function readCharm(hook: string) {
  const file = openSync(charm, "r")
  try {
    const { size, ctimeMs, ino } = fstatSync(file)
    const key = [process.version, process.arch, size, ctimeMs, ino, hook].join(" ")
    const bytes = new Uint8Array(Math.max(size, 65_536))
    // What `Buffer.toString` calls in the end, without the functions before it. Mostly it is all there with one call.
    const utf8Slice: unknown = Reflect.get(Buffer.prototype, "utf8Slice")
    const whole = readvSync(file, [bytes]) === size && typeof utf8Slice === "function"
    const text: unknown = whole ? Reflect.apply(utf8Slice, bytes, [0, size]) : undefined
    return { source: typeof text === "string" ? text : readFileSync(charm, "utf8"), key, bytes }
  } finally {
    closeSync(file)
  }
}
