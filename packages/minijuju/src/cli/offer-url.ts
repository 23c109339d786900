import type { Controller } from "../controller/controller.ts"
import type { PersistentModel } from "../controller/persistent-model.ts"
import type { OfferUrl } from "../operator/offer-url.ts"
import { MinijujuError } from "../state/errors.ts"

/** Returns the model of an offer. */
export function offeringModel(controller: Controller, { source, user, model }: OfferUrl): PersistentModel {
  if (source !== "" && source !== "minijuju")
    throw new MinijujuError("not-found", `controller ${source} not found`)
  const found = controller.models.find((one) => one.name === model)
  if ((user !== "" && user !== "admin") || found === undefined)
    throw new MinijujuError("not-found", `model "${user || "admin"}/${model}" not found`)
  return controller.get(model)
}
