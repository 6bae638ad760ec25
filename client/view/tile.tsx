// One member on the stage.

import type { MemberView } from "../../protocol/protocol.ts";
import { Icon } from "./icon.tsx";
import { Initials } from "./initials.tsx";
import { Picture } from "./picture.tsx";

interface TileProps {
  readonly member: MemberView;
  readonly self: boolean;
  readonly stream: MediaStream | undefined;
  readonly muted: boolean;
  /** Somebody else was found in between. */
  readonly intercepted: boolean;
  readonly onSoundRefused: () => void;
}

export function Tile({ member, self, stream, muted, intercepted, onSoundRefused }: TileProps) {
  const { id, name, microphone, camera } = member;
  return (
    <article
      class="tile"
      data-member={id}
      data-self={self ? "" : undefined}
      aria-label={describe(member, self)}
    >
      <Initials name={name} seed={id} />
      <Picture stream={stream} shown={camera} muted={muted} onSoundRefused={onSoundRefused} />
      {intercepted && (
        <p class="warning">
          Somebody is in between you and {name}, so there is no call with them. Tell them by another way.
        </p>
      )}
      <footer aria-hidden="true">
        {!microphone && <Icon name="microphoneOff" />}
        {!camera && <Icon name="cameraOff" />}
        <span class="name">
          {name}
          {self && " (you)"}
        </span>
      </footer>
    </article>
  );
}

function describe({ name, microphone, camera }: MemberView, self: boolean): string {
  return [self ? `${name} (you)` : name, !microphone && "muted", !camera && "camera off"]
    .filter(Boolean)
    .join(", ");
}
