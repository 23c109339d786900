/** Defects outside of the library, with the files that test them. */
export const NOT_HERE: Readonly<Record<string, readonly string[]>> = {
  // The fixture `lb_charms` of upstream's test plugin.
  D36: ["interop/lb-charms.test.ts"],
  // The integration with charms.reactive.
  D40: ["packages/reactive/tests/loadbalancer.test.ts"],
  // Acknowledgements that reactive charms keep after the end of a relation.
  L18: ["packages/reactive/tests/loadbalancer.test.ts"],
  // Upstream's example charms.
  L25: ["examples/lb-consumer-reactive/src/charm.test.ts", "examples/lb-provider-reactive/src/charm.test.ts"],
}
