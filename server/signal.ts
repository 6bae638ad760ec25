// What a page may say to another through PeerServer: its gate, before PeerServer sees a byte.

import { parseMemberId } from "../protocol/parse.ts";

/** Relayed to `dst` as it is. */
interface Relayed {
  readonly type: "OFFER" | "ANSWER" | "CANDIDATE";
  readonly dst: string;
  readonly payload: object;
}

export type Signal = Relayed | { readonly type: "HEARTBEAT" };

/** An offer of a browser is some 8 KB; this leaves room for many codecs and candidates. */
export const largestSignal = 64 * 1024;
/** PeerJS nests its payloads four deep; the recipient's parser is spared a deeper one. */
const deepest = 8;

export function parseSignal(text: string): Signal | undefined {
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof input !== "object" || input === null) return undefined;
  const { type, dst, payload } = input as Readonly<Record<string, unknown>>;
  switch (type) {
    case "HEARTBEAT":
      return { type };
    case "OFFER":
    case "ANSWER":
    case "CANDIDATE": {
      const to = parseMemberId(dst);
      if (!to.ok || typeof payload !== "object" || payload === null) return undefined;
      return isDeeperThan(payload, deepest) ? undefined : { type, dst: to.value, payload };
    }
    default:
      return undefined;
  }
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(inner, levels - 1));
}
