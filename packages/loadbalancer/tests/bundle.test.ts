import { createHash } from "node:crypto"
import { fileURLToPath } from "node:url"
import { runInNewContext } from "node:vm"
import { build } from "esbuild"
import { hashRequest, md5, parseRequest, sealRequest, serializeRequest } from "loadbalancer-interface/wire"
import { expect, test } from "vitest"
import fc, { character } from "../../../suite/fast-check.ts"

const REQUEST =
  '{"id": "i", "name": "n", "protocol": "https", "port_mapping": {"443": 443}, "tls_cert": "\\u00e4\\ud83d\\ude80"}'

// Size of the whole entry: version 1 and the extensions. Raise it only on purpose.
const BUDGET = 26_500

async function browserBundle(): Promise<string> {
  const { outputFiles, metafile, warnings } = await build({
    entryPoints: [fileURLToPath(new URL("../src/wire.ts", import.meta.url))],
    bundle: true,
    minify: true,
    platform: "browser",
    format: "iife",
    globalName: "wire",
    write: false,
    metafile: true,
    legalComments: "none",
  })
  expect(warnings).toEqual([])
  const outside = Object.values(metafile.inputs).flatMap(({ imports }) =>
    imports.filter(({ external }) => external),
  )
  expect(outside).toEqual([])
  expect(
    Object.keys(metafile.inputs).filter((file) => !/packages\/loadbalancer\/src\/(wire|schema)/.test(file)),
  ).toEqual([])
  return outputFiles[0]?.text ?? ""
}

test("the wire entry is one small file for a browser", async () => {
  const bundle = await browserBundle()
  expect(bundle).not.toMatch(/\bnode:|\brequire\(/)
  expect(new TextEncoder().encode(bundle).length).toBeLessThan(BUDGET)
})

test("a charm's bundle contains neither explain nor descriptions of documents", async () => {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL("../src/index.ts", import.meta.url))],
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["@charmkit/ops"],
    write: false,
    metafile: true,
  })
  const files = Object.keys(metafile.inputs)
  expect(files.some((file) => file.includes("/wire/extensions/request-extensions.ts"))).toBe(true)
  expect(files.filter((file) => /\/(explain|describe)\//.test(file))).toEqual([])
})

test("it needs only the language and TextEncoder, which browsers have", async () => {
  const bundle = await browserBundle()
  const script = `${bundle};
    const read = wire.parseRequest(text)
    const sealed = wire.sealRequest(read.value)
    ;[sealed.sent_hash, wire.hashRequest(sealed), wire.serializeRequest(sealed)].join("\\n")`
  const read = parseRequest(REQUEST)
  if (!read.ok) throw new Error("the request of this test cannot be read")
  const sealed = sealRequest(read.value)
  expect(runInNewContext(script, { TextEncoder, text: REQUEST })).toBe(
    [sealed.sent_hash, hashRequest(sealed), serializeRequest(sealed)].join("\n"),
  )
})

const opensslMd5 = (text: string) => createHash("md5").update(text, "utf8").digest("hex")

test("MD5 equals OpenSSL's for any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: character, maxLength: 300 }), (text) => md5(text) === opensslMd5(text)),
    { numRuns: 2000 },
  )
})

test("MD5 equals OpenSSL's at every length around block boundaries, and for long texts", () => {
  for (let length = 0; length <= 260; length += 1) {
    const text = "0123456789".repeat(26).slice(0, length)
    expect([length, md5(text)]).toEqual([length, opensslMd5(text)])
  }
  const long = "ä🚀x".repeat(200_000)
  expect(md5(long)).toBe(opensslMd5(long))
})
