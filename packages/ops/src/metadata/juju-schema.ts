import { type Field, isMapping, kindOf } from "./checks.ts"

/** Keys that must hold a mapping if they are there at all, and those whose values must be mappings, too. */
const MAPPINGS = [
  "requires",
  "provides",
  "peers",
  "containers",
  "devices",
  "payloads",
  "resources",
  "storage",
]
const OF_MAPPINGS = ["containers", "devices", "payloads", "resources", "storage"]
const LISTS = ["assumes", "categories", "tags", "terms"]

/**
 * Refuses what Juju's own reader refuses in parts of metadata.yaml that nothing else here uses (Juju:
 * `charm/meta.go`, `assumes/parser.go`, `resource/meta.go`).
 */
export function checkJujuSchema(root: Field): void {
  for (const key of MAPPINGS) checkMapping(root.at(key), OF_MAPPINGS.includes(key))
  for (const key of LISTS) {
    const list = root.at(key)
    if (list.value !== undefined && !Array.isArray(list.value))
      list.fail(`must be a list, not ${kindOf(list.value)}: write one, or leave the key out`)
  }
  items(root.at("terms")).forEach(checkTerm)
  const user = root.at("charm-user")
  if (!user.absent) user.oneOf(["root", "sudoer", "non-root"])
  const deployment = root.at("deployment")
  if (!deployment.absent) deployment.fail("belongs to charms with series, which have no bases: remove it")
  for (const [, device] of root.at("devices").entries())
    device.at("type").requiredText("name the device's type")
  for (const [, resource] of root.at("resources").entries()) checkResource(resource)
  for (const [, container] of root.at("containers").entries()) checkContainer(root, container)
  for (const [, storage] of root.at("storage").entries()) checkSize(storage.at("minimum-size"))
}

function checkMapping(field: Field, ofMappings: boolean): void {
  if (field.value === undefined) return
  if (!isMapping(field.value))
    field.fail(`must be a mapping, not ${kindOf(field.value)}: write one, or leave the key out`)
  if (!ofMappings) return
  for (const [, item] of field.entries())
    if (!isMapping(item.value)) item.fail(`must be a mapping, not ${kindOf(item.value)}`)
}

function items(field: Field): Field[] {
  return Array.isArray(field.value) ? field.value.map((_, index) => field.item(index)) : []
}

/** What a charm needs of Juju: a feature, perhaps in some version, or a choice. */
export type Assumption =
  | { readonly feature: string; readonly operator?: ">=" | "<"; readonly version?: string }
  | { readonly anyOf: readonly Assumption[] }
  | { readonly allOf: readonly Assumption[] }

/** Parses `assumes`: features, features with a version (`juju >= 3.1`), and lists of them under `any-of` and `all-of`. */
export function parseAssumes(field: Field): Assumption[] {
  return items(field).flatMap(parseAssumption)
}

function parseAssumption(field: Field): Assumption[] {
  if (isMapping(field.value)) {
    return field.entries().map(([key, list]) => {
      if (!Array.isArray(list.value)) list.fail(`must be a list, not ${kindOf(list.value)}`)
      if (key === "any-of") return { anyOf: parseAssumes(list) }
      if (key === "all-of") return { allOf: parseAssumes(list) }
      return field.fail(`"${key}" must be any-of or all-of`)
    })
  }
  const text = field.text()
  const [, feature = "", operator, version] = /^([a-z][a-z0-9-]*)(?:\s*(>=|<)\s*(\S*))?$/.exec(text) ?? []
  if (feature !== "" && operator === undefined) return [{ feature }]
  const isVersion = /^\d+(?:\.\d+)*(?:[.-](?:alpha|beta|rc)\d+)?$/.test(version ?? "")
  if (feature === "" || version === undefined || !isVersion)
    field.fail(`"${text}" must be the name of a feature, or have a version as in "juju >= 3.1"`)
  return [{ feature, operator: operator === "<" ? "<" : ">=", version }]
}

/** `name`, `name/revision` or `owner/name/revision`. */
function checkTerm(field: Field): void {
  const parts = field.text().split("/")
  const [name = ""] = parts.length > 2 ? parts.slice(1) : parts
  if (!/^[a-z](?:-?[a-z0-9]+)+$/.test(name)) field.fail(`"${name}" cannot name a term`)
}

function checkResource(field: Field): void {
  const type = field.at("type").absent ? "file" : field.at("type").oneOf(["file", "oci-image"])
  if (type !== "file") return
  const filename = field.at("filename")
  if (filename.requiredText("name the file under which the unit finds it").includes("/"))
    filename.fail('filename cannot contain "/"')
}

function checkContainer(root: Field, field: Field): void {
  const resource = field.at("resource")
  if (resource.absent) return
  const name = resource.text()
  if (root.at("resources").at(name).absent) resource.fail(`"${name}" is not one of the charm's resources`)
}

function checkSize(field: Field): void {
  if (field.absent) return
  if (!/^\d+(?:\.\d+)?(?:[MGTPEZY](?:i?B)?)?$/.test(String(field.value)))
    field.fail(`${JSON.stringify(field.value)} must be a number with one of the suffixes MGTPEZY, as in 1G`)
}
