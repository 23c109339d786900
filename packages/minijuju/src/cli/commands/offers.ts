import { runError, usageError } from "../../hook-tools/tool-error.ts"
import { type OfferUrl, parseOfferUrl, parseOfferUrlParts } from "../../operator/offer-url.ts"
import { getOffer, shortUrl } from "../../operator/offers.ts"
import { MinijujuError } from "../../state/errors.ts"
import type { Command, CommandCall } from "../command.ts"
import { offeringModel } from "../offer-url.ts"
import { print, table } from "../output.ts"
import { endpointViews, offeredEndpoints, offerView, sortedOffers, USERS } from "../views/offers.ts"

export const offer: Command = {
  name: "offer",
  usage: "[<model name>.]<application name>:<endpoint name>[,...] [<offer name>]",
  purpose: "Offer application endpoints for use in other models",
  details:
    "The offer is named after the application, unless a name is given. Endpoints of both roles can be offered.",
  examples: ["offer mysql:database", "offer prod.mysql:database hosted-mysql", "offer mysql:database,log"],
  noModel: true,
  maxArgs: 2,
  run(call) {
    const [text, given] = call.args
    if (text === undefined) throw usageError("an offer must at least specify application endpoint")
    if (!text.includes(":"))
      throw runError('endpoints must conform to format "<application-name>:<endpoint-name>[,...]" ')
    const [, modelName, application = "", endpoints = ""] =
      /^\/?(?:([^.:]*)\.)?([^:]*):(.*)$/.exec(text) ?? []
    if (!/^[a-z][a-z0-9-]*$/.test(application))
      throw runError(`application name ${JSON.stringify(application)} not valid`)
    if (endpoints === "") throw runError(`specify endpoints for ${application}" `)
    const { model } = call.model(modelName)
    const names = endpoints.split(",")
    model.offer(application, names, given)
    const url = `admin/${model.name}.${given ?? application}`
    call.console.err(`Application "${application}" endpoints [${names.join(", ")}] available at "${url}"\n`)
    return 0
  },
}

export const offers: Command = {
  name: "offers",
  aliases: ["list-offers"],
  usage: "[<offer name>]",
  purpose: "List the offers of the model, and who is connected",
  examples: ["offers", "offers --format summary", "offers --interface mysql --active-only"],
  formats: ["tabular", "summary", "json", "yaml"],
  maxArgs: 1,
  flags: [
    { names: ["application"], takes: "value", help: "Only offers of this application" },
    { names: ["interface"], takes: "value", help: "Only offers with this interface" },
    { names: ["active-only"], takes: "bool", help: "Only offers that are in use" },
    { names: ["allowed-consumer"], takes: "value", help: "Only offers that this user may consume" },
    { names: ["connected-user"], takes: "value", help: "Only offers that this user has a relation to" },
  ],
  run(call) {
    const { args, flags } = call
    const persistent = call.model()
    persistent.save()
    const { state } = persistent.engine
    const isWanted = (flag: string, ...values: string[]) =>
      values.includes(flags.text(flag) ?? values[0] ?? "")
    const views = sortedOffers(state)
      .filter(({ name }) => args[0] === undefined || name === args[0])
      .map((one) => [one.name, offerView(state, one)] as const)
      .filter(([, view]) => {
        const isUsed = (view.connections ?? []).length > 0
        const interfaces = Object.values(view.endpoints).map((end) => end.interface)
        if (flags.bool("active-only") && !isUsed) return false
        if (flags.text("connected-user") !== undefined && !(isUsed && isWanted("connected-user", "admin")))
          return false
        return (
          isWanted("application", view.application) &&
          isWanted("interface", ...interfaces) &&
          isWanted("allowed-consumer", "admin")
        )
      })
    print(call, Object.fromEntries(views), "tabular", () =>
      table(flags.text("format") === "summary" ? summaryRows(views) : connectionRows(views)),
    )
    return 0
  },
}

type OfferViews = readonly (readonly [string, ReturnType<typeof offerView>])[]

function summaryRows(views: OfferViews): string[][] {
  const heads = [
    "Offer",
    "Application",
    "Charm",
    "Connected",
    "Store",
    "URL",
    "Endpoint",
    "Interface",
    "Role",
  ]
  const rows = views.flatMap(([name, view]) => {
    const connections = view.connections ?? []
    const joined = connections.filter(({ status }) => status.current === "joined").length
    const first = [
      name,
      view.application,
      view.charm,
      `${joined}/${connections.length}`,
      view.store,
      view["offer-url"],
    ]
    return Object.entries(view.endpoints).map(([endpoint, end], i) => [
      ...(i === 0 ? first : first.map(() => "")),
      endpoint,
      end.interface,
      end.role,
    ])
  })
  return [heads, ...rows]
}

function connectionRows(views: OfferViews): string[][] {
  const heads = ["Offer", "User", "Relation ID", "Status", "Endpoint", "Interface", "Role", "Ingress subnets"]
  const rows = views.flatMap(([name, { connections = [], endpoints }]) =>
    connections.length === 0
      ? [[name, "-", "", "", "", "", "", ""]]
      : connections.map((one, i) => [
          i === 0 ? name : "",
          one.username,
          String(one["relation-id"]),
          one.status.current,
          one.endpoint,
          endpoints[one.endpoint]?.interface ?? "",
          endpoints[one.endpoint]?.role ?? "",
          (one["ingress-subnets"] ?? []).join(","),
        ]),
  )
  return [heads, ...rows]
}

