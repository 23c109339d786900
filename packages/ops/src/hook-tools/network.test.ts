import { expect, test } from "vitest"
import { ArgvFake, checkDeclaredCalls } from "../../tests/argv-fake.ts"
import { HookToolOutputError } from "./errors.ts"
import { networkGet, unitGet } from "./network.ts"

checkDeclaredCalls()

const JUJU_3 = {
  "bind-addresses": [
    {
      "mac-address": "00:16:3e:00:00:01",
      "interface-name": "eth0",
      addresses: [{ hostname: "", value: "10.0.0.5", cidr: "10.0.0.0/24" }],
    },
  ],
  "egress-subnets": ["10.0.0.5/32"],
  "ingress-addresses": ["10.0.0.5"],
}

const READ = {
  bindAddresses: [
    {
      macAddress: "00:16:3e:00:00:01",
      interfaceName: "eth0",
      addresses: [{ hostname: "", value: "10.0.0.5", cidr: "10.0.0.0/24" }],
    },
  ],
  egressSubnets: ["10.0.0.5/32"],
  ingressAddresses: ["10.0.0.5"],
}

test("network-get, of an endpoint and of one relation", () => {
  const runner = new ArgvFake()
    .expect(["network-get", "--format=json", "db"], { stdout: JSON.stringify(JUJU_3) })
    .expect(["network-get", "--format=json", "-r", "db:3", "db"], { stdout: JSON.stringify(JUJU_3) })
  expect(networkGet(runner, "db")).toEqual(READ)
  expect(networkGet(runner, "db", { relation: "db:3" })).toEqual(READ)
})

test("the names that Juju 2 gave to the fields", () => {
  const stdout = JSON.stringify({
    ...JUJU_3,
    "bind-addresses": [
      {
        macaddress: "00:16:3e:00:00:01",
        interfacename: "eth0",
        addresses: [{ hostname: "", address: "10.0.0.5", cidr: "10.0.0.0/24" }],
      },
    ],
  })
  expect(networkGet(new ArgvFake().expect(["network-get", "--format=json", "db"], { stdout }), "db")).toEqual(
    READ,
  )
})

test("omitted parts are empty", () => {
  const stdout = '{"bind-addresses":[{"interface-name":"","addresses":null}]}'
  expect(networkGet(new ArgvFake().expect(["network-get", "--format=json", "db"], { stdout }), "db")).toEqual(
    {
      bindAddresses: [{ macAddress: "", interfaceName: "", addresses: [] }],
      egressSubnets: [],
      ingressAddresses: [],
    },
  )
})

test.each(["[]", '{"egress-subnets":"x"}', '{"bind-addresses":[{"addresses":[{"value":5}]}]}'])(
  "%s is refused",
  (stdout) => {
    const runner = new ArgvFake().expect(["network-get", "--format=json", "db"], { stdout })
    expect(() => networkGet(runner, "db")).toThrow(HookToolOutputError)
  },
)

test("unit-get", () => {
  const runner = new ArgvFake().expect(["unit-get", "--format=json", "public-address"], {
    stdout: '"192.0.2.1"\n',
  })
  expect(unitGet(runner, "public-address")).toBe("192.0.2.1")
})
