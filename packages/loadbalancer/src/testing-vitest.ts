/**
 * `test` for Vitest with the fixtures `opsTest`, a model of the test file's own, and `lbCharms`, four charms to relate yours to.
 * It needs `vitest` and `@charmkit/testing`. Importing it gives the file's tests and hooks twenty minutes each.
 *
 * @module
 */

export { test } from "./testing/vitest-fixture.ts"
