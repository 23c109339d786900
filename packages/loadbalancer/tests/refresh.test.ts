import { expect, test } from "vitest"
import { CONSUMER_SAYS, World } from "./support/world.ts"

// Databags of two charms with the Python library: the golden case send_request/minimal, answered.
const SENT =
  '{"algorithm": [], "backends": [], "health_checks": [], "id": "i", "ingress_address": null, "name": "n", ' +
  '"port_mapping": {"443": 443}, "protocol": "https", "public": true, ' +
  '"sent_hash": "e815b577684df30acaf1c48c950e295f", "sticky": false, "tls_cert": null, "tls_key": null, ' +
  '"tls_termination": false}'
const ANSWERED =
  '{"address": "lb", "error": null, "error_fields": {}, "error_message": null, ' +
  '"received_hash": "e815b577684df30acaf1c48c950e295f"}'

function leftByPython(): World {
  const world = new World()
  world.consume = ({ lb }) => {
    if (!lb.canRequest) return
    const request = lb.getRequest("n")
    request.protocol = "https"
    request.portMapping = { 443: 443 }
    lb.sendRequest(request)
  }
  world.write("web", "version", "1")
  world.write("web", "request_n", SENT)
  world.write("lb", "version", "1")
  world.write("lb", "response_n", ANSWERED)
  return world
}

test("a requirer refreshed from Python sends nothing again", async () => {
  const world = leftByPython()
  const before = world.own("web")
  await world.model.hook("web/0", "upgrade-charm")
  await world.model.hook("web/0", "config-changed")
  expect(world.own("web")).toEqual({ ...before, extensions: CONSUMER_SAYS.extensions })
  expect(world.take()).toEqual(["web/0 available", "web/0 response_available", "web/0 response_changed"])
})

test("a provider refreshed from Python answers nothing again, and reports a later removal", async () => {
  const world = leftByPython()
  await world.model.hook("lb/0", "upgrade-charm")
  expect(world.take()).toEqual([])
  expect(world.own("lb").response_n).toBe(ANSWERED)
  world.write("web", "request_n", undefined)
  const known: unknown[] = []
  world.provide = ({ lbConsumers }) => {
    known.push(...lbConsumers.removedRequests.map(({ id, lastKnown }) => [id, lastKnown?.portMapping]))
  }
  await world.model.hook("lb/0", "relation-changed", { relation: world.relation })
  expect(known).toEqual([["i", { 443: 443 }]])
})

test("a request whose name only Python accepts can still be changed", async () => {
  const world = leftByPython()
  world.provide = () => undefined
  world.write("web", "request_my service", SENT.replace('"n"', '"my service"'))
  await world.asConsumer("web/0", ({ lb }) => {
    const request = lb.getRequest("my service")
    request.sticky = true
    lb.sendRequest(request)
  })
  expect(world.own("web")["request_my service"]).toContain('"sticky": true')
})
