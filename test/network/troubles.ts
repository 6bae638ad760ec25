// What may befall a host or the way between two. Each returns what ends it.
//
// The router discards by rules of its routing, and tells nobody: `ip` alone can do that, on any kernel,
// where a firewall's tools would have to be there.

import { openBadLine, type Quality } from "./bad-line.ts";
import { ip } from "./ip.ts";
import { type End, type Host, type Network, networksOf, port } from "./network.ts";

/** Rules of a lower number are asked first: what is discarded goes over no bad line. */
const places = { discard: 1_000, detour: 20_000 } as const;
/** The table of routes over the bad line; any number that nobody else uses. */
const detour = "77";
let added = 0;

/** Nothing comes or goes any more, and the host is not told: somewhere beyond its line there is a hole. */
export async function silence(network: Network, host: Host): Promise<End> {
  return discard(network, [from(host), ...to(host)]);
}

/** The cable is out: the host sees that at once. */
export async function unplug(network: Network, { line }: Host): Promise<End> {
  const { router } = network;
  ip("-n", router, "link", "set", line, "down");
  return lasting(network, async () => void ip("-n", router, "link", "set", line, "up"));
}

/** No way between the first addresses of these two, while both reach everybody else. */
export async function part(network: Network, one: Host, other: Host): Promise<End> {
  const [a, b] = [one, other].map((host) => `${networksOf(host)[0]}.0/24`);
  if (!a || !b) throw new Error("two hosts are needed");
  return discard(network, [
    ["from", a, "to", b],
    ["from", b, "to", a],
  ]);
}

/** A firewall that lets no UDP through. */
export async function forbidUdp(network: Network, host: Host): Promise<End> {
  return discard(
    network,
    [from(host), ...to(host)].map((rule) => [...rule, "ipproto", "udp"]),
  );
}

/** The host is given another address besides, in another network, as where Wi-Fi joins a cable; for good. */
export function addAddress(host: Host): void {
  const [, network] = networksOf(host);
  ip("-n", host.namespace, "address", "add", `${network}.2/24`, "dev", port);
}

/** The host has another address from now on, and the old one is nobody's; for good. */
export function move({ namespace, address, number }: Host): void {
  const [network] = networksOf({ number });
  ip("-n", namespace, "address", "delete", `${address}/24`, "dev", port);
  ip("-n", namespace, "address", "add", `${network}.3/24`, "dev", port);
  // It went with the address.
  ip("-n", namespace, "route", "replace", "default", "via", `${network}.1`);
}

/** All that comes or goes is late, and some of it is lost. */
export function worsen(network: Network, host: Host, quality: Quality): Promise<End> {
  return detain(network, [from(host), ...to(host)], quality);
}

/** As above, of what goes alone: most lines have far more room for what comes. */
export function narrow(network: Network, host: Host, quality: Quality): Promise<End> {
  return detain(network, [from(host)], quality);
}

async function detain(
  network: Network,
  ways: readonly (readonly string[])[],
  quality: Quality,
): Promise<End> {
  const { router } = network;
  const line = await openBadLine(router, quality);
  ip("-n", router, "route", "add", "default", "dev", line.name, "table", detour);
  const ends = [
    // What comes out of it has been over it.
    rule(router, places.detour, ["iif", line.name, "lookup", "main"]),
    ...ways.map((way) => rule(router, places.detour, [...way, "lookup", detour])),
  ];
  return lasting(network, async () => {
    for (const end of ends.toReversed()) end();
    await line.close();
  });
}

/** Ends what a test has left on. */
export async function calm({ ends }: Network): Promise<void> {
  await Promise.all([...ends].map((end) => end()));
}

/** Until it is ended, once, by whomever. */
function lasting({ ends }: Network, finish: End): End {
  const end = async () => {
    if (ends.delete(end)) await finish();
  };
  ends.add(end);
  return end;
}

function from({ line }: Host): readonly string[] {
  return ["iif", line];
}

function to(host: Host): readonly (readonly string[])[] {
  return networksOf(host).map((network) => ["to", `${network}.0/24`]);
}

function discard(network: Network, ways: readonly (readonly string[])[]): End {
  const ends = ways.map((way) => rule(network.router, places.discard, [...way, "blackhole"]));
  return lasting(network, async () => {
    for (const end of ends) end();
  });
}

function rule(router: string, place: number, words: readonly string[]): () => void {
  const priority = String(place + added++);
  ip("-n", router, "rule", "add", "priority", priority, ...words);
  return () => void ip("-n", router, "rule", "delete", "priority", priority);
}
