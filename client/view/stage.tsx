// Everybody one may see, as large as the window allows, under what asks for an answer.

import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { MemberId } from "../../protocol/protocol.ts";
import { trackOf } from "../media/ports.ts";
import type { InRoom, Meeting } from "../meeting/state.ts";
import type { Annex } from "./annex.ts";
import { findFeatured } from "./featured.ts";
import { featuredSizes, type Size, tileSize } from "./layout.ts";
import type { Model } from "./model.ts";
import { Padlock } from "./padlock.tsx";
import { Prompts } from "./prompts.tsx";
import { Solitude } from "./solitude.tsx";
import { Tile } from "./tile.tsx";

/** Pixels between tiles; the sheet for the stage knows it as --gap. */
const gap = 8;
/** Pixels of height below which a tile has no room for a button beside a face. */
const tiny = 100;

interface StageProps {
  readonly model: Model;
  readonly meeting: Meeting & InRoom;
  /** Nothing until it is loaded. */
  readonly MemberMenu: Annex["MemberMenu"] | undefined;
}

export function Stage({ model, meeting, MemberMenu }: StageProps) {
  const element = useRef<HTMLElement>(null);
  const space = useRef<HTMLDivElement>(null);
  const room = useSignal<Size>({ width: 0, height: 0 });

  // Measured and focused before anything is drawn.
  useLayoutEffect(() => {
    const tiles = space.current;
    if (!tiles) return;
    const measure = () => {
      room.value = { width: tiles.clientWidth, height: tiles.clientHeight };
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(tiles);
    element.current?.focus();
    return () => observer.disconnect();
  }, []);

  const { actions, captures, streams, soundBlocked, routes, broken, strain } = model;
  const { microphone, camera } = captures.value;
  const ownTrack = trackOf(camera.device);
  const ownStream = useMemo(() => ownTrack && new MediaStream([ownTrack]), [ownTrack]);
  const { members, floor } = meeting.view;
  const featured = findFeatured(meeting);
  const feature = featured === undefined ? undefined : featuredSizes(room.value, members.length, gap);
  const size = feature?.small ?? tileSize(room.value, members.length, gap);

  const heightOf = (id: MemberId) => (id === featured && feature ? feature.large : size).height;
  const heights = members
    .filter(({ id }) => id !== meeting.self)
    .map(({ id }) => [id, Math.ceil(heightOf(id) * devicePixelRatio)] as const);

  // More than is shown would be sent for nothing; before the stage is measured, nobody can tell.
  useEffect(() => {
    if (room.value.height > 0) actions.watch(new Map(heights));
  }, [String(heights)]);

  return (
    <main class="stage" ref={element} tabIndex={-1} aria-label={`Meeting in ${meeting.room}`}>
      <Prompts meeting={meeting} actions={actions} />
      <div
        class="tiles"
        ref={space}
        data-feature={feature && (feature.beside ? "beside" : "above")}
        data-tiny={size.height < tiny ? "" : undefined}
        style={{
          "--tile-width": `${size.width}px`,
          "--tile-height": `${size.height}px`,
          "--large-width": `${feature?.large.width}px`,
          "--large-height": `${feature?.large.height}px`,
          "--columns": feature?.columns,
          "--rows": feature?.rows,
        }}
      >
        <Padlock sealed={meeting.sealed} />
        {members.map((told) => {
          const self = told.id === meeting.self;
          // One's own state is known here before the server has heard of it.
          const member = self
            ? { ...told, microphone: microphone.device.status === "on", camera: !!ownTrack }
            : told;
          const large = told.id === featured;
          return (
            <Tile
              key={told.id}
              member={member}
              self={self}
              stream={self ? ownStream : streams.value.get(told.id)}
              // Whoever is muted by a host is not heard, whatever their page goes on to send.
              muted={self || soundBlocked.value || !told.microphone}
              route={routes.value.get(told.id)}
              paused={strain.value === "none" && routes.value.get(told.id) === "relayed"}
              broken={broken.value.get(told.id)}
              onFloor={told.id === floor}
              large={large}
              tiny={heightOf(told.id) < tiny}
              reactions={meeting.reactions.filter(({ from }) => from === told.id)}
              onReactionEnd={actions.endReaction}
              onExplain={() => actions.show("connections")}
              onSoundRefused={() => {
                if (!self) soundBlocked.value = true;
              }}
            >
              {MemberMenu && (
                <MemberMenu
                  meeting={meeting}
                  member={member}
                  route={routes.value.get(told.id)}
                  actions={actions}
                />
              )}
            </Tile>
          );
        })}
        <Solitude meeting={meeting} />
      </div>
    </main>
  );
}
