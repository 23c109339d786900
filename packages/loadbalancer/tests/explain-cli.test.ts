import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { stripVTControlCharacters } from "node:util"
import { beforeAll, describe, expect, test } from "vitest"
import { bundled } from "../../../suite/bundled.ts"
import { runCli } from "../src/explain/cli/run.ts"
import { explain } from "./explain-support.ts"

const BAG = {
  version: "1",
  request_web: '{"id": "i", "name": "web", "protocol": "tcp", "port_mapping": {"443": "x"}}',
}

describe("wrong usage: status 2 and advice", () => {
  test.each([
    [[], "say what to do: explain"],
    [["explode"], 'there is no command "explode", only explain'],
    [["explain", "a", "b"], "one file at a time"],
    [["explain", "--colour"], "Unknown option '--colour'"],
    [["explain", "--as", "answer"], "--as takes one of request, response, handled, health-check"],
    [["explain", "--juju3", "--juju4"], "not both"],
    [["explain", "missing.json"], "missing.json cannot be read: no file missing.json"],
  ])("%j", async (argv, words) => {
    const out = { stdout: "", stderr: "" }
    const status = await runCli(argv, {
      stdout: (text) => {
        out.stdout += text
      },
      stderr: (text) => {
        out.stderr += text
      },
      readStdin: async () => "{}",
      readFile: (path) => {
        throw new Error(`no file ${path}`)
      },
      loadYaml: async () => undefined,
      stdinIsTerminal: false,
      colours: false,
      width: 80,
    })
    expect([status, out.stdout]).toEqual([2, ""])
    expect(out.stderr).toContain(words)
    expect(out.stderr).toContain("Try: loadbalancer-interface --help")
  })

  test("no file, and a terminal as standard input", async () => {
    const { status, stderr } = await explain("{}", [], { stdinIsTerminal: true })
    expect([status, stderr.split("\n")[0]]).toEqual([
      2,
      "loadbalancer-interface: give a file, or pipe something in",
    ])
  })

  test.each([
    ["", "there is nothing to read"],
    ["{}", "this is not the output of `juju show-unit`"],
    ["[]", "this is not the output of `juju show-unit`"],
    ["7", "this is not the output of `juju show-unit`"],
    ['{"cats": 2}', "this is not the output of `juju show-unit`"],
    ['{"id": ', "If it is one value of a databag, say which: --as request"],
    ["a: [", "this is neither JSON nor YAML"],
    ['{"version": "1", "request_a": {}}', "a databag holds text"],
    ['{"request_a": "", "response_a": ""}', "these are keys of both sides"],
    [
      '{"applications": {"web": {"units": {"web/2": {}, "web/3": {}}}, "lb": {"units": {"lb/1": {}}}}}',
      "juju status shows no databags; give the output of: juju show-unit web/2 lb/1 --format json",
    ],
    ['{"web/0": {"relation-info": 1}}', 'web/0: "relation-info" has to be a list'],
    ['{"web/0": {"relation-info": [{"application-data": []}]}}', "has to be an object of databag keys"],
    [`${"[".repeat(100_000)}`, "Nested too deeply"],
  ])("input %j", async (input, words) => {
    const { status, stdout, stderr } = await explain(input.slice(0, 200_000))
    expect([status, stdout]).toEqual([2, ""])
    expect(stderr).toContain(words)
  })

  test("YAML without an installed parser", async () => {
    const { status, stderr } = await explain("web/0:\n  leader: true\n", [], {
      loadYaml: async () => undefined,
    })
    expect(status).toBe(2)
    expect(stderr).toContain("the package `yaml` has to be installed")
    expect(stderr).toContain("--format json")
  })
})

