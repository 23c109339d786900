// Counts the work of each case in a process of its own, because V8 counts loops and branches only of functions that it compiles after the
// start of counting, and must not optimize them: node … count.ts > a line of JSON for each case
import { DOCUMENTS } from "./documents.ts"
import { Counter, total } from "./executed.ts"
import { HOOKS } from "./hooks.ts"

export interface Growth {
  readonly name: string
  /** Work for four times the size, divided by the work for the size. */
  readonly ratio: number
  /** Functions that run more than five times as often. */
  readonly worst: readonly string[]
}

using counter = await Counter.start()
for (const { name, base, prepare } of [...HOOKS, ...DOCUMENTS]) {
  const [once, fourTimes] = [await prepare(base), await prepare(4 * base)]
  await once()
  const [few, many] = [await counter.count(once), await counter.count(fourTimes)]
  const worst = [...many]
    .filter(([where, count]) => count > 1000 && count > 5 * (few.get(where) ?? 0))
    .map(([where, count]) => `${where}: ${few.get(where) ?? 0}, then ${count}`)
  const growth: Growth = { name, ratio: total(many) / total(few), worst }
  console.log(JSON.stringify(growth))
}
