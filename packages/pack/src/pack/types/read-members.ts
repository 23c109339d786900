/** A type that a file declares, with the number of its line, by its path: `config.port`, `actions.backup.how?`. */
export type DeclaredTypes = ReadonlyMap<string, { readonly type: string; readonly line: number }>

const TOKEN = /\/\/.*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[A-Za-z_$][\w$]*|[^\s]/g

/**
 * Reads the members of the interface `Charm` from a file that `--types` has written, also after a formatter or a person has changed it.
 * Types are compared as texts without spaces.
 */
export function readMembers(text: string): DeclaredTypes {
  const found = new Map<string, { type: string; line: number }>()
  const tokens = [...text.matchAll(TOKEN)]
    .map(({ 0: token, index }) => ({ token: unquoted(token), line: text.slice(0, index).split("\n").length }))
    .filter(({ token }) => !/^\/[/*]/.test(token))
  const start = tokens.findIndex(({ token }, at) => token === "{" && tokens[at - 1]?.token === "Charm")
  const path: string[] = []
  let open: string | undefined
  for (let at = start + 1; at > 0 && at < tokens.length; at++) {
    const { token = "", line = 0 } = tokens[at] ?? {}
    const next = tokens[at + 1]?.token
    const isOptional = next === "?" && tokens[at + 2]?.token === ":"
    if (token === "}") {
      if (path.pop() === undefined) break
      open = undefined
    } else if ((next === ":" || isOptional) && /^["\w$]/.test(token)) {
      const name: unknown = JSON.parse(quoted(token))
      const value = at + (isOptional ? 3 : 2)
      const key = [...path, `${name}${isOptional ? "?" : ""}`].join(".")
      if (tokens[value]?.token === "{") {
        path.push(String(name))
        // An object without members has to be found, too.
        found.set(key, { type: "{}", line })
        open = undefined
        at = value
      } else {
        found.set(key, { type: "", line })
        open = key
        at = value - 1
      }
    } else if (open !== undefined && !/^[;,]$/.test(token)) {
      const member = found.get(open)
      if (member !== undefined) member.type += member.type === "" && token === "|" ? "" : token
    }
  }
  // How an object without members is written.
  for (const member of found.values()) if (member.type === "Record<never,never>") member.type = "{}"
  return found
}

/** A key or text in single quotes is one in double quotes. */
function unquoted(token: string): string {
  if (!token.startsWith("'")) return token
  return `"${token.slice(1, -1).replaceAll("\\'", "'").replaceAll('"', '\\"')}"`
}

function quoted(key: string): string {
  return key.startsWith('"') ? key : JSON.stringify(key)
}
