import type { CharmBase } from "@charmkit/ops"
import type { Charm } from "../charmcraft.d.ts"
import { nameOfPlace, type Place } from "../plan/desired.ts"

const ENDPOINT = "metrics-endpoint"
/** The port of metrics in HAProxy's documentation. */
const USUAL_PORT = 8405

/**
 * The metrics of this unit, and what Prometheus' charm reads to find them (interface `prometheus_scrape`, version 0, as in the repository
 * charm-relation-interfaces). The databags change only when the address, the port or the names do.
 */
export class Metrics {
  readonly #charm: CharmBase<Charm>

  constructor(charm: CharmBase<Charm>) {
    this.#charm = charm
  }

  /** Where the metrics are to be; undefined: nowhere, because neither the operator nor another charm asks for them. */
  get place(): Place | undefined {
    const port = this.#charm.config.get("metrics-port") || (this.#relations.length > 0 ? USUAL_PORT : 0)
    return port < 1 || port > 65535
      ? undefined
      : { address: this.#charm.model.getBinding(ENDPOINT).bindAddress, port }
  }

  /** The problem with the option, for the status; undefined if there is none. */
  get problem(): string | undefined {
    const port = this.#charm.config.get("metrics-port")
    return port < 0 || port > 65535 ? `the option metrics-port has ${port}, which is no port` : undefined
  }

  /** Tells Prometheus the address of this unit, if its engine serves the metrics there. @param current where it serves them */
  publish(place: Place | undefined, current: Place | undefined): void {
    const { app, unit, model } = this.#charm
    const served = place && current && nameOfPlace(place) === nameOfPlace(current)
    for (const relation of this.#relations) {
      const own = relation.data(unit)
      own.set("prometheus_scrape_unit_address", served ? model.getBinding(relation).ingressAddress : "")
      own.set("prometheus_scrape_unit_name", served ? unit.name : "")
      if (place === undefined || !unit.isLeader()) continue
      const all = relation.data(app)
      all.set("scrape_metadata", JSON.stringify(this.#topology))
      all.set(
        "scrape_jobs",
        JSON.stringify([{ metrics_path: "/metrics", static_configs: [{ targets: [`*:${place.port}`] }] }]),
      )
      all.set("alert_rules", JSON.stringify({ groups: [this.#alerts] }))
    }
  }

  get #topology() {
    const { app, unit, model, meta } = this.#charm
    const names = { application: app.name, unit: unit.name, charm_name: meta.name }
    return { model: model.name, model_uuid: model.uuid, ...names }
  }

  /** Limited to the series of this application, by the labels that Prometheus' charm adds to them. */
  get #alerts() {
    const { app, model } = this.#charm
    const labels = { juju_model: model.name, juju_model_uuid: model.uuid, juju_application: app.name }
    const series = Object.entries(labels).map(([name, value]) => `${name}="${value}"`)
    return {
      name: `${model.name}_${app.name}_load_balancers`,
      rules: [
        {
          alert: "LoadBalancerWithoutLivingBackend",
          expr: `haproxy_backend_active_servers{${series.join(",")}} == 0`,
          for: "1m",
          labels: { severity: "critical", ...labels },
          annotations: { summary: "{{ $labels.proxy }} at {{ $labels.juju_unit }} has no living backend" },
        },
      ],
    }
  }

  get #relations() {
    return this.#charm.model.relations(ENDPOINT)
  }
}
