import { getMachine, unitsOn } from "../operator/machines.ts"
import { MinijujuError } from "../state/errors.ts"
import type { ModelState } from "../state/model-state.ts"
import { unitName } from "./units.ts"

/** The options of OpenSSH's programs that have a value: ssh(1), scp(1). */
const WITH_VALUE = { ssh: "BbcDEeFIiJLlmOopQRSWw", scp: "cFiJloPSX" }

/**
 * Splits arguments into the letters of OpenSSH's own options, which come first and change nothing here, and the rest. As for getopt(3), letters
 * may share a dash, and the first that has a value takes what follows it, or else the next argument.
 */
export function splitOpenSsh(
  program: keyof typeof WITH_VALUE,
  args: readonly string[],
): { readonly letters: string; readonly rest: readonly string[] } {
  let letters = ""
  let end = 0
  for (let arg = args[0]; arg?.startsWith("-"); arg = args[end]) {
    const group = arg.slice(1)
    const at = [...group].findIndex((letter) => WITH_VALUE[program].includes(letter))
    letters += at < 0 ? group : group.slice(0, at + 1)
    end += at >= 0 && at === group.length - 1 ? 2 : 1
  }
  return { letters, rest: args.slice(end) }
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
