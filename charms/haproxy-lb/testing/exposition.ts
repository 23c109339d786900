/** A family of metrics: one name with all its label sets. */
export interface Family {
  readonly type: string
  readonly samples: readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[]
}

const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/y
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (NaN|[+-]Inf|[-+0-9.eE]+)$/

/**
 * Parses Prometheus' text format 0.0.4, without timestamps.
 * @throws for whatever Prometheus would reject, and for a family without a type
 */
export function parseExposition(text: string): ReadonlyMap<string, Family> {
  if (!text.endsWith("\n")) throw new Error("the last line does not end")
  const families = new Map<string, { type: string; samples: Family["samples"][number][] }>()
  const series = new Set<string>()
  let current = ""
  for (const line of text.slice(0, -1).split("\n")) {
    if (/^# HELP [a-zA-Z_:][a-zA-Z0-9_:]* /.test(line)) continue
    const [, name, type = ""] =
      /^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)$/.exec(line) ?? []
    if (name !== undefined) {
      if (families.has(name)) throw new Error(`a family in two groups: ${line}`)
      families.set(name, { type, samples: [] })
      current = name
    } else {
      const [, metric = "", labels = "", number = ""] = SAMPLE.exec(line) ?? []
      const family = families.get(metric)
      if (family === undefined || metric !== current) throw new Error(`not a sample of its family: ${line}`)
      const value = Number(number.replace("Inf", "Infinity"))
      if (Number.isNaN(value) && number !== "NaN") throw new Error(`not a number: ${line}`)
      const sample = { labels: parseLabels(labels, line), value }
      const id = `${metric} ${JSON.stringify(Object.entries(sample.labels).sort())}`
      if (series.has(id)) throw new Error(`a series twice: ${line}`)
      series.add(id)
      family.samples.push(sample)
    }
  }
  return families
}

function parseLabels(text: string, line: string): Readonly<Record<string, string>> {
  const labels: Record<string, string> = {}
  LABEL.lastIndex = 0
  let at = 0
  while (at < text.length) {
    const [whole, name = "", value = ""] = LABEL.exec(text) ?? []
    if (whole === undefined || Object.hasOwn(labels, name)) throw new Error(`not labels: ${line}`)
    labels[name] = value.replace(/\\(.)/g, (_, one: string) => (one === "n" ? "\n" : one))
    at = LABEL.lastIndex
  }
  return labels
}
