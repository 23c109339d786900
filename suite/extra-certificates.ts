/**
 * Environment variable of a test run with the value of NODE_EXTRA_CA_CERTS. The processes that tests start do not have the original: Node.js
 * parses all those certificates when it starts, which takes twice as long as the rest of its start, and only npm needs them.
 */
export const EXTRA_CERTIFICATES = "CHARMKIT_TEST_CERTIFICATES"

/** A command line that has the certificates, for npm and programs that start npm. */
export function withCertificates(...command: [program: string, ...args: string[]]): typeof command {
  const certificates = process.env[EXTRA_CERTIFICATES]
  return certificates === undefined ? command : ["env", `NODE_EXTRA_CA_CERTS=${certificates}`, ...command]
}
