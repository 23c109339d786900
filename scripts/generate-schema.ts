import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DOCUMENTS } from "../packages/loadbalancer/src/explain/documents/documents.ts"
import { EXTENSIONS } from "../packages/loadbalancer/src/explain/documents/extension-documents.ts"
import { schemaFile, schemaText } from "../packages/loadbalancer/src/explain/documents/json-schema.ts"

// A test compares the committed files with the generated ones.
const folder = join(import.meta.dirname, "../packages/loadbalancer/schema")
mkdirSync(folder, { recursive: true })
for (const document of [...DOCUMENTS, EXTENSIONS]) {
  writeFileSync(join(folder, schemaFile(document)), schemaText(document))
  console.log(`packages/loadbalancer/schema/${schemaFile(document)}`)
}
