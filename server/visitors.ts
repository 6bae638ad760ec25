// Where a request comes from: its address as far as proxies are believed, and whose page sent it.

import type { IncomingMessage } from "node:http";
import { isIPv6 } from "node:net";

/** Whether that address is of a proxy of ours, so many hops away. */
export type TrustsProxy = (address: string, hop: number) => boolean;

export interface Visitors {
  /** What is counted as one: an address, or a network that one household or host is given. */
  readonly addressOf: (request: IncomingMessage) => string;
  /** Whether a page of another site sent it. Programs that are no browser name no site. */
  readonly isForeign: (request: IncomingMessage) => boolean;
}

export function createVisitors(trustsProxy: TrustsProxy, origins: readonly string[]): Visitors {
  return {
    addressOf: (request) => {
      const nearest = request.socket.remoteAddress ?? "";
      const forwarded = String(request.headers["x-forwarded-for"] ?? "");
      const chain = [
        nearest,
        ...forwarded
          .split(",")
          .map((part) => part.trim())
          .filter(Boolean)
          .reverse(),
      ];
      const found = chain.findIndex((address, hop) => !trustsProxy(address, hop));
      return networkOf(chain.at(found) ?? nearest);
    },
    isForeign: ({ headers: { origin, host, "x-forwarded-host": asked }, socket }) => {
      if (origin === undefined || origins.includes(origin)) return false;
      const believed = asked !== undefined && trustsProxy(socket.remoteAddress ?? "", 0);
      const own = believed ? String(asked) : host;
      if (own === undefined || !URL.canParse(origin)) return true;
      // The scheme is the proxy's business: a page over HTTP of the same name is no other site's.
      const { protocol, host: site } = new URL(origin);
      const here = `${protocol}//${own}`;
      // Some proxies name the port where it goes without saying.
      return !URL.canParse(here) || new URL(here).host !== site;
    },
  };
}

/** Whether it comes from this machine itself, and not through a proxy that stands on it. */
export function isOwn({ headers, socket: { remoteAddress = "" } }: IncomingMessage): boolean {
  const loopback = remoteAddress === "::1" || /^(::ffff:)?127\./.test(remoteAddress);
  return loopback && headers["x-forwarded-for"] === undefined && headers.forwarded === undefined;
}

/** Whoever has one address of IPv6 has the other 2⁶⁴ of its network as well. */
function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !isIPv6(address)) return mapped ?? address;
  const [head = "", tail] = address.toLowerCase().replace(/%.*$/, "").split("::", 2);
  const groups = head === "" ? [] : head.split(":");
  const rest = tail === undefined || tail === "" ? [] : tail.split(":");
  const gap = tail === undefined ? 0 : 8 - groups.length - rest.length;
  const all = [...groups, ...Array<string>(Math.max(0, gap)).fill("0"), ...rest];
  return `${all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}
