import { writeFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { Model } from "../src/index.ts"
import { shellCharm } from "./shell-charm.ts"

let dir: string
let prod: Model
let web: Model
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "mj-"))
  const options = { updateStatusIntervalMs: 0, juju: "3.6" } as const
  prod = await Model.start({ ...options, name: "prod" })
  web = await Model.start({ ...options, name: "web" })
  const mysql = "provides:\n  database: mysql\n  other: mysql\n"
  await prod.deploy(await shellCharm(dir, "mysql", "true", mysql))
  await shellCharm(dir, "mysql", "true", `${mysql}resources:\n  dump: { type: file, filename: dump.sql }\n`)
  await web.deploy(await shellCharm(dir, "app", "true", "requires:\n  db: mysql\n"))
  prod.offer("mysql", ["database"])
  web.integrate("app", web.consume(prod, "mysql"))
  await web.settle()
}, 60_000)
afterAll(async () => {
  await web.stop()
  await prod.stop()
  await rm(dir, { recursive: true, force: true })
})

// The application `early` is deployed before what is refused.
test.each([
  [
    "an offer loses an endpoint in use",
    "resources: { dump: ./dump.sql }",
    "offers: { mysql: { endpoints: [other] } }",
    'cannot update application offer "mysql": updating offer mysql:other would remove endpoint "database" which has active consumers',
  ],
  [
    "an upgrade needs a resource",
    "num_units: 1",
    "{}",
    'new resource "dump" was missing, please provide it via --resource',
  ],
  [
    "an exposed endpoint that does not exist",
    "resources: { dump: ./dump.sql }",
    "exposed-endpoints: { none: {} }",
    'endpoint "none" not found',
  ],
  [
    "an exposed space that does not exist",
    "resources: { dump: ./dump.sql }",
    "exposed-endpoints: { other: { expose-to-spaces: [dmz] } }",
    'space "dmz" not found',
  ],
])("a bundle is refused as a whole: %s", async (_, fields, overlay, reason) => {
  const file = join(dir, "bundle.yaml")
  writeFileSync(join(dir, "dump.sql"), "")
  writeFileSync(
    file,
    `applications:
  early: { charm: ./app.charm }
  mysql: { charm: ./mysql.charm, ${fields} }
---
applications:
  mysql: ${overlay === "{}" ? overlay : `{ ${overlay} }`}
`,
  )
  await expect(prod.deployBundle(file, { models: [web] })).rejects.toThrow(reason)
  expect(Object.keys(prod.status().applications)).toEqual(["mysql"])
})
