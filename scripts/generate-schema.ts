import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DOCUMENTS, EXTENSIONS } from "../packages/loadbalancer/src/describe/documents.ts"
import { withFieldTables } from "./lib/field-table.ts"
import { schemaFile, schemaText } from "./lib/json-schema.ts"

// Writes the JSON Schemas and the tables of PROTOCOL.md. A test compares the committed files with these.
const root = join(import.meta.dirname, "../packages/loadbalancer")
mkdirSync(join(root, "schema"), { recursive: true })
for (const document of [...DOCUMENTS, EXTENSIONS])
  write(`schema/${schemaFile(document)}`, schemaText(document))
write("PROTOCOL.md", withFieldTables(readFileSync(join(root, "PROTOCOL.md"), "utf8")))

function write(file: string, text: string): void {
  writeFileSync(join(root, file), text)
  console.log(`packages/loadbalancer/${file}`)
}
