type Value = string | number | boolean

const NO_PROXY = "127.0.0.1,localhost,::1"

/** The keys of a machine model with their defaults (Juju: `environs/config`). */
const DEFAULTS: Readonly<Record<string, Value>> = {
  "agent-metadata-url": "",
  "agent-stream": "released",
  "apt-ftp-proxy": "",
  "apt-http-proxy": "",
  "apt-https-proxy": "",
  "apt-mirror": "",
  "apt-no-proxy": "",
  "automatically-retry-hooks": true,
  "backup-dir": "",
  "charmhub-url": "https://api.charmhub.io",
  "cloudinit-userdata": "",
  "container-image-metadata-url": "",
  "container-image-stream": "released",
  "container-inherit-properties": "",
  "container-networking-method": "",
  "default-base": "",
  "default-space": "",
  development: false,
  "disable-network-management": false,
  "disable-telemetry": false,
  "egress-subnets": "",
  "enable-os-refresh-update": true,
  "enable-os-upgrade": true,
  "firewall-mode": "instance",
  "ftp-proxy": "",
  "http-proxy": "",
  "https-proxy": "",
  "ignore-machine-addresses": false,
  "image-metadata-url": "",
  "image-stream": "released",
  "juju-ftp-proxy": "",
  "juju-http-proxy": "",
  "juju-https-proxy": "",
  "juju-no-proxy": NO_PROXY,
  "logging-config": "<root>=INFO",
  "lxd-snap-channel": "5.0/stable",
  "max-action-results-age": "336h",
  "max-action-results-size": "5G",
  "max-status-history-age": "336h",
  "max-status-history-size": "5G",
  mode: "requires-prompts",
  "net-bond-reconfigure-delay": 17,
  "no-proxy": NO_PROXY,
  "num-container-provision-workers": 4,
  "num-provision-workers": 16,
  "provisioner-harvest-mode": "destroyed",
  "proxy-ssh": false,
  "resource-tags": "",
  "saas-ingress-allow": "0.0.0.0/0,::/0",
  "secret-backend": "auto",
  "snap-http-proxy": "",
  "snap-https-proxy": "",
  "snap-store-assertions": "",
  "snap-store-proxy": "",
  "snap-store-proxy-url": "",
  "ssh-allow": "0.0.0.0/0,::/0",
  "ssl-hostname-verification": true,
  "storage-default-block-source": "",
  "storage-default-filesystem-source": "",
  "test-mode": false,
  "transmit-vendor-metrics": true,
  "update-status-hook-interval": "5m",
}

interface Configured {
  readonly jujuVersion: string
  /** Values that the operator has set, as text. */
  readonly config: ReadonlyMap<string, string>
}

/** Returns the default of a key of a model's configuration; undefined if there is no such key. */
export function configDefault(key: string): Value | undefined {
  return Object.hasOwn(DEFAULTS, key) ? DEFAULTS[key] : undefined
}

/** Returns a value that is a text: what the operator has set, or the default. */
export function configText({ config }: Pick<Configured, "config">, key: string): string {
  return config.get(key) ?? String(configDefault(key) ?? "")
}

/** Returns the whole configuration with the origin of each value, as `juju model-config` shows it. */
export function modelConfigView({ config, jujuVersion }: Configured) {
  const all = new Map<string, { Value: Value; Source: "default" | "model" }>()
  for (const key of [...new Set([...Object.keys(DEFAULTS), "agent-version", ...config.keys()])].sort()) {
    const own = config.get(key)
    const preset = key === "agent-version" ? jujuVersion : (configDefault(key) ?? "")
    all.set(key, {
      Value: own === undefined ? preset : typed(preset, own),
      Source: own === undefined && key !== "agent-version" ? "default" : "model",
    })
  }
  return all
}

function typed(preset: Value, text: string): Value {
  if (typeof preset === "boolean") return text === "true"
  return typeof preset === "number" ? Number(text) : text
}
