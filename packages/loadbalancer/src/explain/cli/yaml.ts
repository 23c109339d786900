import type { ParseYaml } from "../input/outside-text.ts"

/** The parser of the package `yaml`, which is no dependency: this library ships inside of charms and brings none. */
export async function loadYaml(): Promise<ParseYaml | undefined> {
  try {
    const { parse } = await import("yaml")
    return (text) => parse(text, { mapAsMap: true, logLevel: "error" })
  } catch {
    return undefined
  }
}
