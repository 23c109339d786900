import { accept } from "loadbalancer-interface"
import { expect, test } from "vitest"
import { DeclaredWorld } from "./declarative-world.ts"
import { World } from "./support/world.ts"

const URLS = ["https://my-lb.aws.com/", "http://10.0.0.1:8080/path?x=1", "https://[2001:db8::7]:6443"]

test.each(URLS)("an address that is the URL %s is sent and read as it is", async (address) => {
  const world = new World()
  world.provide = ({ lbConsumers }) => {
    for (const request of lbConsumers.newRequests) {
      request.response.address = address
      lbConsumers.sendResponse(request)
    }
  }
  await world.model.integrate(world.relation)
  const seen = await world.asConsumer("web/0", ({ lb }) => {
    const response = lb.getResponse("my-service")
    return [response?.address, response?.addresses, response?.url("https", 443)]
  })
  expect(seen).toEqual([address, [address], address])
  const declared = new DeclaredWorld()
  declared.serve = () => accept({ address })
  await declared.model.integrate(declared.relation)
  expect(await declared.state("web/0")).toMatchObject({ state: "ready", address })
})

test.each([
  "https://",
  "ftp://lb.example",
  "https://lb.example/ x",
  'https://lb/"',
  "https://lb/\n",
  "https://lb/;x",
  "https://lb/#x",
])("%j is refused where it is written", (address) => {
  expect(() => accept({ address })).toThrow(/address/)
})
