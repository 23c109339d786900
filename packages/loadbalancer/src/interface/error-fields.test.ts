import { expect, test } from "vitest"
import { fromWireErrorFields, toWireErrorFields } from "./error-fields.ts"

test("names of the author become names of the wire, paths become their field", () => {
  const fields = {
    portMapping: "a",
    health_checks: "b",
    "healthChecks[0].path": "c",
    "port_mapping.443": "d",
    public: "e",
  }
  expect(toWireErrorFields(fields)).toEqual({
    port_mapping: "a; 443: d",
    health_checks: "b; [0].path: c",
    public: "e",
  })
})

test("names that mean nothing stay, so that writing refuses them", () => {
  expect(toWireErrorFields({ "hc[0].path": "x", constructor: "y" })).toEqual({
    "hc[0].path": "x",
    constructor: "y",
  })
})

test("names of the wire become names of the author", () => {
  expect(fromWireErrorFields({ port_mapping: "a", tls_cert: "b", public: "c" })).toEqual({
    portMapping: "a",
    tlsCert: "b",
    public: "c",
  })
})
