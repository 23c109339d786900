import type { Issue } from "loadbalancer-interface/wire"

type ErrorMap = { [key: string]: ErrorMap | string[] | string }

/** Converts issues to the shape of the Python library's errors, to compare them with the golden files. */
export function asPythonErrors(issues: readonly Issue[]): unknown {
  const root: ErrorMap = {}
  for (const { path, message } of issues) {
    const steps = path.length === 0 ? ["_schema"] : [...path]
    const last = steps.pop() ?? "_schema"
    let map = root
    for (const step of steps) {
      const next = map[step]
      const child = typeof next === "object" && !Array.isArray(next) ? next : {}
      map[step] = child
      map = child
    }
    if (path.length === 1 && last === "error_fields" && message.startsWith("Unknown field"))
      map[last] = message
    else map[last] = [message]
  }
  return root
}
