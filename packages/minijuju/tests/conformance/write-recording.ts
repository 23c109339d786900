import type { RecordedCall, RecordedHook, Recording, Step } from "./recording.ts"

/** Writes a recording in the form of the corpus: a step and a hook on each line, without what is the same in all hooks. */
export function writeRecording({ scenario, about, juju, plan, charms, steps }: Recording): string {
  const hooks = steps.flatMap((step) => (step.kind === "settle" ? step.hooks : []))
  const [first = {}, ...rest] = hooks.map(({ env }) => env)
  const common = Object.fromEntries(
    Object.entries(first).filter(([name, value]) => rest.every((env) => env[name] === value)),
  )
  const others = Object.keys(charms).length === 0 ? {} : { charms }
  const head = { format: 1, scenario, about, juju, plan, ...others, environment: common }
  const fields = Object.entries(head).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  )
  const lines = steps.map((step) => `    ${stepLine(step, common)}`)
  return `{\n${fields.join(",\n")},\n  "steps": [\n${lines.join(",\n")}\n  ]\n}\n`
}

function stepLine(step: Step, common: Readonly<Record<string, string>>): string {
  if (step.kind === "operator") return JSON.stringify({ operator: step.operator })
  if (step.kind === "command") {
    const { command, ...end } = step
    return JSON.stringify({ command, ...short(end) })
  }
  const { units, leaders, inError, hooks } = step
  const head = JSON.stringify({ settle: units, leaders, in_error: inError }).slice(0, -1)
  const lines = hooks.map((hook) => `\n      ${JSON.stringify(hookLine(hook, common))}`)
  return `${head}, "hooks": [${lines.join(",")}]}`
}

function hookLine({ unit, hook, rc, env, calls }: RecordedHook, common: Readonly<Record<string, string>>) {
  const own = Object.entries(env).filter(([name]) => !Object.hasOwn(common, name))
  return { unit, hook, ...(rc === 0 ? {} : { rc }), env: Object.fromEntries(own), calls: calls.map(callLine) }
}

function callLine({ args, stdin, ...end }: RecordedCall) {
  return { args, ...(stdin === "" ? {} : { stdin }), ...short(end) }
}

/** Leaves out the exit code 0 and empty outputs. */
function short({ rc, stdout, stderr }: { rc: number; stdout: string; stderr: string }) {
  return {
    ...(rc === 0 ? {} : { rc }),
    ...(stdout === "" ? {} : { stdout }),
    ...(stderr === "" ? {} : { stderr }),
  }
}
