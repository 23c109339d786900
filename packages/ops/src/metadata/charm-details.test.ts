import { expect, test } from "vitest"
import { charmDetails, parseCharmDetails } from "./charm-details.ts"

test("metadata.yaml in the form of today", () => {
  const details = parseCharmDetails({
    links: {
      contact: "team@example.com",
      documentation: "https://example.com/docs",
      website: "https://example.com",
      source: ["https://example.com/a", "https://example.com/b"],
      issues: "https://example.com/bugs",
    },
    "charm-user": "sudoer",
    resources: {
      policy: { type: "file", filename: "policy.zip", description: "Rules." },
      image: { type: "oci-image" },
    },
    storage: {
      data: {
        type: "filesystem",
        description: "The data.",
        shared: true,
        "read-only": true,
        "minimum-size": "1G",
        location: "/srv/data",
        multiple: { range: "1-8" },
        properties: ["transient"],
      },
      disk: { type: "block" },
    },
    containers: {
      web: {
        resource: "image",
        uid: 584_788,
        mounts: [
          { storage: "data", location: "/a" },
          { storage: "data", location: "/b" },
        ],
      },
    },
  })
  expect(details).toEqual({
    maintainers: ["team@example.com"],
    links: {
      documentation: "https://example.com/docs",
      websites: ["https://example.com"],
      sources: ["https://example.com/a", "https://example.com/b"],
      issues: ["https://example.com/bugs"],
    },
    tags: [],
    terms: [],
    charmUser: "sudoer",
    resources: {
      policy: { name: "policy", type: "file", filename: "policy.zip", description: "Rules." },
      image: { name: "image", type: "oci-image", filename: "", description: "" },
    },
    storages: {
      data: {
        name: "data",
        type: "filesystem",
        description: "The data.",
        shared: true,
        readOnly: true,
        minimumSize: "1G",
        location: "/srv/data",
        multiple: { min: 1, max: 8 },
        properties: ["transient"],
      },
      disk: { name: "disk", type: "block", description: "", shared: false, readOnly: false, properties: [] },
    },
    containers: { web: { name: "web", resource: "image", uid: 584_788, mounts: { data: ["/a", "/b"] } } },
    payloads: {},
  })
})

test("the keys of older metadata", () => {
  const { maintainers, links, tags, terms, payloads } = parseCharmDetails({
    maintainer: "A <a@example.com>",
    maintainers: ["b@example.com"],
    docs: "https://example.com/docs",
    website: ["https://example.com"],
    tags: ["databases"],
    terms: ["lets-agree/1"],
    payloads: { monitoring: { type: "docker" } },
  })
  expect(maintainers).toEqual(["A <a@example.com>", "b@example.com"])
  expect(links).toEqual({
    documentation: "https://example.com/docs",
    websites: ["https://example.com"],
    sources: [],
    issues: [],
  })
  expect([tags, terms, payloads]).toEqual([["databases"], ["lets-agree/1"], { monitoring: "docker" }])
})

test.each([
  ["3", { min: 3, max: 3 }],
  ["0-", { min: 0 }],
  ["2+", { min: 2 }],
  [2, { min: 2, max: 2 }],
  ["many", undefined],
])("a storage's range %j", (range, multiple) => {
  expect(parseCharmDetails({ storage: { data: { multiple: { range } } } }).storages.data?.multiple).toEqual(
    multiple,
  )
})

test("what has another form is left out, because Juju takes such charms", () => {
  const odd = {
    links: [],
    tags: "one",
    resources: 1,
    storage: { data: 5 },
    containers: { web: { mounts: {} } },
  }
  expect(parseCharmDetails(odd)).toMatchObject({
    tags: ["one"],
    resources: {},
    containers: { web: { mounts: {} } },
  })
  expect(charmDetails({})).toEqual(parseCharmDetails(undefined))
})
