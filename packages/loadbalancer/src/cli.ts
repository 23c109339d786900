import { ofProcess } from "./explain/cli/process.ts"
import { runCli } from "./explain/cli/run.ts"

process.exitCode = await runCli(process.argv.slice(2), ofProcess(process))
