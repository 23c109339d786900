import { closeSync, openSync, readSync } from "node:fs"

/** Juju's names of the architectures, by `e_machine` of an ELF header. */
const MACHINES: Readonly<Record<number, string>> = {
  21: "ppc64el",
  22: "s390x",
  62: "amd64",
  183: "arm64",
  243: "riscv64",
}

/** Returns the architecture of a program for Linux from its first bytes (the ELF header); undefined for anything else. */
export function architectureOf(head: Buffer): string | undefined {
  if (head.length < 20 || head.toString("latin1", 0, 4) !== "\x7fELF") return undefined
  // EI_DATA: 2 is big-endian, as on s390x.
  return MACHINES[head[5] === 2 ? head.readUInt16BE(18) : head.readUInt16LE(18)]
}

export function firstBytesOf(file: string): Buffer {
  const head = Buffer.alloc(20)
  const fd = openSync(file, "r")
  try {
    return head.subarray(0, readSync(fd, head))
  } finally {
    closeSync(fd)
  }
}
