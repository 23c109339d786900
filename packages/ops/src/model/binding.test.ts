import { expect, test } from "vitest"
import { FakeJuju } from "../../tests/fake-juju.ts"
import { openModel } from "../../tests/open-model.ts"

test("addresses of an endpoint are read once", () => {
  const juju = new FakeJuju()
  const binding = openModel(juju).getBinding("db")
  expect(juju.tools).toEqual([])
  expect([binding.bindAddress, binding.ingressAddress]).toEqual(["10.0.0.5", "192.0.2.5"])
  expect(binding.egressSubnets).toEqual(["10.0.0.5/32"])
  expect(juju.tools).toEqual(["network-get"])
})

test("of a relation: with its id", () => {
  const juju = new FakeJuju()
  juju.relations = [{ endpoint: "db", id: 4, app: "mysql", units: {} }]
  const model = openModel(juju)
  expect(model.getBinding(model.relation("db", 4)).ingressAddress).toBe("192.0.2.5")
  expect(juju.calls.at(-1)?.args).toContain("db:4")
})

test("of a removed relation: those of its endpoint", () => {
  const juju = new FakeJuju()
  const answer = juju.run.bind(juju)
  juju.run = (tool, args, stdin) => {
    if (tool === "network-get" && args.includes("-r")) {
      juju.failing["relation-list"] = 'ERROR invalid value "db:4" for option -r: relation not found'
      return answer("relation-list", args, stdin)
    }
    return answer(tool, args, stdin)
  }
  const model = openModel(juju)
  expect(model.getBinding(model.relation("db", 4)).ingressAddress).toBe("192.0.2.5")
})

test("an undeclared endpoint without address is an error that names it", () => {
  const juju = new FakeJuju()
  juju.run = () => '{"bind-addresses":[],"egress-subnets":[],"ingress-addresses":[]}'
  expect(() => openModel(juju).getBinding("db").ingressAddress).toThrow('no ingress address for "db"')
})
