import type { CharmSpec, ConfigType } from "@charmkit/ops/metadata"
import type { State } from "./state.ts"

export function configProblems({ config: options }: CharmSpec, { config }: State): string[] {
  return Object.entries(config).flatMap(([name, value]) => {
    const option = Object.hasOwn(options, name) ? options[name] : undefined
    if (option === undefined) {
      const known = Object.keys(options).join(", ") || "none"
      return [`config "${name}": the charm declares no such option (options: ${known})`]
    }
    if (fits(option.type, value)) return []
    return [`config "${name}" is of type ${option.type}, not ${JSON.stringify(value) ?? String(value)}`]
  })
}

function fits(type: ConfigType, value: unknown): boolean {
  switch (type) {
    case "string":
      return typeof value === "string"
    case "boolean":
      return typeof value === "boolean"
    case "int":
      return Number.isInteger(value)
    case "float":
      return Number.isFinite(value)
    case "secret":
      return typeof value === "string" && /^secret:[0-9a-z]{20}$/.test(value)
  }
}
