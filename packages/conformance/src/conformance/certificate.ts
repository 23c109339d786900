/**
 * A self-signed certificate for conformance.test, until 2126, with the curve P-256. Its key is public: it protects nothing, and shows whether a
 * provider serves a request, or writes a private key into a databag.
 */
export const CERTIFICATE = pem("CERTIFICATE", [
  "MIIBjTCCATOgAwIBAgIUCkBYHJTCZkZuPKohlVSiGZd5EtEwCgYIKoZIzj0EAwIw",
  "GzEZMBcGA1UEAwwQY29uZm9ybWFuY2UudGVzdDAgFw0yNjExMzAwNzA4MTVaGA8y",
  "MTI2MTEwNjA3MDgxNVowGzEZMBcGA1UEAwwQY29uZm9ybWFuY2UudGVzdDBZMBMG",
  "ByqGSM49AgEGCCqGSM49AwEHA0IABNimHd0T+sqHymYM1hHWIeaLndE4DZlFsBSu",
  "Yihe5JrYJAgeppz1Z5KmMDg8SSOySKvqL6lZfC5bk2ua3xh4pC+jUzBRMB0GA1Ud",
  "DgQWBBTEdWAonQv/SgtnMtcyWroKvryZbTAfBgNVHSMEGDAWgBTEdWAonQv/Sgtn",
  "MtcyWroKvryZbTAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIAkR",
  "nqOmUfBbLq3pGzwRD5Xrq9cM78JqYfGd+89rCMPYAiEAnT/4FeZbCBktl61HbfHq",
  "7VkNERZ7uPfvXAyg1VVI4Uw=",
])

const KEY_LINES = [
  "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgIhBys7DYqQ2c5whz",
  "WF98u09i2aJoga722Ej9hjFRYLihRANCAATYph3dE/rKh8pmDNYR1iHmi53ROA2Z",
  "RbAUrmIoXuSa2CQIHqac9WeSpjA4PEkjskir6i+pWXwuW5Nrmt8YeKQv",
]

/** Its private key. */
export const PRIVATE_KEY = pem("PRIVATE KEY", KEY_LINES)

/** What a databag with the key contains, whatever it does with line breaks. */
export const PART_OF_KEY = KEY_LINES[0] ?? ""

function pem(what: string, lines: readonly string[]): string {
  return `-----BEGIN ${what}-----\n${lines.join("\n")}\n-----END ${what}-----\n`
}
