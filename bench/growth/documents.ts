import { parseCharmSpec, parseYaml } from "@charmkit/ops/metadata"
import { readTls } from "../../charms/haproxy-lb/src/plan/pem.ts"
import { type GrowthCase, many } from "./case.ts"

/** Parsers of documents that a peer has written. */
export const DOCUMENTS: readonly GrowthCase[] = [
  {
    name: "charm metadata with n endpoints",
    base: 1000,
    prepare: (n) => {
      const endpoints = Object.keys(many(n, (i) => [`e${i}`, ""])).map(
        (name) => `  ${name}: {interface: x}\n`,
      )
      const text = `name: a\nsummary: a\ndescription: a\nrequires:\n${endpoints.join("")}`
      return () => parseCharmSpec({ metadata: parseYaml(text, "metadata.yaml") })
    },
  },
  {
    name: "a certificate with n beginnings",
    base: 200,
    prepare: (n) => {
      const text = "-----BEGIN CERTIFICATE-----\n".repeat(n)
      return () => readTls(text, "key")
    },
  },
  {
    name: "a certificate with n lines and no end",
    base: 5000,
    prepare: (n) => {
      const text = `-----BEGIN CERTIFICATE-----${"\n".repeat(n)}`
      return () => readTls(text, "key")
    },
  },
]
