import type { RecordedCall, RecordedHook } from "./recording.ts"

/** Variables whose values differ from run to run, and the placeholder of each. `{any}`: only its presence counts. */
const VARIABLES: Readonly<Record<string, string>> = {
  CHARM_DIR: "{charm-dir}",
  JUJU_AGENT_SOCKET_ADDRESS: "{agent-socket-address}",
  JUJU_API_ADDRESSES: "{api-addresses}",
  JUJU_AVAILABILITY_ZONE: "{availability-zone}",
  JUJU_CHARM_DIR: "{charm-dir}",
  JUJU_CONTEXT_ID: "{context-id}",
  JUJU_MACHINE_ID: "{machine}",
  JUJU_MODEL_NAME: "{model}",
  JUJU_MODEL_UUID: "{uuid}",
  JUJU_UNIT_NAME: "{unit}",
  JUJU_VERSION: "{juju-version}",
  APT_LISTCHANGES_FRONTEND: "{any}",
  DEBIAN_FRONTEND: "{any}",
  LANG: "{any}",
  LC_ALL: "{any}",
  PATH: "{any}",
  PWD: "{any}",
  TERM: "{any}",
}

/** Variables that the shell sets, or that minijuju passes on from the environment of the test. */
const IGNORED = new Set(["_", "SHLVL", "OLDPWD", "TMPDIR"])

/** A shell's exit code when a program does not exist. */
const NO_SUCH_TOOL = 127

/** Replaces what changes from run to run by the placeholders of the corpus. One instance for one run. */
export class Normaliser {
  readonly #model: string
  readonly #version: string
  readonly #secrets = new Map<string, string>()

  constructor(model: string, version: string) {
    this.#model = model
    this.#version = version
  }

  hook(hook: RecordedHook): RecordedHook {
    const { unit, hook: path, rc, env, calls } = hook
    const entries = Object.entries(env).filter(([name]) => !IGNORED.has(name))
    return {
      unit,
      hook: path,
      rc,
      env: Object.fromEntries(entries.map(([name, value]) => [name, VARIABLES[name] ?? this.text(value)])),
      calls: calls.map((call) => this.call(call)),
    }
  }

  call(call: RecordedCall): RecordedCall {
    // The shell's words differ from those of the program that started the tools when they were recorded.
    if (call.rc === NO_SUCH_TOOL) return { ...call, stdout: "", stderr: "{no such tool}\n" }
    return {
      ...call,
      args: call.args.map((arg) => this.text(arg)),
      stdout: this.text(call.stdout),
      stderr: this.text(call.stderr),
    }
  }

  text(text: string): string {
    return (
      text
        .replaceAll(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "{uuid}")
        .replaceAll(/\b[0-9a-v]{20}\b/g, (id) => this.#secret(id))
        .replaceAll(/\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b/g, "{mac}")
        // minijuju's network is the loopback interface, whose MAC address YAML has to quote.
        .replaceAll(': "{mac}"', ": {mac}")
        .replaceAll(/(interface-?name"?: ?"?)lo\b/g, "$1eth0")
        .replaceAll("127.0.0.0/8", "{address}/24")
        // minijuju cannot mount: a storage is below the folder of its unit, where the rest of the path is Juju's.
        .replaceAll(/[^\s":]+\/agents\/unit-[a-z0-9-]+\/root(?=\/)/g, "")
        .replaceAll(/\b127\.(?!0\.0\.1\b)\d+\.\d+\.\d+\b/g, "{address}")
        .replaceAll(/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z| \+0000 UTC)/g, "{time}")
        .replaceAll(/\b\d\d \w{3} \d{4} \d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)/g, "{time}")
        .replaceAll(/\b\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)?\b/g, "{clock}")
        .replaceAll(this.#version, "{juju-version}")
        .replaceAll(new RegExp(`\\b(admin/)?${this.#model}\\b`, "g"), "{model}")
    )
  }

  /** Puts the ids of this run in the place of `{secret-1}`, in a command. */
  filled(text: string): string {
    return [...this.#secrets].reduce((filled, [id, name]) => filled.replaceAll(name, id), text)
  }

  #secret(id: string): string {
    const known = this.#secrets.get(id) ?? `{secret-${this.#secrets.size + 1}}`
    this.#secrets.set(id, known)
    return known
  }
}
