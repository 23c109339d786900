import { execFile } from "node:child_process"
import { copyFile, cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { makeWheel } from "../scripts/lib/build/make-wheel.ts"
import { codeBlocks } from "../scripts/lib/code-blocks.ts"
import { isDeep } from "../suite/doses.ts"
import { packed } from "../suite/packed.ts"
import { pythonMissing, pythonPackages } from "./python-packages.ts"

const missing = await pythonMissing()
if (missing !== undefined) console.warn(`SKIPPED 1 suite (the Python package minijuju): ${missing}`)

const run = promisify(execFile)
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

let dir: string
/** The interpreter of a new virtual environment with the wheel. */
let python: string
beforeAll(async () => {
  if (missing !== undefined) return
  dir = await mkdtemp(join(tmpdir(), "wheel-"))
  const wheel = await makeWheel(here("../"), dir)
  const others = await pythonPackages(here("./wheel/"))
  const venv = join(dir, "venv")
  await run(others, ["-m", "venv", "--without-pip", venv])
  python = join(venv, "bin/python")
  // What the wheel depends on comes from the environment that outlives the run: Node.js alone has 200 MB.
  const [lib = ""] = await readdir(join(venv, "lib"))
  const packages = join(dirname(dirname(others)), "lib", lib, "site-packages")
  await writeFile(join(venv, "lib", lib, "site-packages", "others.pth"), `${packages}\n`)
  await run(others, ["-m", "pip", "--python", python, "install", "--no-index", wheel])
}, 600_000)
afterAll(() => rm(dir ?? "", { recursive: true, force: true, maxRetries: 5 }))

/** The Python tests, and how many they are: outside of the deep run what the pages show, with both libraries for tests. */
const PYTHON_TESTS = isDeep
  ? { paths: ["tests"], count: 18 }
  : {
      paths: [
        "tests/test_readme.py",
        "tests/test_sample.py::test_build_and_deploy",
        "tests/test_jubilant.py::test_charms_of_the_interface",
      ],
      count: 3,
    }

/** The sample for jubilant on a page. */
async function sampleOn(page: string): Promise<string> {
  const blocks = codeBlocks(await readFile(here(page), "utf8"))
  return blocks.find(({ text }) => text.includes("juju.wait("))?.text ?? ""
}

test("README and page have the same sample for jubilant", async () => {
  const sample = await sampleOn("../packages/minijuju-wheel/README.md")
  expect(sample).not.toBe("")
  expect(await sampleOn("../docs/how-to/test-from-python.md")).toBe(sample)
})

test("the page for testers has the sample that the Python tests run", async () => {
  const page = await readFile(here("../docs/how-to/test-from-python.md"), "utf8")
  const sample = await readFile(here("../packages/minijuju-wheel/tests/test_sample.py"), "utf8")
  const [code = ""] = page.match(/^async def test_build_and_deploy[^`]*/m) ?? []
  expect(code).toContain("lb_charms.lb_provider")
  expect(sample).toContain(code)
})

describe.skipIf(missing !== undefined)("the wheel in a new virtual environment", () => {
  test("its pytest plugin puts minijuju in place of juju: the README's sample and the Python tests", {
    timeout: 600_000,
  }, async () => {
    const project = join(dir, "project")
    await cp(here("../packages/minijuju-wheel/tests/"), join(project, "tests"), { recursive: true })
    await copyFile(await packed(here("./fixtures/my-charm/")), join(project, "my-charm_amd64.charm"))
    const sample = await sampleOn("../packages/minijuju-wheel/README.md")
    await writeFile(join(project, "tests/test_readme.py"), sample)
    const args = [
      "-m",
      "pytest",
      "-q",
      "-p",
      "no:cacheprovider",
      "-W",
      "error::pytest.PytestWarning",
      "-W",
      "ignore::DeprecationWarning",
      ...PYTHON_TESTS.paths,
    ]
    // Only the system's programs: neither the environment's nor this process's Node.js.
    const env = { PATH: "/usr/bin:/bin", HOME: dir, TMPDIR: tmpdir() }
    const { stdout } = await run(python, args, { cwd: project, env }).catch((error: unknown) => {
      throw new Error(
        `pytest: ${error instanceof Error && "stdout" in error ? String(error.stdout) : String(error)}`,
      )
    })
    expect(stdout).toMatch(new RegExp(`^${PYTHON_TESTS.count} passed`, "m"))
    expect(stdout).not.toContain("skipped")
  })

  const MODULES = ["minijuju.pytest_plugin", "minijuju.__main__"]
  test.each(isDeep ? MODULES : [])("%s has types", { timeout: 600_000 }, async (module) => {
    const { stdout } = await run(python, ["-m", "mypy", "--strict", "-m", module], { cwd: dir })
    expect(stdout).toContain("Success: no issues found")
  })
})
