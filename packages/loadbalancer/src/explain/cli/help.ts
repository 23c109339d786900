import { DOCUMENT_KINDS } from "../input/read-input.ts"

export const help = `loadbalancer-interface explain: what two charms say to each other about load balancers

Usage:
  loadbalancer-interface explain [FILE|-] [options]

Without FILE it reads standard input. It takes

  the output of juju show-unit   of one unit or several, JSON (or YAML, if the package yaml is installed)
  a databag                      {"version": "1", "request_web": "…"}, as relation-get prints it
  both databags                  {"consumer": {…}, "provider": {…}, "units": {"web/0": {"ingress-address": "…"}}};
                                 units are the consumer's, and may be left out
  one value of a databag         the text under request_…, response_…, handled_…, details_…, health_…, drain_…,
                                 secrets_…, options_…, capabilities or extensions

and says for each request what is asked, what is answered, whether the answer is current, what is wrong and where, what
nobody answered, and what is left over. Private keys are never printed.

It says what charms with this library would decide, as far as databags tell. They do not tell whether the provider has served
a change of the units' addresses, and what the consumer has acknowledged: units keep that to themselves.

Options:
  --json            print an object for programs: {format, wrong, juju, relations, leftOut, document}
  --as KIND         the input is one value. Needed only if it is too broken to be recognised. One of
                    ${DOCUMENT_KINDS.join(", ")}
  --endpoint NAME   explain relations of this endpoint only, whatever their content; may be given several times
  --juju4           juju show-unit came from Juju 4, which shows the unit's own application's databag
  --juju3           it came from Juju 2.9 or 3.x, which show the related application's. Without these two it is inferred from
                    the names of the endpoints, or else taken for 3.x
  --version         print the version
  --help            print this

Examples:
  What a unit sees, and what both sides say:
    juju show-unit web/0 --format json | npx loadbalancer-interface explain
    juju show-unit web/0 lb/0 --format json | npx loadbalancer-interface explain

  One request, and one that is no JSON any more:
    echo '{"id": "i", "name": "web", "protocol": "tcp", "port_mapping": {"443": "https"}}' | npx loadbalancer-interface explain
    npx loadbalancer-interface explain --as request broken.txt

  A side that juju show-unit does not show, from its leader (relation 3):
    juju exec --unit web/leader -- relation-get -r 3 --app --format json - web | npx loadbalancer-interface explain

  The names of all requests without a current answer:
    juju show-unit web/0 lb/0 --format json | npx loadbalancer-interface explain --json |
      jq -r '.relations[].requests[] | select(.answer.current != true) | .name'

Exit status:
  0  nothing is wrong in the data. Requests that wait for an answer, stale answers, refusals and leftovers are no faults:
     they happen between two hooks
  1  something is wrong in the data
  2  wrong use: an unknown option, or input that is nothing of the above
`
