// How sound is to be sent: with what makes up for lost packets in it, nothing while nobody speaks, and in fewer
// packets the more there are to listen to.

import type { Subject } from "./ports.ts";

/** Mended by the next packet, and left out in silence; what a machine plays is on two sides, and not only speech. */
const wanted: { readonly [S in Subject]: Readonly<Record<string, string>> } = {
  face: { useinbandfec: "1", usedtx: "1" },
  screen: { useinbandfec: "1", stereo: "1", "sprop-stereo": "1", maxaveragebitrate: "96000" },
};

/**
 * In a packet. Each costs a processor more than what is in it, and everybody has a stream of them for everybody else.
 * As much later is all heard, so few of us hear it at once.
 */
const packets: readonly (readonly [members: number, ms: number])[] = [
  [5, 60],
  [3, 40],
  [0, 20],
];

/** What we say of ourselves is what the other side does: the description of ours, changed. */
export function describeSound(sdp: string, members: number, about: Subject): string {
  const lines = sdp.split("\r\n");
  const opus = payloadOf(lines, "opus/48000/2");
  if (opus === undefined) return sdp;
  const red = payloadOf(lines, "red/48000/2");
  const ms = packets.find(([many]) => members >= many)?.[1];
  return lines
    .filter((line) => !line.startsWith("a=ptime:"))
    .flatMap((line) => {
      if (line.startsWith(`a=fmtp:${opus} `))
        return [addWanted(line, `a=fmtp:${opus} `, wanted[about]), `a=ptime:${ms}`];
      // Whichever is first is used, by whoever has it.
      if (line.startsWith("m=audio ") && red !== undefined) return putFirst(line, red);
      return line;
    })
    .join("\r\n");
}

function payloadOf(lines: readonly string[], codec: string): string | undefined {
  return lines.map((line) => /^a=rtpmap:(\d+) (.+)$/.exec(line)).find((found) => found?.[2] === codec)?.[1];
}

function addWanted(line: string, head: string, more: Readonly<Record<string, string>>): string {
  const given = line.slice(head.length).split(";");
  const others = given.filter((one) => !Object.hasOwn(more, one.split("=")[0] ?? ""));
  return head + [...others, ...Object.entries(more).map(([name, value]) => `${name}=${value}`)].join(";");
}

function putFirst(line: string, payload: string): string {
  const [media, port, transport, ...payloads] = line.split(" ");
  return [media, port, transport, payload, ...payloads.filter((one) => one !== payload)].join(" ");
}
