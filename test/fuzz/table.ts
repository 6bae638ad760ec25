// What a run came to, for people.

import type { Report } from "./siege.ts";

export function tabulate({
  stands,
  meeting,
  broadcast,
  lesson,
  warm,
  end,
  up,
  health,
  errors,
}: Report): string {
  const mib = (bytes: number) => `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
  const rows: (readonly [string, string])[] = [
    ...stands.map(({ door, thrown, connections, ms }) => {
      const rate = Math.round((thrown / ms) * 1_000);
      return [
        door,
        `${thrown} thrown over ${connections} connections in ${Math.round(ms / 1_000)} s, ${rate}/s`,
      ] as const;
    }),
    [
      "process",
      `${up ? "up, the same" : "ended"}; health ${JSON.stringify(health)}; ${errors.length} errors logged`,
    ],
    [
      "meeting",
      `${meeting.members} members, ${meeting.lines} chat lines, ${meeting.signals} signals arrived`,
    ],
    [
      "troubles",
      meeting.troubles.length === 0
        ? "none: no socket closed, nothing lost or out of order"
        : meeting.troubles.join("; "),
    ],
    [
      "relayed",
      broadcast.troubles.length === 0
        ? `${broadcast.sounds} sounds and ${broadcast.pictures} pictures, whole and in order`
        : broadcast.troubles.join("; "),
    ],
    ["lesson", lesson.length === 0 ? "nobody noticed anything of the others" : lesson.join("; ")],
    ["heap held", `${mib(warm.held)} after the warm-up, ${mib(end.held)} at the end`],
    ["resident", `${mib(warm.resident)} after the warm-up, ${mib(end.resident)} at the end`],
  ];
  const widest = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `${name.padEnd(widest)}  ${text}`).join("\n");
}
