/** A type that a file declares, with the number of its line, by its path: `config.port`, `actions.backup.how?`. */
export type DeclaredTypes = ReadonlyMap<string, { readonly type: string; readonly line: number }>

/**
 * Reads the members of the interface `Charm` from a file that `--types` has written, also after a formatter or a person has changed it.
 * Types are compared as texts without spaces; those of objects are `{}`, because their members follow.
 */
export function readMembers(text: string): DeclaredTypes {
  const found = new Map<string, { type: string; line: number }>()
  const path: string[] = []
  let member: { type: string; line: number } | undefined
  const tokens = tokensOf(text)
  const start = tokens.findIndex(({ token }, at) => token === "{" && tokens[at - 1]?.token === "Charm") + 1
  for (let at = start; start > 0 && at < tokens.length; at++) {
    const { token = "", line = 0 } = tokens[at] ?? {}
    const mark = tokens[at + 1]?.token === "?" ? "?" : ""
    const colon = at + 1 + mark.length
    if (token === "}") {
      if (path.pop() === undefined) break
      member = undefined
    } else if (tokens[colon]?.token === ":") {
      const name = token.replace(/^"|"$/g, "")
      member = { type: "", line }
      found.set([...path, name + mark].join("."), member)
      at = colon
      if (tokens[at + 1]?.token === "{") {
        member.type = "{}"
        member = undefined
        path.push(name)
        at++
      }
    } else if (member !== undefined && !isSeparator(token, member.type)) {
      // A union on lines of its own begins with a bar.
      if (token !== "|" || !/^$|\($/.test(member.type)) member.type += token
    }
  }
  for (const each of found.values()) if (each.type === "Record<never,never>") each.type = "{}"
  return found
}

/** A comma within angle brackets belongs to the type; a bracket within a text has a quote after it. */
function isSeparator(token: string, type: string): boolean {
  return token === ";" || (token === "," && !/<[^>"]*$/.test(type))
}

const TOKEN =
  /\n|\/\/.*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[\p{ID_Start}_$][\p{ID_Continue}$]*|\S/gu

interface Token {
  readonly token: string
  readonly line: number
}

/** Without comments; texts are in double quotes. */
function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = []
  let line = 1
  for (const [token] of text.matchAll(TOKEN)) {
    if (!/^(?:\n|\/[/*])/.test(token)) tokens.push({ token: inDoubleQuotes(token), line })
    line += token.split("\n").length - 1
  }
  return tokens
}

function inDoubleQuotes(token: string): string {
  if (!/^'.*'$/.test(token)) return token
  return `"${token.slice(1, -1).replaceAll("\\'", "'").replaceAll('"', '\\"')}"`
}
