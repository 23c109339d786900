import { expect, test } from "vitest"
import { LiveLines, type Output } from "./live-lines.ts"
import { paint } from "./paint.ts"
import type { BackendLine } from "./reporter.ts"

const ESC = "\u001b["
const PARTS = new RegExp(`(\n|${ESC.replace("[", "\\[")}\\d+[A-Z])`)

/** A terminal's contents. It supports line feed, cursor up, and clear line, and throws for anything else. */
class Screen implements Output {
  readonly isTTY: boolean
  readonly columns = 70
  readonly writable = true
  readonly lines: string[] = []
  /** Number of writes. */
  writes = 0
  #row = 0

  constructor(isTTY: boolean) {
    this.isTTY = isTTY
  }

  write(text: string): void {
    this.writes += 1
    for (const part of text.split(PARTS).filter((one) => one !== "")) {
      if (part === "\n") this.#row += 1
      else if (part === `${ESC}1A`) this.#row -= 1
      else if (part === `${ESC}2K`) this.lines[this.#row] = ""
      else if (part.includes("\u001b") || part.length >= this.columns) throw new Error(JSON.stringify(part))
      else this.lines[this.#row] = part
    }
  }

  get seen(): readonly string[] {
    return this.lines.slice(0, this.#row)
  }
}

const two = (first: number, second: number, live = true): readonly BackendLine[] => [
  { name: "web/0", live: true, served: first },
  { name: "web/1", live, served: second },
]
const line = (name: string, words: string) => `    ${name.padEnd(15)} ${words} requests served`
const event = (name: string, words: string) => `1.0  ${name.padEnd(15)} ${words} requests served so far`

function play(screen: Screen): LiveLines {
  const lines = new LiveLines(screen, paint(false))
  lines.line("before")
  for (let round = 1; round <= 50; round++) lines.show(two(round, round), "1.0", false)
  lines.line("a hook")
  lines.show(two(60, 51, false), "1.0", false)
  return lines
}

test("on a terminal, the lines of the backends stay below all others and are redrawn", () => {
  const screen = new Screen(true)
  const lines = play(screen)
  expect(screen.seen).toEqual([
    "before",
    "a hook",
    event("web/1", "has died, 51"),
    line("web/0", "lives  60"),
    line("web/1", "dead   51"),
  ])
  lines.show(two(70, 52), "1.0", false)
  lines.show([{ name: "web/0", live: true, served: 71 }], "1.0", false)
  expect(screen.seen.slice(3)).toEqual([event("web/1", "has returned, 52"), line("web/0", "lives  71")])
  lines.show(two(80, 53), "1.0", true)
  lines.line("after")
  expect(screen.seen.slice(4)).toEqual([line("web/0", "lives  80"), line("web/1", "lives  53"), "after"])
})

test("a name that is too long for the terminal is cut, not wrapped", () => {
  const screen = new Screen(true)
  new LiveLines(screen, paint(false)).show([{ name: "x".repeat(200), live: true, served: 1 }], "1.0", false)
  expect(screen.seen.map(({ length }) => length)).toEqual([69])
})

test("without a terminal, lines are written at the beginning, when a backend dies or returns, and at the end", () => {
  const screen = new Screen(false)
  const lines = play(screen)
  lines.show(two(80, 53), "1.0", true)
  expect(screen.seen).toEqual([
    "before",
    line("web/0", "lives  1"),
    line("web/1", "lives  1"),
    "a hook",
    event("web/1", "has died, 51"),
    event("web/1", "has returned, 53"),
    line("web/0", "lives  80"),
    line("web/1", "lives  53"),
  ])
  expect(screen.writes).toBe(screen.seen.length)
})
