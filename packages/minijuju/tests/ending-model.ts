// A program that ends in the middle of a hook, without stop(): node … ending-model.ts DIR exit|kill
import { existsSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { Model } from "../src/index.ts"
import { shellCharm } from "./shell-charm.ts"

const [dir = "", how] = process.argv.slice(2)
const pid = join(dir, "x.pid")
const model = await Model.start({ dir })
// A shell that waits for another process, or a single process.
const wait = how === "exit" ? "sleep 600" : "exec sleep 600"
await model.deploy(await shellCharm(dir, "x", `echo $$ > ${pid}.new; mv ${pid}.new ${pid}; ${wait}`))
while (!existsSync(pid)) await sleep(20)
await sleep(50)
if (how === "exit") process.exit(3)
process.kill(process.pid, "SIGKILL")
