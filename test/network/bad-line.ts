// A line that is slow and loses packets, which the router can send a host's packets over.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { ip } from "./ip.ts";
import { inside } from "./network.ts";

export interface Quality {
  /** Each way. */
  readonly delayMs: number;
  /** Of a hundred packets, each way. */
  readonly lostPercent: number;
  /** How much goes through a second; any, unless said otherwise. */
  readonly kbps?: number;
  /** How many packets wait for that, as in the box on somebody's shelf; what comes after those is lost. */
  readonly waiting?: number;
}

export interface BadLine {
  /** Of its interface. */
  readonly name: string;
  readonly close: () => Promise<void>;
}

const name = "bad0";
const carrier = fileURLToPath(new URL("bad-line.mjs", import.meta.url));

// Not every kernel can delay packets by itself, but every one hands them to a program. Node can't ask for
// that; Perl, which each Debian has, can, and then becomes the Node that carries them.
const hold = `
  $^F = 255; # so that it stays open
  open(my $tunnel, "+<", "/dev/net/tun") or die $!;
  my $request = pack("Z16 S x22", "${name}", 0x1001); # IFF_TUN | IFF_NO_PI
  ioctl($tunnel, 0x400454ca, $request) or die $!; # TUNSETIFF
  exec @ARGV, fileno($tunnel);
`;

export async function openBadLine(router: string, quality: Quality): Promise<BadLine> {
  const { delayMs, lostPercent, kbps = Infinity, waiting = Infinity } = quality;
  const command = [process.execPath, carrier, ...[delayMs, lostPercent, kbps, waiting].map(String)];
  // First of all: a line has no reason to be late where a machine is busy.
  const child = spawn("ip", inside(router, "nice", "-n", "-20", "perl", "-e", hold, ...command), {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  await Promise.race([
    once(child.stdout, "data"),
    ended.then(([code]) => {
      throw new Error(`The bad line ended with ${code}`);
    }),
  ]);
  ip("-n", router, "link", "set", name, "up");
  return {
    name,
    close: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
