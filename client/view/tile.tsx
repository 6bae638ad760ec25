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
  readonly onSoundRefused: () => void;
}

export function Tile({ member, self, stream, muted, onSoundRefused }: TileProps) {
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
