import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { Authority } from "../../testing/authority.ts"
import { selfSigned } from "../../testing/engines.ts"
import { readTls } from "./pem.ts"

const dir = mkdtempSync(join(tmpdir(), "pem-"))
const one = selfSigned(dir)
const two = selfSigned(dir)
const authority = new Authority(dir)
const [leaf, other] = [authority.issue(), authority.issue()]
afterAll(() => rmSync(dir, { recursive: true }))

test("text around the PEM blocks is dropped", () => {
  const read = readTls(`stats socket /tmp/evil\n${one.certificate}\r\nmore\n`, `x\n${one.key}y\n`)
  expect(read).toEqual({ ok: true, tls: { certificate: one.certificate, key: one.key } })
})

test("of all certificates, that of the key comes first and its issuers follow; others are dropped", () => {
  const { intermediate, root } = authority
  const served = (...certificates: readonly string[]) => {
    const read = readTls(certificates.join(""), leaf.key)
    return read.ok ? read.tls.certificate : read
  }
  const chain = leaf.certificate + intermediate
  expect(served(leaf.certificate, intermediate)).toBe(chain)
  expect(served(intermediate, leaf.certificate)).toBe(chain)
  expect(served(other.certificate, one.certificate, intermediate, leaf.certificate)).toBe(chain)
  expect(served(root, intermediate, leaf.certificate)).toBe(chain + root)
  // A certificate and its successor with the same key.
  const later = authority.renew(leaf, 9)
  expect(served(leaf.certificate, later, intermediate)).toBe(later + intermediate)
  const tooEarly = authority.renewFor2098(leaf)
  expect(served(leaf.certificate, tooEarly, intermediate)).toBe(chain)
  expect(served(tooEarly, intermediate)).toBe(tooEarly + intermediate)
  expect(served(other.certificate, intermediate)).toEqual({
    ...{ ok: false, field: "tlsKey" },
    reason: "belongs to none of the request's certificates",
  })
})

test.each([
  [null, one.key, "tlsCert"],
  ["none", one.key, "tlsCert"],
  [one.certificate.replace(/\n.{64}\n/, "\nAAAA\n"), one.key, "tlsCert"],
  [one.certificate, null, "tlsKey"],
  [one.certificate, two.key, "tlsKey"],
  [one.certificate, one.key + two.key, "tlsKey"],
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
