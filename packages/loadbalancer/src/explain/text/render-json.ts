import type { Report } from "../report/report.ts"

/** The report for programs. */
export function renderJson(report: Report, clean: (text: string) => string): string {
  const text = JSON.stringify(
    report,
    (_key, value: unknown) => (typeof value === "string" ? clean(value) : value),
    2,
  )
  return `${text}\n`
}
