/**
 * Environment variable of a test run with the value of NODE_EXTRA_CA_CERTS. The processes that tests start do not have the original: Node.js
 * parses all those certificates when it starts, which takes twice as long as the rest of its start, and only npm needs them.
 */
export const EXTRA_CERTIFICATES = "CHARMKIT_TEST_CERTIFICATES"

/** Command and arguments that run npm with the certificates. */
export function npm(...args: string[]): [command: string, ...args: string[]] {
  const certificates = process.env[EXTRA_CERTIFICATES]
  return certificates === undefined
    ? ["npm", ...args]
    : ["env", `NODE_EXTRA_CA_CERTS=${certificates}`, "npm", ...args]
}
