import { styleText } from "node:util"

export type Colour = "bold" | "cyan" | "gray" | "green" | "magenta" | "red" | "yellow"
export type Paint = (colour: Colour, text: string) => string

/** Colours text for a terminal, or returns it unchanged. */
export function paint(coloured: boolean): Paint {
  return coloured ? (colour, text) => styleText(colour, text) : (_colour, text) => text
}
