import { accept, Response, reject } from "loadbalancer-interface"
import { expect, test } from "vitest"
import { DeclaredWorld, response } from "../declarative-world.ts"
import { World } from "../support/world.ts"

/** Responds with the classic API. */
async function answered(fill: (response: Response) => void): Promise<Record<string, unknown>> {
  const world = await World.started()
  await world.asProvider("lb/0", ({ lbConsumers }) => {
    for (const request of lbConsumers.allRequests) {
      fill(request.response)
      lbConsumers.sendResponse(request)
    }
  })
  return JSON.parse(world.own("lb")["response_my-service"] ?? "")
}

test("D1: a response cannot be incomplete: fields without an error are refused before writing, and reject sets both", async () => {
  const world = await World.started()
  const before = world.own("lb")
  await world.asProvider("lb/0", ({ lbConsumers }) => {
    for (const request of lbConsumers.allRequests) {
      request.response.errorFields = { public: "no" }
      expect(() => lbConsumers.sendResponse(request)).toThrow("address required on success")
    }
  })
  expect(world.own("lb")).toEqual(before)
  const declared = new DeclaredWorld()
  declared.serve = () => reject({ public: "no" })
  await declared.model.integrate(declared.relation)
  expect(response(declared, "api")).toMatchObject({ error: "unsupported", error_fields: { public: "no" } })
})

test("D2: a field that does not exist cannot be assigned", () => {
  expect(() => Object.assign(new Response(), { error_type: "unsupported" })).toThrow(TypeError)
})

test("D3: a path within a field is an error of the field, with the path in the message", async () => {
  const written = await answered((one) => {
    one.error = one.errorTypes.unsupported
    one.errorFields = { "healthChecks[0].path": "not for tcp" }
  })
  expect(written).toMatchObject({ error_fields: { health_checks: "[0].path: not for tcp" } })
})

test("D31: the error is written by name, and also read by display text", async () => {
  const written = await answered((one) => {
    one.error = one.errorTypes.providerError
    one.errorMessage = "no quota"
  })
  expect(written.error).toBe("provider_error")
  const world = await World.started()
  const text = world.own("lb")["response_my-service"] ?? ""
  world.write(
    "lb",
    "response_my-service",
    text
      .replace('"error": null', '"error": "provider error"')
      .replace('"error_message": null', '"error_message": "m"'),
  )
  expect(await world.asConsumer("web/0", ({ lb }) => lb.getResponse("my-service")?.error)).toBe(
    "provider_error",
  )
})

test("D32: the message for a field is text: other values are refused when writing, and converted when reading", async () => {
  const world = await World.started()
  await world.asProvider("lb/0", ({ lbConsumers }) => {
    for (const request of lbConsumers.allRequests) {
      Object.assign(request.response, { error: "unsupported", errorFields: { public: { a: 1 } } })
      expect(() => lbConsumers.sendResponse(request)).toThrow(
        "errorFields.public (error_fields): Not a valid string.",
      )
    }
  })
  const text = world.own("lb")["response_my-service"] ?? ""
  world.write(
    "lb",
    "response_my-service",
    text
      .replace('"error": null', '"error": "unsupported"')
      .replace('"error_fields": {}', '"error_fields": {"public": {"a": 1}}'),
  )
  const fields = await world.asConsumer("web/0", ({ lb }) => lb.getResponse("my-service")?.errorFields)
  expect(fields).toEqual({ public: '{"a": 1}' })
})

test("D41: an error of an earlier response does not stay with a new address", async () => {
  const world = new DeclaredWorld()
  let broken = true
  world.serve = () => (broken ? reject("not now") : accept({ address: "now.example" }))
  world.onProviderConfig = ({ lb }) => lb.serveAgain()
  await world.model.integrate(world.relation)
  expect(response(world, "api")?.error).toBe("unsupported")
  broken = false
  await world.configure("lb/0")
  expect(response(world, "api")).toMatchObject({ address: "now.example", error: null, error_message: null })
  // With the classic API, each hook starts with an empty response.
  const classic = await World.started()
  await classic.asProvider("lb/0", ({ lbConsumers }) => {
    for (const request of lbConsumers.allRequests) {
      Object.assign(request.response, { error: "provider_error", errorMessage: "m" })
      lbConsumers.sendResponse(request)
    }
  })
  const empty = await classic.asProvider(
    "lb/0",
    ({ lbConsumers }) => lbConsumers.allRequests[0]?.response.error,
  )
  expect(empty).toBeNull()
})
