/** Numbers that concern something else than the library, and where they are seen to. */
export const NOT_HERE: Readonly<Record<string, string>> = {
  D36: "the fixture `lb_charms` of upstream's test plugin; test charms and their kit are `@charmkit/testing`",
  D40: "the glue of charms.reactive; `packages/reactive/tests`",
  L18: "reactive charms keep acknowledgements of a relation that has ended; `packages/reactive/tests` and `examples/lb-consumer-reactive`",
  L25: "upstream's example charms; the tests of `examples/*`",
}
