import type { FlagSpecs } from "../hook-tools/flags.ts"
import type { LocalCall } from "./command.ts"

const CODES = { green: 32, yellow: 33, red: 31, faint: 2 } as const

export type Colour = keyof typeof CODES

/** Colours a text, or returns it as it is where the output has no colours. */
export type Paint = (text: string, colour: Colour | undefined) => string

export const COLOUR_FLAGS: FlagSpecs = [
  { names: ["color"], takes: "bool", help: "Use colours, also when the output is no terminal" },
  { names: ["no-color"], takes: "bool", help: "Use no colours, as with NO_COLOR in the environment" },
]

/** Says what a terminal gets unless a flag asks for something else (https://no-color.org). */
export function wantsColours(
  isTerminal: boolean,
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  return isTerminal && !env.NO_COLOR && env.TERM !== "dumb"
}

export function painter({ flags, console }: LocalCall): Paint {
  const isColoured = flags.bool("color") || (console.hasColours && !flags.bool("no-color"))
  if (!isColoured) return (text) => text
  return (text, colour) =>
    colour === undefined || text === "" ? text : `\u001b[${CODES[colour]}m${text}\u001b[0m`
}

const OF_STATUS: Readonly<Record<string, Colour>> = {
  active: "green",
  idle: "green",
  started: "green",
  completed: "green",
  blocked: "red",
  error: "red",
  failed: "red",
  lost: "red",
  waiting: "yellow",
  maintenance: "yellow",
  executing: "yellow",
  allocating: "yellow",
  terminating: "yellow",
}

/** Green: all is well; yellow: it is being worked on; red: somebody has to act. Undefined for other words. */
export const statusColour = (status: string): Colour | undefined => OF_STATUS[status]

const OF_LEVEL: Readonly<Record<string, Colour>> = {
  TRACE: "faint",
  DEBUG: "faint",
  WARNING: "yellow",
  ERROR: "red",
  CRITICAL: "red",
}

export const levelColour = (level: string): Colour | undefined => OF_LEVEL[level]
