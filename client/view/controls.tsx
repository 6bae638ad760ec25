// The bar along the bottom of the room.

import { refusals } from "../../protocol/protocol.ts";
import { can } from "../../protocol/roles.ts";
import {
  type InRoom,
  type Meeting,
  mayUnmute,
  memberOf,
  type Panel,
  roleOf,
  unreadOf,
} from "../meeting/state.ts";
import type { Annex } from "./annex.ts";
import { Control, PanelControl } from "./control.tsx";
import { Icon, type IconName } from "./icon.tsx";
import { MediaToggle } from "./media-toggle.tsx";
import type { Model } from "./model.ts";
import { Popover } from "./popover.tsx";

interface ControlsProps {
  readonly model: Model;
  readonly meeting: Meeting & InRoom;
  /** Nothing until it is loaded. */
  readonly annex: Annex | undefined;
}

export function Controls({ model, meeting, annex }: ControlsProps) {
  const { actions, captures } = model;
  const { ask } = actions;
  const { microphone, camera } = captures.value;
  const { members, settings, kind } = meeting.view;
  const role = roleOf(meeting);
  const sharing = model.sharing.value === "on";
  const handUp = memberOf(meeting, meeting.self)?.hand !== undefined;
  const hosts = can(role, "set-room", kind);
  const panel = (name: Panel, label: string, icon: IconName, count = 0, described = "") => (
    <PanelControl
      icon={icon}
      label={label}
      open={meeting.panel === name}
      count={count}
      described={described}
      onToggle={() => actions.show(meeting.panel === name ? "none" : name)}
    />
  );
  return (
    <nav class="controls" aria-label="Meeting controls">
      <div class="group talk">
        <MediaToggle
          kind="microphone"
          device={microphone.device}
          barrier={mayUnmute(meeting) ? undefined : refusals["may-not-unmute"]}
          onTurn={(on) => actions.turn("microphone", on)}
        />
        <MediaToggle kind="camera" device={camera.device} onTurn={(on) => actions.turn("camera", on)} />
        <Control
          icon="hand"
          label={handUp ? "Lower hand" : "Raise hand"}
          lit={handUp}
          onPress={() => ask("raise-hand", !handUp)}
        />
        <Popover
          class="control"
          title="Reactions"
          face={
            <>
              <Icon name="smile" />
              <span class="label">React</span>
            </>
          }
        >
          {annex && <annex.ReactionMenu ask={ask} />}
        </Popover>
        {model.canShare && (
          <Control
            icon="screen"
            label={sharing ? "Stop sharing" : "Share screen"}
            lit={sharing}
            onPress={() => actions.share(!sharing)}
          />
        )}
        <Popover
          class="control"
          title="View"
          face={
            <>
              <Icon name="view" />
              <span class="label">View</span>
            </>
          }
        >
          {annex && <annex.ViewMenu model={model} />}
        </Popover>
      </div>
      <div class="group">
        {panel("devices", "Devices", "devices")}
        {panel("chat", "Chat", "chat", unreadOf(meeting), "unread")}
        {panel("people", "People", "people", members.length, "in the room")}
        <Control icon="invite" label="Invite" onPress={actions.invite} />
        {hosts && (
          <>
            <Control
              icon={settings.locked ? "unlocked" : "locked"}
              label={settings.locked ? "Unlock" : "Lock"}
              lit={settings.locked}
              onPress={() => ask("set-room", { locked: !settings.locked })}
            />
            {/* Of two, the other has a menu. */}
            {(kind === "classroom" || members.length > 2) && (
              <Control icon="silence" label="Mute all" onPress={() => ask("mute", null)} />
            )}
            {panel("hosting", "Hosting", "hosting")}
          </>
        )}
      </div>
      <Control icon="leave" label="Leave" look="leave" onPress={actions.leave} />
    </nav>
  );
}
