// Everybody one may see, by name, in order of arrival, after those who would come in.

import type { MemberId, MemberView } from "../../protocol/protocol.ts";
import type { InRoom, Meeting } from "../meeting/state.ts";
import { Callers } from "./callers.tsx";
import { Comparison } from "./comparison.tsx";
import { Hand } from "./hand.tsx";
import { Icon } from "./icon.tsx";
import { Initials } from "./initials.tsx";
import { MemberMenu } from "./member-menu.tsx";
import type { Actions } from "./model.ts";

interface PeopleProps {
  readonly meeting: Meeting & InRoom;
  /** Those who are out of reach. */
  readonly broken: ReadonlySet<MemberId>;
  readonly actions: Actions;
}

export function People({ meeting, broken, actions }: PeopleProps) {
  const { members, waiting, count, kind } = meeting.view;
  return (
    <div class="people">
      {waiting && waiting.length > 0 && (
        <section class="prompt" aria-label="Waiting to come in">
          <Callers callers={waiting} ask={actions.ask} />
        </section>
      )}
      {count !== undefined && <p class="hint">{count} in class</p>}
      <ul>
        {members.map((member) => (
          <li key={member.id}>
            <Initials name={member.name} seed={member.id} />
            <span class="name">
              {member.name}
              {member.id === meeting.self && " (you)"}
              <RoleName member={member} classroom={kind === "classroom"} />{" "}
              {broken.has(member.id) && <small data-broken>reconnecting</small>}
            </span>
            {member.hand !== undefined && (
              <span>
                <span class="unseen">hand </span>
                <Hand n={member.hand} />
                <span class="unseen"> raised</span>
              </span>
            )}
            {!member.microphone && <State icon="microphoneOff" text="muted" />}
            {!member.camera && <State icon="cameraOff" text="camera off" />}
            {member.id !== meeting.self && (
              <Comparison name={member.name} findCode={() => actions.findCode(member.id)} />
            )}
            <MemberMenu meeting={meeting} member={member} actions={actions} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function RoleName({
  member: { role },
  classroom,
}: {
  readonly member: MemberView;
  readonly classroom: boolean;
}) {
  if (role === "member") return null;
  return <small>{role === "cohost" ? "co-host" : classroom ? "teacher" : "host"}</small>;
}

function State({ icon, text }: { readonly icon: "microphoneOff" | "cameraOff"; readonly text: string }) {
  return (
    <span title={text}>
      <Icon name={icon} />
      <span class="unseen">{text}</span>
    </span>
  );
}
