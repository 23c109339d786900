/**
 * How private keys travel. `negotiate`: as a Juju secret where the provider can read one, otherwise as plain text. `secret`: never as plain
 * text. `plain`: always, such as before the provider goes back to Python; a key that stands in a secret is sent anew.
 */
export type TlsKeys = "negotiate" | "secret" | "plain"
