import type { Check } from "../v1/checks.ts"
import { type ReadNode, readString } from "../v1/document-reader.ts"

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/
const MESSAGE = "Not a time in UTC."

/** Reads a time in UTC: `2026-01-31T12:00:00Z`. Fractions of a second are accepted, but never written. */
export const readUtcTime: ReadNode<string> = (node, path, report) => {
  const text = readString(node, path, report)
  if (text === undefined || isUtcTime(text)) return text
  report.issues.push({ path, message: MESSAGE })
  return undefined
}

export const checkUtcTime: Check = (value) =>
  typeof value === "string" && isUtcTime(value) ? [] : [{ path: [], message: MESSAGE }]

export function utcText(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, "Z")
}

/** Whether two times are equal in whole seconds. */
export function isSameSecond(text: string, time: Date): boolean {
  return Math.floor(Date.parse(text) / 1000) === Math.floor(time.getTime() / 1000)
}

function isUtcTime(text: string): boolean {
  return TIME.test(text) && !Number.isNaN(Date.parse(text))
}
