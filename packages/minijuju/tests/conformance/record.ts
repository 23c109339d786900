/**
 * Does what a file of `corpus/` or `uncompared/` says and prints the recording: `record.ts FILE` on minijuju (4.0), or on
 * the controller of the program that JUJU names, whose machines share the folder TRACES (default /trace) with this one.
 */
import { JujuEngine } from "./juju-engine.ts"
import { MinijujuEngine } from "./minijuju-engine.ts"
import { readScenario } from "./recording.ts"
import { runScenario } from "./run-scenario.ts"
import { writeRecording } from "./write-recording.ts"

const { JUJU: program = "minijuju", TRACES: traces = "/trace" } = process.env
const [, , file] = process.argv
if (file === undefined) throw new Error("usage: record.ts FILE, a scenario of corpus/ or uncompared/")
const scenario = readScenario(file)
const engine =
  program === "minijuju"
    ? await MinijujuEngine.start(scenario, "4.0")
    : await JujuEngine.start(scenario, { program, traces, quietMs: 6_000 })
process.stdout.write(writeRecording(await runScenario(scenario, engine)))
