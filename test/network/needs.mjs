// What hosts of their own need: Linux, root, `ip` and a TURN server; installed where that is possible without asking
// anybody, or named in one sentence.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const packages = [
  { name: "iproute2", brings: "ip", isThere: () => runs("ip", "-V") },
  { name: "coturn", brings: "turnserver", isThere: () => runs("turnserver", "--version") },
];

export function ensureHosts() {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    refuse("The network tests need Linux and root, since each host is a network namespace of its own.");
  for (const { isThere, name, brings } of packages) {
    if (!isThere() && existsSync("/usr/bin/apt-get")) install(name);
    if (!isThere()) refuse(`The network tests need \`${brings}\`, which ${name} brings: install it.`);
  }
  if (!existsSync("/dev/net/tun")) refuse("The network tests need /dev/net/tun, for lines that are slow.");
}

function runs(...[command, ...words]) {
  return spawnSync(command, words, { stdio: "ignore" }).error === undefined;
}

function install(name) {
  console.log(`Installing ${name} for the network tests…`);
  // Debian would have it run from now on, open to everybody; here it is started where it is needed.
  if (name === "coturn" && existsSync("/run/systemd/system"))
    spawnSync("systemctl", ["mask", name], { stdio: "ignore" });
  spawnSync("apt-get", ["update", "-qq"], { stdio: "inherit" });
  spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", name], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
}

function refuse(sentence) {
  console.error(sentence);
  process.exit(1);
}
