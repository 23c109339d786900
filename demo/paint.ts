import { styleText } from "node:util"

export type Colour = "bold" | "cyan" | "gray" | "green" | "magenta" | "red" | "yellow"
export type Paint = (colour: Colour, text: string) => string

/** Colours for a terminal, or the text as it is. */
export function paint(coloured: boolean): Paint {
  return coloured ? (colour, text) => styleText(colour, text) : (_colour, text) => text
}
