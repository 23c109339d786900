import { expect, test } from "vitest"
import { policyOf } from "../../testing/requests.ts"
import { canonicalAddress } from "./address.ts"
import { parseAllowed } from "./address-policy.ts"

const OWN = "10.9.0.1"
const problemOf = (text: string, allowed = "") => {
  const address = canonicalAddress(text)
  if (address === undefined) throw new Error(`${text} is no address`)
  return policyOf(allowed).backendProblem(address)
}

test.each([
  [OWN, "an address of the load balancer itself"],
  [`::ffff:${OWN}`, "an address of the load balancer itself"],
  ["::ffff:0a09:0001", "an address of the load balancer itself"],
  [`64:ff9b::${OWN}`, "an address of the load balancer itself"],
  ["2002:0a09:0001::1", "an address of the load balancer itself"],
  ["127.0.0.1", "a loopback address"],
  ["127.255.255.254", "a loopback address"],
  ["::1", "a loopback address"],
  ["0:0:0:0:0:0:0:1", "a loopback address"],
  ["::ffff:127.0.0.1", "a loopback address"],
  ["::FFFF:7F00:1", "a loopback address"],
  ["64:ff9b::7f00:1", "a loopback address"],
  ["64:ff9b:1::127.0.0.1", "a loopback address"],
  ["::ffff:0:127.0.0.1", "a loopback address"],
  ["169.254.169.254", "a link-local address"],
  ["::ffff:a9fe:a9fe", "a link-local address"],
  ["fe80::1", "a link-local address"],
  ["FEBF:ffff::1", "a link-local address"],
  ["224.0.0.1", "a multicast address"],
  ["239.255.255.250", "a multicast address"],
  ["ff02::1", "a multicast address"],
  ["0.0.0.0", "an unspecified address"],
  ["0.1.2.3", "an unspecified address"],
  ["::", "an unspecified address"],
  ["::ffff:0.0.0.0", "an unspecified address"],
  ["255.255.255.255", "a reserved address"],
  ["::127.0.0.1", "a reserved address"],
  ["fec0::1", "a reserved address"],
  ["fd00:ec2::254", "the address of a cloud's metadata service"],
  ["100.100.100.200", "the address of a cloud's metadata service"],
])("%s is %s", (address, kind) => {
  const reason = `is ${kind}, which the provider's option allowed-addresses does not allow`
  expect(problemOf(address)).toBe(reason)
})

test.each(["10.9.0.3", "192.0.2.1", "172.16.0.1", "100.64.0.1", "2001:db8::1", "fd00::1", "::ffff:10.0.0.1"])(
  "%s is allowed as a backend",
  (address) => {
    expect(problemOf(address)).toBeUndefined()
  },
)

test("an allowed network includes its addresses, but the load balancer's own addresses must be listed one by one", () => {
  expect(problemOf("127.0.0.1", "127.0.0.0/8")).toBeUndefined()
  expect(problemOf("::ffff:127.3.2.1", "10.0.0.0/8, 127.0.0.0/8")).toBeUndefined()
  expect(problemOf("169.254.7.7", "169.254.7.7\n127.0.0.0/8")).toBeUndefined()
  expect(problemOf("169.254.7.8", "169.254.7.7\n127.0.0.0/8")).toContain("link-local")
  expect(problemOf("fe80::1", "fe80::/10")).toBeUndefined()
  expect(problemOf(OWN, "10.0.0.0/8, 0.0.0.0/0")).toContain("the load balancer itself")
  expect(problemOf(OWN, OWN)).toBeUndefined()
  expect(problemOf(`::ffff:${OWN}`, `${OWN}/32`)).toBeUndefined()
})

test.each(["localhost", "127.1", "10.0.0.0/33", "::/129", "10.0.0.0/", "fe80::1%eth0", "/8", "10.0.0.0/8/8"])(
  "%s in the option is reported as invalid",
  (word) => {
    expect(parseAllowed(`10.0.0.1 ${word}`)).toEqual({ ok: false, word })
  },
)
