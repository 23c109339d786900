/** A text that no tracked file may contain. */
interface TextRule {
  readonly pattern: RegExp
  readonly problem: string
}

// The patterns are written so that they do not match themselves.
const rules: readonly TextRule[] = [
  { pattern: /(?<![\w.)\]}-])\/(?:root|work)\//, problem: "a path of one machine" },
  { pattern: /(?<![\w.)\]}-])\/home\/[a-z_][\w-]*\//, problem: "a path of one machine" },
  { pattern: /\bregistry\.[a-z0-9-]+(?:\.[a-z0-9-]+)+/i, problem: "the host of a package registry" },
  { pattern: /\b(?:files\.pythonhosted|proxy\.golang)\.org\b/i, problem: "the host of a package registry" },
  { pattern: /\b(?:TOD[O]|FIXM[E])\b/, problem: "an unfinished place: do it, or write it down as an issue" },
  { pattern: /\buses: [^\s@]+@(?![0-9a-f]{40}\b)\S+/, problem: "an action that is not pinned to a commit" },
]

const CODE = /\.(?:ts|js|mjs|cjs|py|sh|go)$/
const MAX_LINES = 300

/** Reports each problem in the text of a tracked file, one line each. */
export function textProblems(path: string, text: string): string[] {
  const lines = text.split("\n")
  const found = lines.flatMap((line, index) =>
    rules
      .filter(({ pattern }) => pattern.test(line))
      .map(({ pattern, problem }) => `${path}:${index + 1} ${problem}: ${pattern.exec(line)?.[0]}`),
  )
  const count = text.endsWith("\n") ? lines.length - 1 : lines.length
  const explained = lines.slice(0, 5).some((line) => line.includes("Long because"))
  if (CODE.test(path) && count > MAX_LINES && !explained) {
    found.push(
      `${path}:1 has ${count} lines; split it (at most ${MAX_LINES}), or begin with a comment "Long because …"`,
    )
  }
  return found
}
