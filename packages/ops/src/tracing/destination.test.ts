import { expect, test } from "vitest"
import { addressOf, tracesUrl } from "./destination.ts"

const receiver = (name: unknown, url: unknown) => ({ protocol: { name, type: "http" }, url })

test("the receiver of the protocol that was asked for is taken", () => {
  const receivers = [receiver("zipkin", "http://a:9411"), receiver("otlp_http", "https://tempo.local:4318/")]
  expect(addressOf(JSON.stringify(receivers))).toBe("https://tempo.local:4318/v1/traces")
})

test.each([
  undefined,
  "",
  "{",
  "null",
  "{}",
  '["otlp_http"]',
  JSON.stringify([receiver("otlp_grpc", "tempo:4317")]),
  JSON.stringify([receiver("otlp_http", 4318)]),
  JSON.stringify([receiver("otlp_http", "tempo:4318")]),
  JSON.stringify([receiver("otlp_http", "file:///etc/passwd")]),
  JSON.stringify([{ url: "http://a" }, null, 1]),
])("%j has no address", (receivers) => {
  expect(addressOf(receivers)).toBeUndefined()
})

test("the path of OTLP is appended once", () => {
  expect(tracesUrl("http://[::1]:4318//")).toBe("http://[::1]:4318/v1/traces")
  expect(tracesUrl("http://a b")).toBeUndefined()
})
