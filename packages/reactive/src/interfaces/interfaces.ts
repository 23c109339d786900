import type { CharmBase } from "@charmkit/ops"
import type { CharmDeclaration, InterfaceRegistration } from "../charm/declaration.ts"
import { DeclarationError } from "../charm/errors.ts"
import { InterfaceError } from "./errors.ts"

/** The objects that implement the interfaces of a charm's endpoints, by endpoint name, sorted. */
export type Interfaces = ReadonlyMap<string, object>

/**
 * Creates an object for every endpoint that has a class: the class declared for it, or else the first one registered for its role and
 * interface.
 * @throws InterfaceError if a constructor fails
 */
export function createInterfaces(
  charm: CharmBase,
  declared: Readonly<Record<string, InterfaceRegistration>>,
  registered: readonly InterfaceRegistration[],
): Interfaces {
  const registrations = [...Object.values(declared), ...registered]
  const found = Object.values(charm.meta.endpoints)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name, role, interfaceName }) => {
      const fits = (one: InterfaceRegistration) => one.role === role && one.interfaceName === interfaceName
      const match = Object.hasOwn(declared, name) ? declared[name] : registrations.find(fits)
      return match === undefined ? [] : [{ name, match }]
    })
  return new Map(
    found.map(({ name, match: { Class, create } }) => {
      try {
        return [name, create(charm, name)]
      } catch (error) {
        throw new InterfaceError(name, Class.name, "in its constructor", error)
      }
    }),
  )
}

/** @throws DeclarationError if the charm's metadata contradict a declared endpoint */
export function checkEndpoints({ meta }: CharmBase, { endpoints = {} }: CharmDeclaration): void {
  for (const [name, { role, interfaceName }] of Object.entries(endpoints)) {
    const actual = Object.hasOwn(meta.endpoints, name) ? meta.endpoints[name] : undefined
    if (actual?.role === role && actual.interfaceName === interfaceName) continue
    const said =
      actual === undefined
        ? `declares no endpoint of that name (but ${Object.keys(meta.endpoints).join(", ") || "none"})`
        : `says ${actual.role} "${actual.interfaceName}"`
    throw new DeclarationError(
      `defineCharm says that the endpoint ${name} ${role} "${interfaceName}", but the charm's metadata ${said}`,
    )
  }
}
