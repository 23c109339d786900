import { charmcraftYaml, charmProject, type ScratchFolder } from "./project.ts"

/** A charmcraft.yaml with a declaration of each kind. */
export const declaration = `${charmcraftYaml}
provides: { site: http }
peers: { cluster: { interface: tiny-peers } }
extra-bindings: { public: null }
storage: { data: { type: filesystem }, logs: { type: filesystem } }
resources: { tool: { type: file, filename: tool.tgz } }
containers: { web: { resource: image } }
config:
  options:
    port: { type: int, default: 80, description: "Where it listens */ and more" }
    rate: { type: float }
    tls-key: { type: secret }
    debug: { type: boolean, default: false }
    name: { default: "" }
actions:
  backup:
    description: |
      Saves everything.
      Takes long.
    params:
      how: { type: string, enum: [full, "fast|er"], default: full }
      keep: { type: [integer, "null"] }
      tables: { type: array, items: { type: string } }
      target:
        type: object
        properties: { host: { type: string }, port: { type: integer } }
        required: [host]
      anything: { description: No type. }
    required: [tables]
  crash: {}
`.replace("resources: {", "resources: { image: { type: oci-image }, ")

/** A project whose types can be written. */
export function typedProject(): ScratchFolder {
  const project = charmProject()
  project.write("charmcraft.yaml", declaration)
  return project
}