export const findOffers: Command = {
  name: "find-offers",
  usage: "[<offer url>]",
  purpose: "Find offers of all models",
  examples: ["find-offers", "find-offers --interface mysql", "find-offers admin/prod.mysql"],
  noModel: true,
  formats: ["tabular", "json", "yaml"],
  maxArgs: 1,
  flags: [
    { names: ["url"], takes: "value", help: "Only offers that match this URL" },
    { names: ["interface"], takes: "value", help: "Only offers with this interface" },
    { names: ["offer"], takes: "value", help: "Only offers whose name contains this text" },
  ],
  run(call) {
    const { args, flags, controller } = call
    const [given] = args
    const flagged = flags.text("url")
    if (flags.text("offer") !== undefined && flagged !== undefined)
      throw runError("cannot specify both a URL term and offer term")
    if (given !== undefined && flagged !== undefined) throw runError("URL term cannot be specified twice")
    const text = given ?? flagged
    const url = text === undefined ? undefined : parseOfferUrlParts(text)
    const wanted = url?.offer || flags.text("offer") || ""
    const models = url?.model ? [offeringModel(controller, url)] : controller.models
    const found = models.flatMap((model) => {
      if ("broken" in model) return []
      const { state } = model.engine
      return sortedOffers(state)
        .filter(({ name }) => name.includes(wanted))
        .map((one) => [shortUrl(state, one.name), endpointViews(offeredEndpoints(state, one))] as const)
    })
    const kind = flags.text("interface")
    const matching = found.filter(
      ([, endpoints]) => kind === undefined || Object.values(endpoints).some((end) => end.interface === kind),
    )
    if (matching.length === 0) throw runError("no matching application offers found")
    const views = matching.map(([path, endpoints]) => [
      `minijuju:${path}`,
      { access: "admin", endpoints, users: USERS },
    ])
    print(call, Object.fromEntries(views), "tabular", () =>
      table([
        ["Store", "URL", "Access", "Interfaces"],
        ...matching.map(([path, endpoints]) => [
          "minijuju",
          path,
          "admin",
          Object.entries(endpoints)
            .map(([name, end]) => `${end.interface}:${name}`)
            .sort()
            .join(", "),
        ]),
      ]),
    )
    return 0
  },
}

export const showOffer: Command = {
  name: "show-offer",
  usage: "<offer url>",
  purpose: "Show an offer",
  examples: ["show-offer prod.mysql", "show-offer mysql --format yaml"],
  noModel: true,
  formats: ["tabular", "json", "yaml"],
  maxArgs: 1,
  run(call) {
    const [text] = call.args
    if (text === undefined) throw usageError("must specify endpoint URL")
    const url = offerUrlOrName(call, text)
    refuseEndpoint(url)
    const { state } = offeringModel(call.controller, url).engine
    const found = getOffer(state, url.offer)
    const path = shortUrl(state, found.name)
    const endpoints = endpointViews(offeredEndpoints(state, found))
    const description = state.applications.get(found.application)?.charm.spec.metadata.description ?? ""
    const view = { ...(description === "" ? {} : { description }), access: "admin", endpoints, users: USERS }
    print(call, { [`minijuju:${path}`]: view }, "tabular", () =>
      table([
        ["Store", "URL", "Access", "Description", "Endpoint", "Interface", "Role"],
        ...Object.entries(endpoints).map(([name, end], i) => [
          ...(i === 0
            ? ["minijuju", path, "admin", description.trim().split("\n")[0] ?? ""]
            : ["", "", "", ""]),
          name,
          end.interface,
          end.role,
        ]),
      ]),
    )
    return 0
  },
}

export const removeOffer: Command = {
  name: "remove-offer",
  usage: "<offer url> [...]",
  purpose: "Remove offers",
  details:
    "An offer that is in use is removed only with --force, together with its relations in both models.",
  examples: ["remove-offer prod.mysql", "remove-offer mysql --force --yes"],
  noModel: true,
  flags: [
    { names: ["force"], takes: "bool", help: "Remove the relations to the offer, too" },
    { names: ["y", "yes"], takes: "bool", help: "Do not ask for confirmation" },
  ],
  async run(call) {
    const { args, flags, controller, console } = call
    if (args.length === 0) throw usageError("no offers specified")
    const urls = args.map((text) => offerUrlOrName(call, text))
    const force = flags.bool("force")
    if (force && !flags.bool("y")) {
      const shown = urls.map((url) => `${url.user || "admin"}/${url.model}.${url.offer}`).join(", ")
      console.err(
        `WARNING! This command will remove offers: ${shown}\nThis includes all relations to those offers.\n`,
      )
      const answer = (await console.ask("\nContinue [y/N]? "))?.trim().toLowerCase()
      if (answer !== "y" && answer !== "yes") throw runError("offer removal: aborted")
    }
    for (const url of urls) offeringModel(controller, url).model.removeOffer(url.offer, { force })
    return 0
  },
}

/** An offer's name alone means one of the current model. */
function offerUrlOrName(call: CommandCall, text: string): OfferUrl {
  if (!/^[a-z][a-z0-9-]*$/.test(text)) return parseOfferUrl(text)
  return { source: "", user: "", model: call.model().name, offer: text, endpoint: undefined }
}

/** Only `integrate` of the applications in one model takes endpoints. */
export function refuseEndpoint({ user, model, offer, endpoint }: OfferUrl): void {
  if (endpoint === undefined) return
  throw new MinijujuError(
    "bad-argument",
    `saas application "${user || "admin"}/${model}.${offer}:${endpoint}" shouldn't include endpoint`,
  )
}
