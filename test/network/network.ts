// A network of its own inside this machine: each host in a namespace, on a line of its own to a router,
// which has a namespace as well. Nothing of the machine's network is touched.

import { execFileSync } from "node:child_process";
import { ip, tryIp } from "./ip.ts";

export interface Host {
  readonly name: string;
  readonly namespace: string;
  /** Of the router's end of its line. */
  readonly line: string;
  /** What it is numbered by: its addresses begin with `10.77.<number>.`. */
  readonly number: number;
  /** Where it was first. */
  readonly address: string;
}

export type End = () => Promise<void>;

export interface Network {
  readonly router: string;
  readonly hosts: ReadonlyMap<string, Host>;
  /** What ends each trouble that is on: a test that fails leaves its own behind. */
  readonly ends: Set<End>;
  /** Ends whatever runs on that host. */
  readonly kill: (host: Host) => void;
  readonly remove: () => void;
}

/** The line's interface, as the host knows it. */
export const port = "eth0";
/** Before the number of the process that made them, so that a later run can tell what a dead one has left. */
const prefix = "parley-";

export function layNetwork(names: readonly string[]): Network {
  removeLeftovers();
  const router = nameOf("router");
  addNamespace(router);
  execFileSync("ip", inside(router, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward"));
  const hosts = new Map(names.map((name, i) => [name, addHost(router, name, i + 1)]));
  return {
    ...{ router, hosts, ends: new Set() },
    kill: ({ namespace }) => empty(namespace),
    remove: () => remove(process.pid),
  };
}

export function hostOf(network: Network, name: string): Host {
  const host = network.hosts.get(name);
  if (!host) throw new Error(`There is no host named ${name}`);
  return host;
}

/** What `ip` is to be told to run something in a namespace. */
export function inside(namespace: string, ...command: readonly string[]): string[] {
  return ["netns", "exec", namespace, ...command];
}

/** A host's own network, and one that it may move to; `.1` is the router in each. */
export function networksOf({ number }: Pick<Host, "number">): readonly [string, string] {
  return [`10.77.${number}`, `10.77.${100 + number}`];
}

function addHost(router: string, name: string, number: number): Host {
  const namespace = nameOf(name);
  const line = `to-${number}`;
  const networks = networksOf({ number });
  const address = `${networks[0]}.2`;
  addNamespace(namespace);
  ip("-n", router, "link", "add", line, "type", "veth", "peer", "name", port, "netns", namespace);
  for (const network of networks) ip("-n", router, "address", "add", `${network}.1/24`, "dev", line);
  ip("-n", router, "link", "set", line, "up");
  ip("-n", namespace, "address", "add", `${address}/24`, "dev", port);
  ip("-n", namespace, "link", "set", port, "up");
  ip("-n", namespace, "route", "add", "default", "via", `${networks[0]}.1`);
  return { name, namespace, line, number, address };
}

function addNamespace(name: string): void {
  ip("netns", "add", name);
  ip("-n", name, "link", "set", "lo", "up");
}

function nameOf(host: string): string {
  return `${prefix}${process.pid}-${host}`;
}

/** A run that was killed leaves its namespaces, and all that ran in them. */
function removeLeftovers(): void {
  for (const run of new Set(namespaces().map(runOf))) if (!isAlive(run)) remove(run);
}

function remove(run: number): void {
  for (const name of namespaces().filter((name) => runOf(name) === run)) {
    // Whatever still runs in there would keep it.
    empty(name);
    tryIp("netns", "delete", name);
  }
}

function empty(namespace: string): void {
  for (const pid of ip("netns", "pids", namespace).split("\n").filter(Boolean)) kill(Number(pid));
}

function namespaces(): readonly string[] {
  return ip("netns", "list")
    .split("\n")
    .map((line) => line.split(" ", 1)[0] ?? "")
    .filter((name) => name.startsWith(prefix));
}

function runOf(namespace: string): number {
  return Number.parseInt(namespace.slice(prefix.length), 10);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself meanwhile.
  }
}
