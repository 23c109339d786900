/**
 * How private keys are sent. `negotiate`: in a Juju secret if the provider can read one, otherwise as plain text. `secret`: only in a secret.
 * `plain`: only as plain text, for example before the provider goes back to Python; a key that is in a secret is sent again.
 */
export type TlsKeys = "negotiate" | "secret" | "plain"
