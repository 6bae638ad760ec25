// Dependencies run one way: each place may import from these places, and from no others.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The first entry whose path begins a file's path tells what that file may import. */
const table: readonly (readonly [place: string, may: readonly string[]])[] = [
  ["protocol/", ["protocol/"]],
  ["server/rooms/", ["protocol/", "server/rooms/"]],
  ["server/log.ts", []],
  ["server/settings.ts", []],
  ["server/ice-settings.ts", ["server/settings.ts"]],
  ["server/config.ts", ["server/log.ts", "server/settings.ts", "server/ice-settings.ts"]],
  ["server/ice.ts", ["protocol/", "server/ice-settings.ts"]],
  ["server/assets.ts", []],
  ["server/signal.ts", ["protocol/"]],
  ["server/headers.ts", []],
  ["server/moment.ts", []],
  ["server/visitors.ts", []],
  ["server/secret.ts", ["server/log.ts"]],
  ["server/tickets.ts", ["protocol/", "server/rooms/"]],
  ["server/identities.ts", ["protocol/", "server/rooms/"]],
  ["server/openings.ts", ["protocol/"]],
  ["server/quotas.ts", ["server/rooms/throttle.ts"]],
  ["server/line.ts", ["protocol/", "server/rooms/throttle.ts", "server/log.ts"]],
  ["server/guest.ts", ["protocol/", "server/rooms/", "server/tickets.ts"]],
  ["server/supply.ts", ["server/guest.ts", "server/ice.ts"]],
  ["server/batons.ts", ["protocol/", "server/rooms/"]],
  ["server/recovery.ts", ["protocol/", "server/rooms/"]],
  [
    "server/hall.ts",
    ["protocol/", "server/rooms/", "server/guest.ts", "server/batons.ts", "server/recovery.ts"],
  ],
  ["server/halls.ts", ["protocol/", "server/rooms/", "server/batons.ts", "server/hall.ts"]],
  [
    "server/reception.ts",
    [
      ...["protocol/", "server/rooms/", "server/guest.ts", "server/hall.ts", "server/halls.ts"],
      ...["server/batons.ts", "server/quotas.ts"],
    ],
  ],
  [
    "server/gateway.ts",
    [
      ...["protocol/", "server/rooms/", "server/guest.ts", "server/reception.ts", "server/line.ts"],
      ...["server/log.ts", "server/quotas.ts", "server/tickets.ts", "server/visitors.ts"],
      ...["server/ice.ts", "server/supply.ts"],
    ],
  ],
  ["server/guarded-socket.ts", ["protocol/", "server/rooms/throttle.ts", "server/signal.ts"]],
  [
    "server/peering.ts",
    [
      ...["protocol/", "server/guarded-socket.ts", "server/signal.ts", "server/log.ts"],
      ...["server/quotas.ts", "server/rebuff.ts", "server/tickets.ts", "server/visitors.ts"],
    ],
  ],
  ["server/rebuff.ts", ["protocol/"]],
  [
    "server/relay/",
    [
      ...["protocol/", "server/relay/", "server/rooms/", "server/log.ts", "server/quotas.ts"],
      ...["server/rebuff.ts", "server/tickets.ts", "server/visitors.ts"],
    ],
  ],
  ["server/metrics.ts", ["server/relay/relay.ts", "server/visitors.ts"]],
  [
    "server/pages.ts",
    [
      ...["protocol/", "server/assets.ts", "server/identities.ts", "server/log.ts", "server/moment.ts"],
      ...["server/openings.ts", "server/tickets.ts", "server/ice.ts", "server/visitors.ts"],
    ],
  ],
  ["server/app.ts", ["server/"]],
  ["server/main.ts", ["server/app.ts", "server/config.ts", "server/log.ts"]],
  ["client/media/", ["client/media/"]],
  ["client/relay/", ["protocol/", "client/relay/", "client/media/ports.ts", "client/media/quality.ts"]],
  ["client/meeting/", ["protocol/", "client/meeting/"]],
  // The view shows devices, and knows no more of them than the words for what they are.
  ["client/view/", ["protocol/", "client/meeting/", "client/view/", "client/media/ports.ts"]],
  // What joins them.
  ["client/", ["protocol/", "client/"]],
];

const blur = "@twilio/video-processors/dist/build";

/** A package that only these files may know. */
const sole: Readonly<Record<string, readonly string[]>> = {
  peerjs: ["client/media/calls.ts", "client/media/gate.ts"],
  "socket.io-client": ["client/meeting/connection.ts"],
  [`${blur}/tflite-simd-1-0-0.js`]: ["client/media/backdrop/worker/segmenter.ts"],
  "socket.io": ["server/gateway.ts", "server/guest.ts"],
  peer: ["server/peering.ts"],
  // The sockets that PeerServer is given, and the server that makes them.
  ws: [
    "server/guarded-socket.ts",
    "server/peering.ts",
    "server/relay/relay.ts",
    "server/relay/connection.ts",
  ],
  helmet: ["server/headers.ts"],
  ejs: ["server/pages.ts", "server/moment.ts"],
};

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith(".d.ts"))
    .map((name) => `${folder}/${name}`);
}

function importsOf(file: string): readonly string[] {
  const source = readFileSync(join(root, file), "utf8");
  const found = source.matchAll(/^(?:import|export)\s(?:[^"']*\sfrom\s)?["']([^"']+)["']/gm);
  return [...found].flatMap(([, name]) => (name?.endsWith(".css") ? [] : (name ?? [])));
}

const files = ["protocol", "server", "client"].flatMap(sourcesIn);

describe("the house", () => {
  test.each(files)("%s imports only what its place may", (file) => {
    const rule = table.find(([place]) => file.startsWith(place));
    expect(rule).toBeDefined();
    const local = importsOf(file)
      .filter((name) => name.startsWith("."))
      .map((name) => relative(root, join(root, dirname(file), name)));
    const strayed = local.filter((name) => !rule?.[1].some((place) => name.startsWith(place)));
    expect(strayed).toEqual([]);
  });

  test("each outside world has few importers, and they are known", () => {
    const importers = files.flatMap((file) =>
      importsOf(file).flatMap((name) =>
        sole[name] && !sole[name].includes(file) ? [`${file} imports ${name}`] : [],
      ),
    );
    expect(importers).toEqual([]);
  });

  test("the protocol and the rooms import no package at all", () => {
    const pure = files.filter((file) => file.startsWith("protocol/") || file.startsWith("server/rooms/"));
    expect(pure.flatMap(importsOf).filter((name) => !name.startsWith("."))).toEqual([]);
  });

  test("media knows no view, and no store", () => {
    const media = files.filter((file) => file.startsWith("client/media/"));
    const packages = new Set(media.flatMap(importsOf).filter((name) => !name.startsWith(".")));
    expect([...packages].filter((name) => !name.startsWith(blur))).toEqual(["peerjs"]);
  });
});
