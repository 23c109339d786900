import { runError, usageError } from "../../hook-tools/tool-error.ts"
import { isOfferUrl, parseOfferUrl } from "../../operator/offer-url.ts"
import { MinijujuError } from "../../state/errors.ts"
import { type Command, type CommandCall, ignoredFlags } from "../command.ts"
import { offeringModel } from "../offer-url.ts"
import { refuseEndpoint } from "./offers.ts"

export const integrate: Command = {
  name: "integrate",
  aliases: ["relate", "add-relation"],
  usage: "<application>[:<endpoint>] <application>[:<endpoint>]",
  purpose: "Integrate two applications",
  details:
    "Endpoints are inferred where only one pair fits. The URL of an offer is consumed first, under the offer's name.",
  examples: [
    "integrate wordpress mysql",
    "integrate wordpress:db mysql:database",
    "integrate wordpress admin/prod.mysql",
  ],
  maxArgs: 2,
  flags: ignoredFlags("value", "via"),
  run(call) {
    const [a, b] = twoApplications(call)
    if (isOfferUrl(a) && isOfferUrl(b))
      throw runError("providing more than one remote endpoints not supported")
    const [one, other] = [consumedName(call, a), consumedName(call, b)]
    try {
      call.model().model.integrate(one, other)
    } catch (error) {
      if (!(error instanceof MinijujuError) || error.code !== "already-exists") throw error
      throw new MinijujuError(
        "already-exists",
        `${error.message}\n\nUse 'juju status --relations' to view the current relations.`,
        { cause: error },
      )
    }
    return 0
  },
}

/** Consumes the offer if the text is a URL. Returns the name to integrate. */
function consumedName({ model, controller }: CommandCall, text: string): string {
  if (!isOfferUrl(text)) return text
  const url = parseOfferUrl(text)
  refuseEndpoint(url)
  return model().model.consume(offeringModel(controller, url).model, url.offer)
}

export const removeRelation: Command = {
  name: "remove-relation",
  usage: "<application>[:<endpoint>] <application>[:<endpoint>] | <relation-id>",
  purpose: "Remove an existing relation between two applications",
  details: "Every unit runs its departed and broken hooks; then the relation is removed.",
  examples: ["remove-relation wordpress mysql", "remove-relation 2"],
  maxArgs: 2,
  flags: ignoredFlags("bool", "force"),
  run(call) {
    const { model, engine } = call.model()
    const [first] = call.args
    if (call.args.length !== 1) {
      model.removeRelation(...twoApplications(call))
      return 0
    }
    if (first === undefined || !/^\d+$/.test(first))
      throw usageError("a relation must involve two applications")
    const relation = engine.state.relations.get(Number(first))
    const [a, b] = relation?.endpoints ?? []
    if (a === undefined) throw new MinijujuError("not-found", `relation "${first}" not found`)
    if (b === undefined) throw new MinijujuError("bad-argument", "cannot remove a peer relation")
    model.removeRelation(`${a.application}:${a.name}`, `${b.application}:${b.name}`)
    return 0
  },
}

function twoApplications({ args }: CommandCall): [string, string] {
  const [a, b] = args
  if (a === undefined || b === undefined) throw usageError("a relation must involve two applications")
  return [a, b]
}
