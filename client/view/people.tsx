// Everybody one may see, by name, in order of arrival, after those who would come in.

import type { Forecast, MemberId, MemberView } from "../../protocol/protocol.ts";
import type { Route } from "../media/ports.ts";
import type { InRoom, Meeting } from "../meeting/state.ts";
import type { Break } from "./breaks.ts";
import { Callers } from "./callers.tsx";
import { Comparison } from "./comparison.tsx";
import { Hand } from "./hand.tsx";
import { Icon } from "./icon.tsx";
import { Initials } from "./initials.tsx";
import { MemberMenu } from "./member-menu.tsx";
import type { Actions } from "./model.ts";

interface PeopleProps {
  readonly meeting: Meeting & InRoom;
  readonly routes: ReadonlyMap<MemberId, Route>;
  /** Those who are out of reach. */
  readonly broken: ReadonlyMap<MemberId, Break>;
  readonly actions: Actions;
}

export function People({ meeting, routes, broken, actions }: PeopleProps) {
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
              <Note text={noteOn(member, broken.get(member.id))} />
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
            <MemberMenu meeting={meeting} member={member} route={routes.get(member.id)} actions={actions} />
          </li>
        ))}
      </ul>
      {members.length > 1 && (
        <button type="button" class="quiet" onClick={() => actions.show("connections")}>
          Connections
        </button>
      )}
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

/** What is amiss, or else, for a teacher, how they will come. */
function noteOn({ ready, forecast }: MemberView, broken: Break | undefined): string | undefined {
  if (broken) return broken === "unmet" ? "no connection yet" : "reconnecting";
  return forecast && (ready ? forecasts[forecast] : `getting ready, ${forecasts[forecast]}`);
}

const forecasts: { readonly [F in Forecast]: string } = {
  direct: "expected to come directly",
  turn: "expected through a TURN server",
  relay: "expected by way of the server",
  none: "no connection expected",
};

function Note({ text }: { readonly text: string | undefined }) {
  return text === undefined ? null : <small data-note>{text}</small>;
}

function State({ icon, text }: { readonly icon: "microphoneOff" | "cameraOff"; readonly text: string }) {
  return (
    <span title={text}>
      <Icon name={icon} />
      <span class="unseen">{text}</span>
    </span>
  );
}
