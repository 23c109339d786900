import type { ConfigValue } from "../../state/application.ts"
import type { Bundle, BundleApplication } from "./bundle.ts"

type Fields = Readonly<Record<string, unknown>>

/** Keys of a bundle that only describe it. */
const DESCRIPTION = [
  "name",
  "description",
  "docs",
  "issues",
  "source",
  "tags",
  "website",
  "default-base",
  "type",
]
const BUNDLE_KEYS = ["applications", "services", "relations", "machines", "saas", "series", ...DESCRIPTION]
const APPLICATION_KEYS = [
  "annotations",
  "base",
  "bindings",
  "channel",
  "charm",
  "constraints",
  "expose",
  "exposed-endpoints",
  "num_units",
  "offers",
  "options",
  "resources",
  "revision",
  "scale",
  "storage",
  "to",
  "trust",
]

/**
 * Converts the contents of a bundle. What has the wrong type is one text in `errors`, as Juju reports it with the errors
 * of the verification.
 */
export function parseBundle(value: unknown, dir: string): { bundle: Bundle; errors: string[] } {
  const errors: string[] = []
  const warnings: string[] = []
  const root = fields(value, "bundle", errors)
  warnings.push(...unknownKeys(root, BUNDLE_KEYS, "bundle"))
  if (root.type === "kubernetes") errors.push("a Kubernetes bundle cannot be deployed into a machine model")
  else if (root.type !== undefined && root.type !== "")
    errors.push(`bundle has an invalid type ${quoted(root.type)}`)
  const saas = Object.entries(fields(root.saas, "saas", errors)).map(
    ([name, spec]) => [name, text(fields(spec, `saas ${quoted(name)}`, errors).url) ?? ""] as const,
  )
  const applications = new Map<string, BundleApplication>()
  for (const [name, spec] of Object.entries(
    fields(root.applications ?? root.services, "applications", errors),
  )) {
    if (spec === null) errors.push(`bundle application for key ${quoted(name)} is undefined`)
    else
      applications.set(
        name,
        application(name, fields(spec, `application ${quoted(name)}`, errors), root, errors, warnings),
      )
  }
  const machines = Object.entries(fields(root.machines, "machines", errors)).map(([id, machine]) => {
    const { constraints } = fields(machine, `machine ${quoted(id)}`, errors)
    return [id, text(constraints) ?? ""] as const
  })
  const relations = list(root.relations).flatMap((pair) => relationPairs(pair, errors))
  return {
    bundle: { applications, saas: new Map(saas), relations, machines: new Map(machines), dir, warnings },
    errors,
  }
}

function application(
  name: string,
  spec: Fields,
  root: Fields,
  errors: string[],
  warnings: string[],
): BundleApplication {
  const where = `application ${quoted(name)}`
  const part = (key: string) => fields(spec[key], `${key} in ${where}`, errors)
  warnings.push(...unknownKeys(spec, APPLICATION_KEYS, where))
  const series = text(spec.series) ?? text(root.series)
  if (series !== undefined) warnings.push(`series ${series} of ${where} has no effect`)
  const units = spec.num_units ?? spec.scale ?? 0
  if (typeof units !== "number" || !Number.isInteger(units))
    errors.push(`num_units of ${where} is not a number`)
  else if (units < 0) errors.push(`negative number of units specified on application ${quoted(name)}`)
  const { revision } = spec
  if (typeof revision === "number" && revision < 0)
    errors.push(`the revision for application ${quoted(name)} must be zero or greater`)
  const options: Record<string, ConfigValue> = {}
  let trust = spec.trust === true
  for (const [key, value] of Object.entries(part("options"))) {
    if (key === "trust") trust = value === true || value === "true"
    else if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
      options[key] = value
    else if (value !== null)
      errors.push(`cannot validate ${where}: option ${quoted(key)} is not a text, number or boolean`)
  }
  return {
    charm: text(spec.charm) ?? "",
    channel: text(spec.channel),
    revision: typeof revision === "number" ? revision : undefined,
    base: text(spec.base) ?? text(root["default-base"]),
    units: typeof units === "number" ? units : 0,
    options,
    constraints: text(spec.constraints) ?? "",
    bindings: texts(part("bindings")),
    resources: resources(part("resources"), name, errors, warnings),
    storage: texts(part("storage")),
    expose: spec.expose === true,
    exposedEndpoints: exposedEndpoints(part("exposed-endpoints"), where, errors),
    trust,
    offers: offers(part("offers"), where, errors),
    to: list(spec.to).map(String),
  }
}

/** Revisions are those of a store: only paths name a content here. */
function resources(
  given: Fields,
  application: string,
  errors: string[],
  warnings: string[],
): Record<string, string> {
  const files: Record<string, string> = {}
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === "string") files[name] = value
    else if (typeof value === "number")
      warnings.push(
        `resource ${quoted(name)} of application ${quoted(application)}: there is no store with its revision ${value}`,
      )
    else errors.push(`resource revision ${quoted(application)} is not int or string`)
  }
  return files
}

function exposedEndpoints(given: Fields, where: string, errors: string[]) {
  const endpoints = Object.entries(given).map(([name, value]) => {
    const to = fields(value, `exposed endpoint ${quoted(name)} in ${where}`, errors)
    const spaces = list(to["expose-to-spaces"]).map(String)
    return [name, { spaces, cidrs: list(to["expose-to-cidrs"]).map(String) }] as const
  })
  return Object.fromEntries(endpoints)
}

function offers(given: Fields, where: string, errors: string[]) {
  const offered = Object.entries(given).map(([name, value]) => {
    const spec = fields(value, `offer ${quoted(name)} in ${where}`, errors)
    const acl = texts(fields(spec.acl, `acl of offer ${quoted(name)} in ${where}`, errors))
    return [name, { endpoints: list(spec.endpoints).map(String), acl }] as const
  })
  return Object.fromEntries(offered)
}

/** A relation is a pair, or one end and a list of others: `[a, [b, c]]`. */
function relationPairs(value: unknown, errors: string[]): string[][] {
  if (!Array.isArray(value)) {
    errors.push(`relation ${JSON.stringify(value)} is not a list of two endpoints`)
    return []
  }
  const [first, others] = value
  if (value.length === 2 && Array.isArray(others))
    return others.map((other) => [String(first), String(other)])
  return [value.map(String)]
}

function unknownKeys(given: Fields, known: readonly string[], where: string): string[] {
  const unknown = Object.keys(given).filter((key) => !known.includes(key) && key !== "series")
  return unknown.map((key) => `key ${quoted(key)} of ${where} has no effect`)
}

function fields(value: unknown, where: string, errors: string[]): Fields {
  if (value === undefined || value === null) return {}
  if (typeof value === "object" && !Array.isArray(value)) return Object.fromEntries(Object.entries(value))
  errors.push(`${where} is not a map`)
  return {}
}

function texts(value: Fields): Record<string, string> {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, String(item)]))
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined
}

const quoted = (value: unknown): string => JSON.stringify(value)
