// Everybody in the room, by name, in order of arrival.

import type { MemberId, MemberView } from "../../protocol/protocol.ts";
import { Comparison } from "./comparison.tsx";
import { Icon } from "./icon.tsx";
import { Initials } from "./initials.tsx";

export function People({
  members,
  self,
  findCode,
}: {
  readonly members: readonly MemberView[];
  readonly self: MemberId;
  readonly findCode: (id: MemberId) => Promise<string | undefined>;
}) {
  return (
    <ul class="people">
      {members.map(({ id, name, microphone, camera }) => (
        <li key={id}>
          <Initials name={name} seed={id} />
          <span class="name">
            {name}
            {id === self && " (you)"}
          </span>
          {!microphone && <State icon="microphoneOff" text="muted" />}
          {!camera && <State icon="cameraOff" text="camera off" />}
          {id !== self && <Comparison name={name} findCode={() => findCode(id)} />}
        </li>
      ))}
    </ul>
  );
}

function State({ icon, text }: { readonly icon: "microphoneOff" | "cameraOff"; readonly text: string }) {
  return (
    <span title={text}>
      <Icon name={icon} />
      <span class="unseen">{text}</span>
    </span>
  );
}
