import { createHash } from "node:crypto"
import { usageError } from "../../hook-tools/tool-error.ts"
import type { Command } from "../command.ts"

const KEY = /^(?:ssh-[a-z0-9]+|ecdsa-[a-z0-9-]+|sk-[a-z0-9@.-]+) ([A-Za-z0-9+/]{16,}={0,2})(?: (.*))?$/

export const addSshKey: Command = {
  name: "add-ssh-key",
  usage: "<ssh key> ...",
  purpose: "Add a public SSH key to a model",
  details: "Units run on this machine, without a login: keys are only stored and shown.",
  run({ args, console, model }) {
    if (args.length === 0) throw usageError("no ssh key specified")
    const { state } = model().engine
    for (const text of args) {
      const key = text.trim()
      const refuse = (reason: string) => console.err(`cannot add key ${JSON.stringify(text)}: ${reason}\n`)
      if (!KEY.test(key)) refuse(`invalid ssh key: ${key}`)
      else if (state.sshKeys.some((known) => fingerprint(known) === fingerprint(key)))
        refuse(`duplicate ssh key: ${key}`)
      else state.sshKeys = [...state.sshKeys, key]
    }
    return 0
  },
}

export const sshKeys: Command = {
  name: "ssh-keys",
  aliases: ["list-ssh-keys"],
  purpose: "List the currently known SSH keys of a model",
  maxArgs: 0,
  flags: [{ names: ["full"], takes: "bool", help: "Show full key instead of just the fingerprint" }],
  run({ console, flags, model }) {
    const { name, engine } = model()
    const { sshKeys } = engine.state
    if (sshKeys.length === 0) {
      console.err("No keys to display.\n")
      return 0
    }
    const line = (key: string) => (flags.bool("full") ? key : `${fingerprint(key)} (${comment(key)})`)
    console.out(`Keys used in model: admin/${name}\n${sshKeys.map(line).join("\n")}\n`)
    return 0
  },
}

export const removeSshKey: Command = {
  name: "remove-ssh-key",
  usage: "<ssh key id> ...",
  purpose: "Remove public SSH keys from a model, by fingerprint, comment or the whole key",
  run({ args, console, model }) {
    if (args.length === 0) throw usageError("no ssh key id specified")
    const { state } = model().engine
    for (const id of args) {
      const kept = state.sshKeys.filter((key) => ![key, fingerprint(key), comment(key)].includes(id))
      if (kept.length === state.sshKeys.length)
        console.err(`cannot remove key id ${JSON.stringify(id)}: key not found: ${id}\n`)
      state.sshKeys = kept
    }
    return 0
  },
}

/** MD5, as Juju 3.6 prints it: `45:7f:33:…`. */
function fingerprint(key: string): string {
  const [, encoded = ""] = KEY.exec(key) ?? []
  const digest = createHash("md5").update(Buffer.from(encoded, "base64")).digest("hex")
  return (digest.match(/../g) ?? []).join(":")
}

function comment(key: string): string {
  return KEY.exec(key)?.[2] ?? ""
}
