import { createServer, type IncomingMessage, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { json } from "node:stream/consumers"
import { afterAll, beforeAll, expect, test } from "vitest"
import { builtTarballs } from "../suite/tarballs.ts"
import type { Tarball } from "./lib/build/make-tarballs.ts"
import { readPackageJson } from "./lib/package-json.ts"
import { releasedChangelog, releaseNotes } from "./lib/release/changelog.ts"
import { publishTarballs, releaseObjections } from "./lib/release/release.ts"
import { scratchRepository } from "./lib/scratch-repository.ts"

const SLOW = 600_000

/** A local registry that answers `npm view` and `npm publish`. */
class LocalRegistry {
  /** Published packages, in the order of their arrival. */
  readonly published = new Map<string, unknown>()
  readonly #server: Server

  constructor() {
    this.#server = createServer((request, response) => {
      void this.#answer(request).then((document) => {
        response.statusCode = document === undefined ? 404 : 200
        response.end(JSON.stringify(document ?? { error: "not_found" }))
      })
    })
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve))
    const { port } = this.#server.address() as AddressInfo
    return `127.0.0.1:${port}/`
  }

  stop(): void {
    this.#server.close()
  }

  async #answer(request: IncomingMessage): Promise<unknown> {
    const name = decodeURIComponent(request.url?.slice(1) ?? "")
    if (request.method !== "PUT") return this.published.get(name)
    const document = await json(request)
    this.published.set(name, document)
    return document
  }
}

const ROOT = join(import.meta.dirname, "..")
let tarballs: readonly Tarball[]

beforeAll(async () => {
  tarballs = await builtTarballs()
}, SLOW)

const local = new LocalRegistry()
afterAll(() => local.stop())

test("packages are published once, each after its dependencies", { timeout: SLOW }, async () => {
  const address = await local.start()
  using home = scratchRepository({ npmrc: `registry=http://${address}\n//${address}:_authToken=none\n` })
  const { PATH } = process.env
  const env = {
    PATH,
    HOME: home.root,
    NPM_CONFIG_USERCONFIG: join(home.root, "npmrc"),
    NPM_CONFIG_LOGLEVEL: "error",
  }
  const said: string[] = []
  const { version } = readPackageJson(ROOT, ".")
  // Only three, in a wrong order, because each call of npm takes a second.
  const some = ["loadbalancer-interface", "@charmkit/testing", "@charmkit/ops"].flatMap((name) =>
    tarballs.filter((tarball) => tarball.name === name),
  )
  const options = {
    root: ROOT,
    tarballs: some,
    provenance: false,
    env,
    print: (line: string) => said.push(line),
  }

  await publishTarballs({ ...options, publish: true })
  expect([...local.published.keys()]).toEqual([
    "@charmkit/ops",
    "@charmkit/testing",
    "loadbalancer-interface",
  ])
  for (const document of local.published.values()) {
    expect(document).toMatchObject({ "dist-tags": { latest: version }, versions: { [String(version)]: {} } })
  }

  local.published.delete("@charmkit/testing")
  said.length = 0
  await publishTarballs({ ...options, publish: false })
  expect(said).toEqual([
    `@charmkit/ops@${version} is published already`,
    `@charmkit/testing@${version} would be published`,
    `loadbalancer-interface@${version} is published already`,
  ])
})

function repository(changelog: string): ReturnType<typeof scratchRepository> {
  return scratchRepository({
    "package.json": JSON.stringify({
      version: "0.2.0",
      repository: { url: "git+https://git.example.com/some/one.git" },
      workspaces: [],
    }),
    "CHANGELOG.md": changelog,
  })
}

const CHANGELOG = `# Changelog

## Unreleased

- Something new.

## 0.1.0 - 2026-01-31

- The first.
`

test('the changelog\'s section "Unreleased" becomes that of the version', () => {
  const text = releasedChangelog(CHANGELOG, "0.2.0", "2026-02-28")
  expect(releaseNotes(text, "0.2.0")).toBe("- Something new.")
  expect(releaseNotes(text, "0.1.0")).toBe("- The first.")
  expect(releaseNotes(text, "0.3.0")).toBeUndefined()
  expect(() => releasedChangelog(text, "0.2.0", "2026-02-28")).toThrow(/has a section for 0\.2\.0 already/)
  expect(() => releasedChangelog(text, "0.3.0", "2026-02-28")).toThrow(/says nothing under "## Unreleased"/)
})

test("a release without a changelog section, of another tag or from another repository is refused", () => {
  using undescribed = repository(CHANGELOG)
  using described = repository(releasedChangelog(CHANGELOG, "0.2.0", "2026-02-28"))
  const ci = {
    GITHUB_SERVER_URL: "https://git.example.com",
    GITHUB_REPOSITORY: "some/one",
    GITHUB_REF_NAME: "v0.2.0",
  }
  expect(releaseObjections(described.root, {})).toEqual([])
  expect(releaseObjections(described.root, ci)).toEqual([])
  expect(releaseObjections(undescribed.root, ci)).toEqual([
    'CHANGELOG.md has no section for 0.2.0; "npm version" makes it',
  ])
  expect(
    releaseObjections(described.root, { ...ci, GITHUB_REF_NAME: "v0.1.9", GITHUB_REPOSITORY: "a/fork" }),
  ).toEqual([
    "the tag is v0.1.9, but package.json says 0.2.0",
    'this is https://git.example.com/a/fork, but package.json "repository" says https://git.example.com/some/one',
  ])
})
