import { runError, usageError } from "../../hook-tools/tool-error.ts"
import { parseOfferUrl } from "../../operator/offer-url.ts"
import { MinijujuError } from "../../state/errors.ts"
import type { Command, CommandCall } from "../command.ts"
import { offeringModel } from "../offer-url.ts"

export const consume: Command = {
  name: "consume",
  usage: "<offer url> [<name>]",
  purpose: "Add an offer of another model to this one",
  details: "Afterwards it can be integrated like an application, under the offer's name or the given one.",
  examples: ["consume prod.mysql", "consume admin/prod.mysql db", "consume minijuju:admin/prod.mysql"],
  maxArgs: 2,
  run(call) {
    const [text, alias] = call.args
    if (text === undefined) throw usageError("no remote offer specified")
    const url = parseOfferUrl(text)
    if (url.endpoint !== undefined) throw runError(`saas offer "${text}" shouldn't include endpoint`)
    const offering = offeringModel(call.controller, url)
    const name = call.model().model.consume(offering.model, url.offer, alias)
    const path = url.user === "" ? `admin/${url.model}.${url.offer}` : text
    call.console.err(`Added ${path} as ${name}\n`)
    return 0
  },
}

export const removeSaas: Command = {
  name: "remove-saas",
  aliases: ["remove-consumed-application"],
  usage: "<saas name> [<saas name> ...]",
  purpose: "Remove consumed offers, with their relations",
  examples: ["remove-saas mysql"],
  flags: [
    { names: ["force"], takes: "bool", help: "Accepted without effect" },
    { names: ["no-wait"], takes: "bool", help: "Accepted with --force" },
  ],
  run(call) {
    const { args, flags, console } = call
    if (args.length === 0) throw usageError("no SAAS application names specified")
    for (const name of args)
      if (!/^[a-z][a-z0-9-]*$/.test(name)) throw usageError(`invalid SAAS application name "${name}"`)
    if (flags.bool("no-wait") && !flags.bool("force")) throw runError("--no-wait requires --force")
    const { model } = call.model()
    let code = 0
    for (const name of args) {
      try {
        model.removeSaas(name)
      } catch (error) {
        if (!(error instanceof MinijujuError)) throw error
        console.err(`removing SAAS application ${name} failed: ${error.message}\n`)
        code = 1
      }
    }
    return code
  },
}

export const suspendRelation: Command = {
  name: "suspend-relation",
  usage: "<relation-id>[ <relation-id>...]",
  purpose: "Suspend a relation to an offer of this model",
  details: `The units of both models run departed and broken, and leave the relation until resume-relation. The command
offers shows the ids.`,
  examples: ["suspend-relation 2", 'suspend-relation 2 --message "maintenance"'],
  flags: [{ names: ["message"], takes: "value", help: "Reason for suspension" }],
  run(call) {
    const { model } = call.model()
    for (const id of relationIds(call)) model.suspendRelation(id, call.flags.text("message") ?? "")
    return 0
  },
}

export const resumeRelation: Command = {
  name: "resume-relation",
  usage: "<relation-id>[ <relation-id>...]",
  purpose: "Resume a suspended relation to an offer of this model",
  examples: ["resume-relation 2"],
  run(call) {
    const { model } = call.model()
    for (const id of relationIds(call)) model.resumeRelation(id)
    return 0
  },
}

function relationIds({ args }: CommandCall): number[] {
  if (args.length === 0) throw usageError("no relation ids specified")
  return args.map((text) => {
    if (!/^\s*\d+\s*$/.test(text)) throw usageError(`relation ID ${JSON.stringify(text)} not valid`)
    return Number(text)
  })
}
