import { writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { installedOpsNames } from "../interop/ops-names.ts"

// Records the public names of the Python library ops, in the version of interop/python/requirements.txt. Needs Python 3.10 or newer.
// docs/ops-names.md has a row for each of them; packages/ops/tests/ops-names.test.ts compares the two.
const file = fileURLToPath(new URL("../interop/fixtures/ops-names.json", import.meta.url))
writeFileSync(file, await installedOpsNames())
console.log("interop/fixtures/ops-names.json")
