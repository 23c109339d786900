import { expect, test } from "vitest"
import { ArgvFake, checkDeclaredCalls } from "../../tests/argv-fake.ts"
import { credentialGet } from "./credential.ts"
import { HookToolOutputError } from "./errors.ts"

checkDeclaredCalls()
const COMMAND = ["credential-get", "--format=json"]
const answering = (value: unknown) => new ArgvFake().expect(COMMAND, { stdout: JSON.stringify(value) })

test("a cloud with everything", () => {
  const runner = answering({
    type: "openstack",
    name: "serverstack",
    region: "RegionOne",
    endpoint: "https://keystone.example.com",
    "identity-endpoint": "https://identity.example.com",
    "storage-endpoint": "https://storage.example.com",
    credential: { "auth-type": "userpass", attrs: { username: "u", password: "p" }, redacted: ["token"] },
    cacertificates: ["PEM"],
    "skip-tls-verify": true,
    "is-controller-cloud": true,
  })
  expect(credentialGet(runner)).toEqual({
    type: "openstack",
    name: "serverstack",
    region: "RegionOne",
    endpoint: "https://keystone.example.com",
    identityEndpoint: "https://identity.example.com",
    storageEndpoint: "https://storage.example.com",
    credential: { authType: "userpass", attributes: { username: "u", password: "p" }, redacted: ["token"] },
    caCertificates: ["PEM"],
    skipTlsVerify: true,
    isControllerCloud: true,
  })
})

test("Juju leaves out what is empty", () => {
  expect(credentialGet(answering({ type: "lxd", name: "localhost", region: "" }))).toEqual({
    type: "lxd",
    name: "localhost",
    caCertificates: [],
    skipTlsVerify: false,
    isControllerCloud: false,
  })
})

test.each([
  [{ type: "lxd" }, "a cloud"],
  [
    { type: "lxd", name: "l", credential: { "auth-type": "key", attrs: { key: ["s3cret"] } } },
    "in which key",
  ],
  ["s3cret", "a cloud"],
])("%j is refused without showing it", (value, message) => {
  const refused = () => credentialGet(answering(value))
  expect(refused).toThrow(HookToolOutputError)
  expect(() => credentialGet(answering(value))).toThrow(message)
  expect(() => credentialGet(answering(value))).not.toThrow("s3cret")
})
