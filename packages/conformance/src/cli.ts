import { runCli } from "./cli/run.ts"

const { stdout, stderr } = process

process.exitCode = await runCli(process.argv.slice(2), {
  stdout: (text) => stdout.write(text),
  stderr: (text) => stderr.write(text),
})
