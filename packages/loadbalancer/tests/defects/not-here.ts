/** Numbers that concern something else than the library, and the files with the tests that are named after them. */
export const NOT_HERE: Readonly<Record<string, readonly string[]>> = {
  // The fixture `lb_charms` of upstream's test plugin.
  D36: ["interop/lb-charms.test.ts"],
  // The glue of charms.reactive.
  D40: ["packages/reactive/tests/loadbalancer.test.ts"],
  // Acknowledgements that reactive charms keep of a relation that has ended.
  L18: ["packages/reactive/tests/loadbalancer.test.ts"],
  // Upstream's example charms.
  L25: ["examples/lb-consumer-reactive/src/charm.test.ts", "examples/lb-provider-reactive/src/charm.test.ts"],
}
