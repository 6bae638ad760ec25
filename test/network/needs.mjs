// What hosts of their own need: Linux, root, and `ip`; installed where that is possible without asking
// anybody, or named in one sentence.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

export function ensureHosts() {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    refuse("The network tests need Linux and root, since each host is a network namespace of its own.");
  if (!hasIp() && existsSync("/usr/bin/apt-get")) {
    console.log("Installing iproute2 for the network tests…");
    spawnSync("apt-get", ["update", "-qq"], { stdio: "inherit" });
    spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "iproute2"], {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
  }
  if (!hasIp()) refuse("The network tests need `ip`, which iproute2 brings: install it.");
  if (!existsSync("/dev/net/tun")) refuse("The network tests need /dev/net/tun, for lines that are slow.");
}

function hasIp() {
  return spawnSync("ip", ["-V"], { stdio: "ignore" }).status === 0;
}

function refuse(sentence) {
  console.error(sentence);
  process.exit(1);
}
