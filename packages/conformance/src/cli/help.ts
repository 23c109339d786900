export const help = `loadbalancer-conformance: drives a packed charm through the contract of the interface loadbalancer

Usage:
  loadbalancer-conformance CHARM [options]
  loadbalancer-conformance --list [provider|requirer]

CHARM is an archive (.charm) in any language with an endpoint of the interface: under provides, it is tested as a provider; under
requires, as a requirer. It is deployed with a probe, which is the other side and writes what such a charm could write: requests
and responses, changes, removals, a change of leader, broken documents. Each case proves a sentence of PROTOCOL.md. Extensions are
optional: cases about one that the charm does not announce are not applicable (n/a).

It runs on minijuju, or with JUJU=juju on the current controller in a model of its own, which is destroyed at the end.

Options:
  --config KEY=VALUE  an option of the charm; may be given several times
  --trust             deploy the charm with --trust
  --endpoint NAME     the endpoint, if the charm has several of the interface
  --only NAME         run only this case or group (core, extensions, hostile, leadership, removal); may be given several times
  --timeout SECONDS   longest wait for an idle model; default 600
  --json              print an object for programs: {format, charm, endpoint, side, engine, conforms, selected, total,
                      passed, failed, notApplicable, notRun, cases}; conforms needs all cases
  --list              print the cases, with the sentence that each proves and the charms that it is for
  --version           print the version
  --help              print this

Exit status: 0 no chosen case failed, 1 one did or the charm could not be deployed, 2 wrong usage.

Examples:
  npx loadbalancer-conformance ./my-provider.charm --config address=192.0.2.7
  npx loadbalancer-conformance ./my-charm.charm --only hostile --json > report.json
  JUJU=juju npx loadbalancer-conformance ./my-charm.charm --trust
`
