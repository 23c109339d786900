import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"

const COMMAND = [
  process.execPath,
  "--conditions=charmkit-source",
  `--import=${import.meta.resolve("tsx")}`,
  join(import.meta.dirname, "../src/cli.ts"),
]

const hasTerminal = spawnSync("script", ["--version"]).status === 0
if (!hasTerminal) console.warn("SKIPPED 1 suite (questions on a terminal): no script of util-linux")

test.skipIf(!hasTerminal)(
  "on a terminal, a wrong answer is explained and asked for again",
  { timeout: 60_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "create-charm-"))
    // A terminal of its own, from util-linux.
    const child = spawn("script", ["-qec", COMMAND.map((part) => `'${part}'`).join(" "), "/dev/null"], {
      cwd: folder,
      stdio: ["pipe", "pipe", "inherit"],
    })
    const answers = ["Bad_Name", "web", "nope", "plain", ""]
    let said = ""
    let asked = 0
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString()
      // Node.js clears the rest of the screen before each question.
      for (; asked < said.split("\u001b[0J").length - 1; asked += 1) child.stdin.write(`${answers[asked]}\n`)
    })
    const [code] = await once(child, "close")
    expect(said).toContain('"Bad_Name" cannot name a charm')
    expect(said).toContain('--kind is one of consumer, provider, plain, not "nope"')
    expect(said).toContain("Created web (plain, declared)")
    expect([code, asked, readdirSync(folder)]).toEqual([0, answers.length, ["web"]])
    rmSync(folder, { recursive: true })
  },
)
