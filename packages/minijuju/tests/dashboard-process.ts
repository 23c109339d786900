import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { type IncomingHttpHeaders, type IncomingMessage, request } from "node:http"
import { setTimeout as sleep } from "node:timers/promises"
import { at, type CliHome } from "./cli-home.ts"

/** `minijuju dashboard --json` in its own process. */
export class DashboardProcess {
  readonly child: ChildProcess
  readonly url: string

  private constructor(child: ChildProcess, url: string) {
    this.child = child
    this.url = url
  }

  static async start(home: CliHome, ...flags: string[]): Promise<DashboardProcess> {
    const child = spawn(process.execPath, [...home.self, "dashboard", "--json", ...flags], {
      env: home.env,
      stdio: ["ignore", "pipe", "inherit"],
    })
    let out = ""
    child.stdout.on("data", (bytes: Buffer) => {
      out += bytes.toString()
    })
    while (!out.includes("\n")) {
      if (child.exitCode !== null) throw new Error(`minijuju dashboard ended with ${child.exitCode}`)
      await sleep(20)
    }
    return new DashboardProcess(child, String(at(JSON.parse(out), "url")))
  }

  /** Interrupts it like Ctrl+C. Resolves to its exit code. */
  async interrupt(): Promise<unknown> {
    if (this.child.exitCode !== null) return this.child.exitCode
    const end = once(this.child, "exit")
    this.child.kill("SIGINT")
    const [code] = await end
    return code
  }
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Sends one request with exactly these headers. */
export async function ask(
  url: string,
  { method = "GET", headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const response = await open(url, method, headers)
  let body = ""
  for await (const text of response.setEncoding("utf8")) body += text
  return { status: response.statusCode ?? 0, headers: response.headers, body }
}

function open(url: string, method: string, headers: Record<string, string>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request(url, { method, headers, agent: false }, resolve).on("error", reject).end()
  })
}

export interface Message {
  readonly kind: string
  readonly data: unknown
}

/** Yields server-sent events. Ends with the connection, or when the reader stops. */
async function* events(url: string): AsyncGenerator<Message> {
  const response = await open(`${url}events`, "GET", {})
  if (response.statusCode !== 200) throw new Error(`the events are refused: ${response.statusCode}`)
  let rest = ""
  try {
    for await (const text of response.setEncoding("utf8")) {
      const blocks = (rest + text).split("\n\n")
      rest = blocks.pop() ?? ""
      for (const block of blocks) {
        const [, kind, data] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? []
        if (kind !== undefined && data !== undefined) yield { kind, data: JSON.parse(data) }
      }
    }
  } finally {
    response.destroy()
  }
}

/** Returns the first message for which `wanted` is true. The test's own timeout ends it. */
export async function firstEvent(url: string, wanted: (message: Message) => boolean): Promise<Message> {
  for await (const message of events(url)) if (wanted(message)) return message
  throw new Error("the events ended before the one that was waited for")
}
