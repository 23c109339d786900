// Bundled into src/start.cjs of a charm that cannot run from V8's code cache; see launcher.ts.
import { waitForDebugger } from "./debugging.ts"

waitForDebugger()
require(`${__dirname}/charm.cjs`)
