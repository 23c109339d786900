import { expect, test } from "vitest"
import { readBases } from "./bases.ts"

const all = ["amd64", "arm64", "s390x", "ppc64el", "riscv64"]
const ubuntu = (channel: string, architectures = all) => ({ name: "ubuntu", channel, architectures })

test.each([
  ["nothing", {}, "all", [ubuntu("22.04"), ubuntu("24.04")]],
  ["a base alone", { base: "ubuntu@24.04" }, "all", [ubuntu("24.04")]],
  [
    "one platform",
    { base: "ubuntu@24.04", platforms: { arm64: null } },
    "arm64",
    [ubuntu("24.04", ["arm64"])],
  ],
  [
    "several platforms",
    { base: "ubuntu@24.04", platforms: { arm64: null, amd64: null } },
    "all",
    [ubuntu("24.04", ["amd64", "arm64"])],
  ],
  [
    "a platform for all architectures",
    { base: "ubuntu@24.04", platforms: { every: { "build-on": ["amd64"], "build-for": ["all"] } } },
    "every",
    [ubuntu("24.04")],
  ],
  [
    "the base in the platform",
    { platforms: { "ubuntu@22.04:amd64": null } },
    "ubuntu-22.04-amd64",
    [ubuntu("22.04", ["amd64"])],
  ],
  [
    "several bases in the platforms",
    {
      platforms: {
        "ubuntu@22.04:amd64": null,
        "ubuntu@24.04:amd64": null,
        x: { "build-for": "ubuntu@24.04:arm64" },
      },
    },
    "all",
    [ubuntu("22.04", ["amd64"]), ubuntu("24.04", ["amd64", "arm64"])],
  ],
  ["older bases", { bases: [{ name: "ubuntu", channel: "22.04" }] }, "all", [ubuntu("22.04")]],
  [
    "older bases with run-on",
    {
      bases: [
        {
          "build-on": [{ name: "ubuntu", channel: "20.04" }],
          "run-on": [{ name: "ubuntu", channel: 22.1, architectures: ["s390x"] }],
        },
      ],
    },
    "all",
    [ubuntu("22.10", ["s390x"])],
  ],
])("%s", (_, craft, platform, bases) => {
  expect(readBases(craft, "charmcraft.yaml")).toMatchObject({ platform, bases, warnings: [] })
})

test.each([
  ...["24.05", "banana", "24", "24.4", "devel", "04.24"].map((channel): [Record<string, unknown>, string] => [
    { base: `ubuntu@${channel}` },
    `charmcraft.yaml: there is no base ubuntu@${channel}; Ubuntu has releases such as ubuntu@24.04`,
  ]),
  [{ platforms: { "ubuntu@24.05:amd64": null } }, "charmcraft.yaml: there is no base ubuntu@24.05"],
  [{ bases: [{ name: "ubuntu", channel: 24.5 }] }, "charmcraft.yaml: there is no base ubuntu@24.50"],
  [{ base: "jammy" }, "charmcraft.yaml: base must be written as in `ubuntu@24.04`"],
  [{ platforms: { amd64: null } }, "charmcraft.yaml: platforms.amd64 has no base; add `base: ubuntu@24.04`"],
  [{ base: "ubuntu@24.04", platforms: {} }, "charmcraft.yaml: platforms must name at least one platform"],
  [
    { base: "ubuntu@24.04", platforms: { mine: null } },
    'charmcraft.yaml: platforms.mine has no architecture Juju knows ("mine")',
  ],
  [{ bases: [] }, "charmcraft.yaml: bases is empty"],
  [{ bases: ["ubuntu"] }, "charmcraft.yaml: bases[0] must have a name and a channel"],
  [
    { bases: [{ name: "ubuntu", channel: "22.04", architectures: ["x86"] }] },
    'bases[0].architectures names "x86"',
  ],
])("%j is refused", (craft, message) => {
  expect(() => readBases(craft, "charmcraft.yaml")).toThrow(message)
})

test.each(["ubuntu@28.04", "almalinux@10", "debian@12"])("%s may exist one day: a warning", (base) => {
  const { warnings } = readBases({ base, platforms: { amd64: null } }, "charmcraft.yaml")
  expect(warnings).toEqual([expect.stringContaining(`charmcraft.yaml: the base ${base} is not known`)])
})

test("a channel may have a risk", () => {
  const { warnings, bases } = readBases(
    { bases: [{ name: "ubuntu", channel: "22.04/stable" }] },
    "manifest.yaml",
  )
  expect(warnings).toEqual([])
  expect(bases).toEqual([ubuntu("22.04/stable")])
})
