/** A TypeScript type: its text, or the members of an object. */
export type TypeNode = string | readonly Member[]

export interface Member {
  readonly name: string
  readonly type: TypeNode
  readonly isOptional?: boolean
  /** Shown by editors. */
  readonly description?: string
}

/** Prints the members nearly as Biome and Prettier do without semicolons. `readMembers` also reads what they make of it. */
export function printMembers(members: readonly Member[], indent: string): string {
  return members
    .map((member) => `${comment(member, indent)}${indent}${printMember(member, indent)}\n`)
    .join("")
}

function printMember({ name, type, isOptional = false }: Member, indent: string): string {
  const key = `${/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)}${isOptional ? "?" : ""}:`
  if (typeof type !== "string")
    return type.length === 0
      ? `${key} Record<never, never>`
      : `${key} {\n${printMembers(type, `${indent}  `)}${indent}}`
  const line = `${key} ${type}`
  if (indent.length + line.length <= MAX_WIDTH || !type.includes(" | ")) return line
  return `${key}\n${type
    .split(" | ")
    .map((each) => `${indent}  | ${each}`)
    .join("\n")}`
}

/** The width that `npm create charm` gives to Biome. */
const MAX_WIDTH = 110

function comment({ description = "" }: Member, indent: string): string {
  const lines = description
    .replaceAll("*/", "* /")
    .trim()
    .split(/\s*\n\s*/)
  if (lines.length > 1)
    return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`), `${indent} */\n`].join("\n")
  return lines[0] ? `${indent}/** ${lines[0]} */\n` : ""
}