describe("text that must not be printed", () => {
  const KEY =
    "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nq2hhbGxvd2VsdA==\n-----END PRIVATE KEY-----\n"
  const web = JSON.stringify({
    id: "i",
    name: "web",
    protocol: "tcp",
    port_mapping: { "443": 8443 },
    tls_termination: true,
    tls_cert: "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
    tls_key: KEY,
    sent_hash: "h",
  })

  test.each([
    ["a request", { consumer: { version: "1", request_web: web } }],
    [
      "a broken request",
      { consumer: { version: "1", request_web: web.replace('"tcp"', `[${JSON.stringify(KEY)}]`) } },
    ],
    [
      "a key in the place of a protocol",
      { consumer: { request_web: web.replace('"tcp"', JSON.stringify(KEY)) } },
    ],
    [
      "a response that repeats it",
      {
        consumer: { version: "1", request_web: web },
        provider: {
          version: "1",
          response_web: JSON.stringify({ error: "unsupported", error_message: `bad key ${KEY}` }),
        },
      },
    ],
    [
      "a response that repeats a line of it, without the PEM header",
      {
        consumer: { version: "1", request_web: web },
        provider: {
          response_web:
            '{"error": "unsupported", "error_fields": {"tls_key": "not MIIEvQIBADANBgkqhkiG9w0BAQEFAASC"}}',
        },
      },
    ],
    [
      "an answer record that contains one, against the rules",
      { provider: { handled_web: JSON.stringify({ id: "i", fingerprint: "f", request: JSON.parse(web) }) } },
    ],
  ])("private keys: %s", async (_what, input) => {
    for (const args of [[], ["--json"]]) {
      const { stdout } = await explain(input, args)
      expect(stdout).not.toMatch(/MIIEvQIBADANBgkqhkiG9w0BAQEFAASC|q2hhbGxvd2VsdA==|BEGIN PRIVATE/)
      expect(stdout.length).toBeGreaterThan(100)
    }
  })

  test("the report says that there is a private key", async () => {
    const { stdout } = await explain({ consumer: { version: "1", request_web: web } })
    expect(stdout).toContain(
      "tls      ends at the load balancer; a certificate is given, a key is given (not shown)",
    )
  })

  test("characters that control the terminal or reverse the text direction", async () => {
    const message = "\u001b[2J\u001b]0;title\u0007 \u202egpj.exe \u009b31m \r\n next"
    const { stdout } = await explain({
      provider: {
        "evil\u001b[1m": "",
        response_web: JSON.stringify({ error: "unsupported", error_message: message }),
      },
    })
    expect(stdout).not.toMatch(/[^\P{C}\n]/u)
    expect(stdout).toContain("\\u{1b}[2J")
  })
})

test("colours on a terminal, none in a pipe; lines fit", async () => {
  const colourful = await explain(BAG, [], { colours: true, width: 60 })
  expect(colourful.stdout).toContain("\u001b[31m")
  const lines = colourful.stdout.split("\n").map(stripVTControlCharacters)
  expect(
    Math.max(...lines.filter((line) => !line.includes("juju show-unit")).map((line) => line.length)),
  ).toBeLessThan(61)
  expect((await explain(BAG)).stdout).not.toContain("\u001b")
})

describe("the command", () => {
  let program: string
  beforeAll(async () => {
    program = await bundled(new URL("../src/cli.ts", import.meta.url))
  })
  const run = (args: readonly string[], input = "", cwd?: string) =>
    spawnSync(process.execPath, [program, ...args], {
      input,
      encoding: "utf8",
      ...(cwd === undefined ? {} : { cwd }),
    })

  test("standard input, `-` and a file give the same, with status 1 for wrong data", () => {
    const dir = mkdtempSync(join(tmpdir(), "explain-"))
    try {
      writeFileSync(join(dir, "bag.json"), JSON.stringify(BAG))
      const outputs = [
        run(["explain"], JSON.stringify(BAG)),
        run(["explain", "-"], JSON.stringify(BAG)),
        run(["explain", "bag.json"], "", dir),
      ]
      expect(outputs.map(({ status, stderr }) => [status, stderr])).toEqual(outputs.map(() => [1, ""]))
      expect(new Set(outputs.map(({ stdout }) => stdout)).size).toBe(1)
      expect(outputs[0]?.stdout).toContain("consumer's request_web › port_mapping.443.value")
    } finally {
      rmSync(dir, { recursive: true })
    }
  })

  test("help has a working example, and the version is that of the package", () => {
    const { stdout, status } = run(["--help"])
    expect(status).toBe(0)
    const example = /echo '(.*)' \| npx loadbalancer-interface explain/.exec(stdout)?.[1]
    expect(run(["explain"], example).stdout).toContain("Not a valid integer.")
    expect(run(["--version"]).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})
