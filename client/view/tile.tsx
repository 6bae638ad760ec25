// One member on the stage.

import { useComputed } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { MemberView } from "../../protocol/protocol.ts";
import type { Route } from "../media/ports.ts";
import type { Break } from "./breaks.ts";
import { Icon } from "./icon.tsx";
import { Initials } from "./initials.tsx";
import type { Model } from "./model.ts";
import { Picture } from "./picture.tsx";

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
  /** Instead of their camera's, their picture is that of their screen. */
  readonly screen: boolean;
  readonly soundOnly: boolean;
  /** When these two change, nothing is drawn anew but what tells of them. */
  readonly speaking: Model["speaking"];
  readonly signs: Model["signs"];
  readonly large: boolean;
  /** Too small for more than a face. */
  readonly tiny: boolean;
  readonly onSoundRefused: (() => void) | undefined;
  /** What lies over their picture. */
  readonly overlay: ComponentChildren;
  /** What one may do about them. */
  readonly children: ComponentChildren;
}

export function Tile({ member, self, stream, muted, route, broken, onFloor, ...rest }: TileProps) {
  const { id, name, microphone, camera, role, ready } = member;
  const paused = camera && rest.paused;
  const pending = paused ? pausedName : !ready && "Getting ready…";
  return (
    <article
      class="tile"
      data-member={id}
      data-self={mark(self)}
      data-role={role}
      data-floor={mark(onFloor)}
      data-screen={mark(rest.screen)}
      data-speaking={useComputed(() => mark(rest.speaking.value.has(id)))}
      data-sign={useComputed(() => rest.signs.value.get(id))}
      data-large={mark(rest.large)}
      data-tiny={mark(rest.tiny)}
      data-link={self ? undefined : nameRoute(route)}
      aria-label={describe(member, self, broken, route, paused)}
    >
      <div class="frame">
        <Initials name={name} seed={id} />
        <Picture
          stream={stream}
          shown={(camera || rest.screen) && !paused && !rest.soundOnly}
          muted={muted}
          onSoundRefused={rest.onSoundRefused}
        />
        {pending && !broken && (
          <p class="pending" aria-hidden="true">
            {pending}
          </p>
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
        {rest.overlay}
      </div>
      {rest.children}
    </article>
  );
}

function mark(is: boolean): "" | undefined {
  return is ? "" : undefined;
}

export const breakNames: { readonly [B in Break]: string } = {
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
