import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { selfSigned } from "../../testing/engines.ts"
import { readTls } from "./pem.ts"

const dir = mkdtempSync(join(tmpdir(), "pem-"))
const one = selfSigned(dir)
const two = selfSigned(dir)
rmSync(dir, { recursive: true })

test("text around the PEM blocks is dropped", () => {
  const read = readTls(
    `stats socket /tmp/evil\n${one.certificate}\r\nmore\n${two.certificate}`,
    `x\n${one.key}y\n`,
  )
  expect(read).toEqual({ ok: true, tls: { certificate: one.certificate + two.certificate, key: one.key } })
})

test.each([
  [null, one.key, "tlsCert"],
  ["none", one.key, "tlsCert"],
  [one.certificate.replace(/\n.{64}\n/, "\nAAAA\n"), one.key, "tlsCert"],
  [one.certificate, null, "tlsKey"],
  [one.certificate, two.key, "tlsKey"],
  [one.certificate, one.key + two.key, "tlsKey"],
  // Of several chains, the first one is served.
  [one.certificate + two.certificate, two.key, "tlsKey"],
  ["x".repeat(100_001), one.key, "tlsCert"],
  [one.certificate, one.key + " ".repeat(20_001), "tlsKey"],
  [one.certificate.replace("BEGIN", "BEGIN ANOTHER"), one.key, "tlsCert"],
  [one.certificate, one.key.replaceAll("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"), "tlsKey"],
])("what does not fit is refused by field, and not repeated", (certificate, key, field) => {
  const read = readTls(certificate, key)
  expect(read).toMatchObject({ ok: false, field })
  const [, secret = "-"] = one.key.split("\n")
  expect(JSON.stringify(read)).not.toContain(secret)
})
