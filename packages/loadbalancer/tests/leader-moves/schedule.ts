import fc from "../../../../suite/fast-check.ts"

/** One step of a schedule. Its numbers choose among the objects that exist at that time. */
export interface Move {
  readonly kind: Kind
  readonly which: number
}

const ANY = [
  "step",
  "step",
  "step",
  "begin",
  "end",
  "kill",
  "crash",
  "leader",
  "add-unit",
  "remove-unit",
  "configure",
  "ask",
  "ask",
  "add-backend",
  "remove-backend",
  "remove-backend",
  "busy",
  "relation",
  "update-status",
] as const

/** Steps that are most likely to find problems while a relation ends. */
const ENDING = [
  "step",
  "step",
  "step",
  "step",
  "leader",
  "leader",
  "add-unit",
  "remove-unit",
  "kill",
] as const

type Kind = (typeof ANY)[number]

/** The number of units and requirers, the steps, and the order of hooks. */
export interface Schedule {
  readonly units: number
  readonly consumers: number
  readonly moves: readonly Move[]
  readonly picks: readonly number[]
}

const moves = (kinds: readonly Kind[], most: number) =>
  fc.array(fc.record<Move>({ kind: fc.constantFrom(...kinds), which: fc.nat(60) }), {
    maxLength: most,
    size: "max",
  })

const END: Move = { kind: "relation", which: 0 }

export const schedules = fc.record<Schedule>({
  units: fc.integer({ min: 1, max: 3 }),
  consumers: fc.constantFrom(1, 1, 1, 2),
  moves: fc.oneof(
    moves(ANY, 14),
    fc.tuple(moves(ANY, 4), moves(ENDING, 8), moves(ANY, 3)).map(([a, b, c]) => [...a, END, ...b, ...c]),
  ),
  picks: fc.array(fc.nat(60), { minLength: 1, maxLength: 24, size: "max" }),
})
