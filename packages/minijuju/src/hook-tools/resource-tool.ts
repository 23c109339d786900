import { copyFileSync, existsSync, mkdirSync, renameSync } from "node:fs"
import { dirname, join } from "node:path"
import { declaredResources } from "../state/resource.ts"
import type { HookTool } from "./tool.ts"
import { runError, usageError } from "./tool-error.ts"

/** Prints the path of the unit's own copy, which is replaced when the operator has supplied new content. */
export const resourceGet: HookTool = {
  name: "resource-get",
  usage: "[options] <resource name>",
  purpose: "Get the path to the locally cached resource file.",
  maxArgs: 1,
  run({ context, args }) {
    const [name] = args
    if (name === undefined) throw usageError("missing required resource name")
    const declared = declaredResources(context.application.charm).get(name)
    const content = context.application.resources.get(name)
    if (declared === undefined || content === undefined)
      throw runError(`could not download resource: resource ${JSON.stringify(name)} not found`)
    if (content.inPlace) return { text: content.file }
    const copy = join(context.unitDir, "resources", name, declared.filename)
    if (!content.units.has(context.unit.name) || !existsSync(copy)) {
      mkdirSync(dirname(copy), { recursive: true })
      // A charm may be running the old file, or reading it.
      copyFileSync(content.file, `${copy}.new`)
      renameSync(`${copy}.new`, copy)
      content.units.add(context.unit.name)
    }
    return { text: copy }
  },
}
