import { MinijujuError } from "../state/errors.ts"

const LEVELS = ["TRACE", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]

/**
 * Parses `<root>=INFO;unit=DEBUG`: levels by name of the logger, `""` for the root. A level alone is that of the root
 * (Juju: `loggo.ParseConfigString`).
 */
export function parseLoggingConfig(text: string): Map<string, string> {
  const levels = new Map<string, string>()
  const alone = levelOf(text)
  if (alone !== undefined) return levels.set("", alone)
  for (const part of text.split(";").filter((one) => one.trim() !== "")) {
    const at = part.indexOf("=")
    if (at < 0) refuse(`config value expected '=', found ${JSON.stringify(part)}`)
    const name = part.slice(0, at).trim()
    const level = levelOf(part.slice(at + 1))
    if (level === undefined)
      return refuse(`unknown severity level ${JSON.stringify(part.slice(at + 1).trim())}`)
    levels.set(name === "<root>" ? "" : name.toLowerCase(), level)
  }
  return levels
}

function levelOf(text: string): string | undefined {
  const level = text
    .trim()
    .toUpperCase()
    .replace(/^WARN$/, "WARNING")
  return LEVELS.includes(level) ? level : undefined
}

function refuse(reason: string): never {
  throw new MinijujuError("bad-argument", reason)
}

/** Whether a line is written: the logger with the longest name of which the line's is a part decides. */
export function isLogged(levels: ReadonlyMap<string, string>, logger: string, level: string): boolean {
  const parts = logger.toLowerCase().split(".")
  for (let count = parts.length; count >= 0; count--) {
    const least = levels.get(parts.slice(0, count).join("."))
    if (least !== undefined) return LEVELS.indexOf(level) >= LEVELS.indexOf(least)
  }
  return true
}
