// Everybody one may see, as large as the window allows, under what asks for an answer.

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { MemberId } from "../../protocol/protocol.ts";
import { trackOf } from "../media/ports.ts";
import { ownerOf, type Spot, screenOf } from "../meeting/spot.ts";
import type { InRoom, Meeting } from "../meeting/state.ts";
import type { Annex } from "./annex.ts";
import { findFeatured, orderSharers } from "./featured.ts";
import { featuredSizes, type Size, tileSize } from "./layout.ts";
import type { Model } from "./model.ts";
import { Padlock } from "./padlock.tsx";
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
  readonly annex: Annex | undefined;
}

export function Stage({ model, meeting, annex }: StageProps) {
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

  const { actions, captures, streams, screens, soundBlocked, routes, broken, strain } = model;
  const soundOnly = model.soundOnly.value;
  const { microphone, camera } = captures.value;
  const ownTrack = trackOf(camera.device);
  const mirrored = model.mirror.value ?? ownTrack;
  const ownStream = useMemo(() => mirrored && new MediaStream([mirrored]), [mirrored]);
  const { self, view, enlarged } = meeting;
  const { members, floor } = view;
  const sharers = useRef<readonly MemberId[]>([]);
  sharers.current = orderSharers(
    sharers.current,
    members.flatMap(({ id, screen }) => ((id === self ? model.sharing.value === "on" : screen) ? id : [])),
  );
  // The relay carries one picture of each.
  const spotOf = (id: MemberId): Spot => (routes.value.get(id) === "relayed" ? id : screenOf(id));
  const spots = annex ? sharers.current.map(spotOf) : [];
  const apart = spots.map(ownerOf).filter((id) => !spots.includes(id));
  const featured = findFeatured(meeting, {
    screens: soundOnly ? [] : spots.filter((spot) => ownerOf(spot) !== self),
    speaker:
      model.layout.value === "speaker"
        ? (model.speaker.value ?? members.find(({ id }) => id !== self)?.id)
        : undefined,
  });
  const count = members.length + apart.length;
  const feature = featured === undefined ? undefined : featuredSizes(room.value, count, gap);
  const size = feature?.small ?? tileSize(room.value, count, gap);
  const isTiny = (spot: Spot) => (spot === featured && feature ? feature.large : size).height < tiny;
  const onSoundRefused = () => {
    soundBlocked.value = true;
  };

  return (
    <main class="stage" ref={element} tabIndex={-1} aria-label={`Meeting in ${meeting.room}`}>
      {annex && <annex.Prompts meeting={meeting} actions={actions} />}
      {annex && soundOnly && <annex.SoundOnly onEnd={() => actions.setSoundOnly(false)} />}
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
          const { id } = told;
          const own = id === self;
          const tiny = isTiny(id);
          const link = { route: routes.value.get(id), broken: broken.value.get(id) };
          // One's own state is known here before the server has heard of it.
          const member = own
            ? { ...told, microphone: microphone.device.status === "on", camera: !!ownTrack }
            : told;
          return (
            <Tile
              key={id}
              member={member}
              self={own}
              stream={own ? ownStream : streams.value.get(id)}
              // Whoever is muted by a host is not heard, whatever their page goes on to send.
              muted={own || soundBlocked.value || !told.microphone}
              {...link}
              paused={strain.value === "none" && link.route === "relayed"}
              onFloor={id === floor}
              screen={!own && spots.includes(id)}
              soundOnly={soundOnly}
              speaking={model.speaking}
              signs={model.signs}
              large={id === featured}
              tiny={tiny}
              overlay={annex && <annex.Overlay {...{ model, meeting, member, tiny, ...link }} />}
              onSoundRefused={own ? undefined : onSoundRefused}
            >
              {annex && (
                <annex.MemberMenu meeting={meeting} member={member} route={link.route} actions={actions} />
              )}
            </Tile>
          );
        })}
        {annex &&
          members
            .filter(({ id }) => apart.includes(id))
            .map((owner) => (
              <annex.ScreenTile
                key={screenOf(owner.id)}
                owner={owner}
                self={owner.id === self}
                stream={screens.value.get(owner.id)}
                muted={soundBlocked.value}
                soundOnly={soundOnly}
                large={screenOf(owner.id) === featured}
                tiny={isTiny(screenOf(owner.id))}
                pinned={screenOf(owner.id) === enlarged}
                actions={actions}
                onSoundRefused={onSoundRefused}
              />
            ))}
        <Solitude meeting={meeting} />
        {annex && <annex.Lookout model={model} meeting={meeting} space={space} />}
      </div>
    </main>
  );
}
