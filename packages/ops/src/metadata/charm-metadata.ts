import { Field, isMapping } from "./checks.ts"
import { type Assumption, checkJujuSchema, parseAssumes } from "./juju-schema.ts"

/** The side of a relation on which an endpoint is. */
export type EndpointRole = "requires" | "provides" | "peers"

/** An endpoint in a charm's metadata. */
export interface EndpointMetadata {
  readonly name: string
  readonly role: EndpointRole
  readonly interfaceName: string
  /** The maximum number of relations; absent: no limit. */
  readonly limit?: number
  readonly scope: "global" | "container"
  readonly optional: boolean
}

/** The parts of metadata.yaml that the framework, the packer and minijuju use (Juju: `charm/meta.go`). */
export interface CharmMetadata {
  readonly name: string
  readonly summary: string
  readonly description: string
  readonly subordinate: boolean
  /** In the order requires, provides, peers. Names are unique across the three. */
  readonly endpoints: Readonly<Record<string, EndpointMetadata>>
  /** Names of network bindings that belong to no endpoint; absent if there are none. */
  readonly extraBindings?: readonly string[]
  /** What the charm needs of Juju; absent if it says nothing. */
  readonly assumes?: readonly Assumption[]
  /** Names of devices; absent if there are none. */
  readonly devices?: readonly string[]
  readonly storages: Readonly<Record<string, { readonly type: string }>>
  readonly containers: Readonly<Record<string, unknown>>
}

const ROLES: readonly EndpointRole[] = ["requires", "provides", "peers"]
const CHARM_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]*[a-z][a-z0-9]*)*$/

/**
 * Checks the content of metadata.yaml.
 * @param file the file name in messages
 * @throws MetadataError for the first fault
 */
export function parseCharmMetadata(value: unknown, file: string): CharmMetadata {
  const root = new Field(file, "", value)
  if (!isMapping(value)) root.fail("must hold a mapping with name, summary and description")
  const name = root.at("name").requiredText("give the charm a name, in lower-case letters, digits and dashes")
  if (!CHARM_NAME.test(name)) {
    root
      .at("name")
      .fail(
        `"${name}" cannot name a charm: use lower-case letters, digits and single dashes, beginning with a letter`,
      )
  }
  const subordinate = root.at("subordinate").bool(false)
  checkJujuSchema(root)
  const endpoints = parseEndpoints(root)
  const joins = ({ role, scope }: EndpointMetadata) => role === "requires" && scope === "container"
  if (subordinate && !Object.values(endpoints).some(joins))
    root.at("subordinate").fail('a subordinate needs an endpoint under requires with "scope: container"')
  if (!name.startsWith("juju-")) checkReserved(root, endpoints, subordinate)
  const assumes = parseAssumes(root.at("assumes"))
  const devices = root
    .at("devices")
    .entries()
    .map(([device]) => device)
  const extraBindings = parseExtraBindings(root.at("extra-bindings"), endpoints)
  return {
    name,
    summary: root.at("summary").presentText("add one line that says what the charm does"),
    description: root.at("description").presentText("add a few lines that describe the charm"),
    subordinate,
    endpoints,
    ...(assumes.length === 0 ? {} : { assumes }),
    ...(devices.length === 0 ? {} : { devices }),
    ...(extraBindings.length === 0 ? {} : { extraBindings }),
    storages: Object.fromEntries(
      root
        .at("storage")
        .entries()
        .map(([key, field]) => [key, parseStorage(field)]),
    ),
    containers: root.at("containers").mapping(),
  }
}

/** Parses a mapping of names without values. Juju refuses an empty one, and the name of an endpoint. */
function parseExtraBindings(
  field: Field,
  endpoints: Readonly<Record<string, EndpointMetadata>>,
): readonly string[] {
  if (field.value === undefined) return []
  const bindings = field.entries()
  if (bindings.length === 0) field.fail("must not be empty: leave it out if there are no extra bindings")
  for (const [name, binding] of bindings) {
    if (!binding.absent) binding.fail("must have no value")
    if (Object.hasOwn(endpoints, name)) binding.fail(`"${name}" is already an endpoint: leave it out here`)
  }
  return bindings.map(([name]) => name)
}

function parseEndpoints(root: Field): Record<string, EndpointMetadata> {
  const endpoints: Record<string, EndpointMetadata> = {}
  for (const role of ROLES) {
    for (const [name, field] of root.at(role).entries()) {
      const other = Object.hasOwn(endpoints, name) ? endpoints[name] : undefined
      if (other !== undefined)
        field.fail(`"${name}" is already an endpoint under ${other.role}: rename one of them`)
      endpoints[name] = parseEndpoint(name, role, field)
    }
  }
  return endpoints
}

/** Parses both forms: a mapping with `interface`, or the interface's name alone. */
function parseEndpoint(name: string, role: EndpointRole, field: Field): EndpointMetadata {
  if (!/^[a-z][a-z0-9]*([_-][a-z0-9]+)*$/.test(name)) field.fail(`"${name}" cannot name an endpoint`)
  const short = typeof field.value === "string"
  const limit = parseLimit(field.at("limit"))
  const scope = field.at("scope")
  return {
    name,
    role,
    interfaceName: short
      ? field.text()
      : field.at("interface").requiredText("name the interface of the endpoint"),
    ...(limit === undefined ? {} : { limit }),
    scope: scope.absent ? "global" : scope.oneOf(["global", "container"]),
    optional: field.at("optional").bool(false),
  }
}

/** Juju 3.6 reserves names that begin with juju (every application provides `juju-info`). */
function checkReserved(
  root: Field,
  endpoints: Readonly<Record<string, EndpointMetadata>>,
  subordinate: boolean,
): void {
  for (const endpoint of Object.values(endpoints)) {
    const { name, role, scope, interfaceName } = endpoint
    const field = root.at(role).at(name)
    if (isReserved(name) && !(subordinate && role === "requires" && scope === "container")) {
      field.fail(`the name "${name}" is reserved for Juju: choose another name`)
    }
    if (role !== "requires" && isReserved(interfaceName)) {
      field.fail(`the interface "${interfaceName}" is reserved for Juju: it can only be required`)
    }
  }
}

function isReserved(name: string): boolean {
  return name === "juju" || name.startsWith("juju-")
}

function parseLimit(field: Field): number | undefined {
  if (field.absent) return undefined
  const { value } = field
  if (typeof value !== "number" || !Number.isInteger(value) || value < 1)
    field.fail("must be a whole number of at least 1")
  return value
}

function parseStorage(field: Field): { type: string } {
  return { type: field.at("type").oneOf(["filesystem", "block"]) }
}
