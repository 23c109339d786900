import { getMachine, unitsOn } from "../operator/machines.ts"
import { MinijujuError } from "../state/errors.ts"
import type { ModelState } from "../state/model-state.ts"
import { unitName } from "./units.ts"

/** The options of OpenSSH's programs that have a value: ssh(1), scp(1). */
const WITH_VALUE = { ssh: "BbcDEeFIiJLlmOopQRSWw", scp: "cFiJloPSX" }

/** Splits arguments into OpenSSH's own options, which come first and change nothing here, and the rest. */
export function splitOpenSsh(
  program: keyof typeof WITH_VALUE,
  args: readonly string[],
): { readonly options: readonly string[]; readonly rest: readonly string[] } {
  let end = 0
  for (let arg = args[0]; arg?.startsWith("-"); arg = args[end])
    end += arg.length === 2 && WITH_VALUE[program].includes(arg.charAt(1)) ? 2 : 1
  return { options: args.slice(0, end), rest: args.slice(end) }
}

/**
 * Returns the unit that a host means: `mysql/0`, `mysql/leader`, also after `ubuntu@`, or the first unit of a machine's number.
 * @throws MinijujuError `not-found`
 */
export function unitOfHost(state: ModelState, host: string): string {
  const name = host.replace(/^[^@]*@/, "")
  if (!/^\d+$/.test(name)) return unitName(state, name)
  const [first] = unitsOn(state, getMachine(state, name).id)
  if (first === undefined) throw new MinijujuError("not-found", `machine ${name} has no units`)
  return first.name
}
