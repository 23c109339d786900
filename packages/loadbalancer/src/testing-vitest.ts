/**
 * Exports Vitest's `test` with two fixtures: `opsTest`, a Juju model for the test file, and `lbCharms`, four example charms to relate a
 * charm to. Requires `vitest` and `@charmkit/testing`. Importing it sets the time-out of the file's tests and hooks to twenty minutes.
 *
 * @module
 */

export { test } from "./testing/vitest-fixture.ts"
