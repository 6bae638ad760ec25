// One member on the stage.

import type { ComponentChildren } from "preact";
import type { MemberView } from "../../protocol/protocol.ts";
import type { Route } from "../media/ports.ts";
import type { Shown } from "../meeting/state.ts";
import type { Break } from "./breaks.ts";
import { Explain } from "./explain.tsx";
import { Hand } from "./hand.tsx";
import { Icon } from "./icon.tsx";
import { Initials } from "./initials.tsx";
import { Picture } from "./picture.tsx";
import { Reactions } from "./reactions.tsx";

interface TileProps {
  readonly member: MemberView;
  readonly self: boolean;
  readonly stream: MediaStream | undefined;
  readonly muted: boolean;
  /** By which way they come; nothing where that isn't known yet. */
  readonly route: Route | undefined;
  /** The server forwards no pictures just now: the last one would stand still. */
  readonly paused: boolean;
  /** Out of reach for a while, and how. */
  readonly broken: Break | undefined;
  readonly onFloor: boolean;
  readonly large: boolean;
  /** Too small for more than a face. */
  readonly tiny: boolean;
  readonly reactions: readonly Shown[];
  readonly onReactionEnd: (n: number) => void;
  readonly onSoundRefused: () => void;
  /** Why they aren't seen is to be shown. */
  readonly onExplain: () => void;
  /** What one may do about them. */
  readonly children: ComponentChildren;
}

export function Tile({ member, self, stream, muted, route, broken, onFloor, ...rest }: TileProps) {
  const { id, name, microphone, camera, role, ready, hand } = member;
  const paused = camera && rest.paused;
  const pending = paused ? pausedName : !ready && "Getting ready…";
  return (
    <article
      class="tile"
      data-member={id}
      data-self={mark(self)}
      data-role={role}
      data-floor={mark(onFloor)}
      data-large={mark(rest.large)}
      data-tiny={mark(rest.tiny)}
      data-link={self ? undefined : nameRoute(route)}
      aria-label={describe(member, self, broken, route, paused)}
    >
      <div class="frame">
        <Initials name={name} seed={id} />
        <Picture
          stream={stream}
          shown={camera && !paused}
          muted={muted}
          onSoundRefused={rest.onSoundRefused}
        />
        {pending && !broken && (
          <p class="pending" aria-hidden="true">
            {pending}
          </p>
        )}
        {broken && (
          <p class="reconnecting" aria-hidden="true">
            <span>{breakNames[broken]}…</span>
          </p>
        )}
        {broken && route === "lost" && !member.away && !rest.tiny && (
          <Explain name={name} onExplain={rest.onExplain} />
        )}
        {route === "intercepted" && (
          <p class="warning">
            Somebody is in between you and {name}, so there is no call with them. Tell them by another way.
          </p>
        )}
        <footer aria-hidden="true">
          {ready && !microphone && <Icon name="microphoneOff" />}
          {ready && !camera && <Icon name="cameraOff" />}
          {route === "relayed" && (
            <span class="way" title="By way of the server">
              <Icon name="relayed" />
            </span>
          )}
          <span class="name">
            {name}
            {self && " (you)"}
          </span>
        </footer>
        <p class="marks" aria-hidden="true">
          {hand !== undefined && <Hand n={hand} />}
          {onFloor && self && <strong class="floor">You have the floor</strong>}
        </p>
        <Reactions shown={rest.reactions} onEnd={rest.onReactionEnd} />
      </div>
      {rest.children}
    </article>
  );
}

function mark(is: boolean): "" | undefined {
  return is ? "" : undefined;
}

const breakNames: { readonly [B in Break]: string } = {
  missed: "Reconnecting",
  unmet: "No connection yet",
};

const pausedName = "Picture paused";

/** A call with somebody in between is none. */
function nameRoute(route: Route = "connecting"): Route | undefined {
  return route === "intercepted" ? undefined : route;
}

function describe(
  member: MemberView,
  self: boolean,
  broken: Break | undefined,
  route: Route | undefined,
  paused: boolean,
): string {
  const { name, microphone, camera, ready, hand } = member;
  return [
    self ? `${name} (you)` : name,
    broken && breakNames[broken].toLowerCase(),
    route === "relayed" && "by way of the server",
    paused && pausedName.toLowerCase(),
    !ready && "getting ready",
    ready && !microphone && "muted",
    ready && !camera && "camera off",
    hand !== undefined && `hand ${hand} raised`,
  ]
    .filter(Boolean)
    .join(", ");
}
