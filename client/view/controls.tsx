// The bar along the bottom of the room.

import type { ComponentChildren } from "preact";
import { type InRoom, type Meeting, type Panel, unreadOf } from "../meeting/state.ts";
import { Icon, type IconName } from "./icon.tsx";
import { MediaToggle } from "./media-toggle.tsx";
import type { Model } from "./model.ts";

export function Controls({ model, meeting }: { readonly model: Model; readonly meeting: Meeting & InRoom }) {
  const { actions, captures } = model;
  const { microphone, camera } = captures.value;
  const unread = unreadOf(meeting, meeting.self);
  const panel = (
    name: Panel,
    icon: IconName,
    label: string,
    count?: { shown: number; described: string },
  ) => (
    <PanelButton
      icon={icon}
      label={label}
      open={meeting.panel === name}
      onToggle={() => actions.show(meeting.panel === name ? "none" : name)}
    >
      {count && count.shown > 0 && (
        <span class="badge" id={`${name}-count`}>
          {count.shown}
          <span class="unseen"> {count.described}</span>
        </span>
      )}
    </PanelButton>
  );
  return (
    <nav class="controls" aria-label="Meeting controls">
      <MediaToggle
        kind="microphone"
        device={microphone.device}
        onTurn={(on) => actions.turn("microphone", on)}
      />
      <MediaToggle kind="camera" device={camera.device} onTurn={(on) => actions.turn("camera", on)} />
      {panel("devices", "devices", "Devices")}
      {panel("chat", "chat", "Chat", { shown: unread, described: "unread" })}
      {panel("people", "people", "People", { shown: meeting.members.length, described: "in the room" })}
      <button type="button" class="control" onClick={actions.invite}>
        <Icon name="invite" />
        <span class="label">Invite</span>
      </button>
      <button type="button" class="control leave" onClick={actions.leave}>
        <Icon name="leave" />
        <span class="label">Leave</span>
      </button>
    </nav>
  );
}

interface PanelButtonProps {
  readonly icon: IconName;
  readonly label: string;
  readonly open: boolean;
  readonly onToggle: () => void;
  readonly children: ComponentChildren;
}

/** Its badge describes it without being part of its name. */
function PanelButton({ icon, label, open, onToggle, children }: PanelButtonProps) {
  const id = label.toLowerCase();
  return (
    <span class="with-badge">
      <button
        type="button"
        class="control"
        id={`${id}-button`}
        aria-expanded={open}
        aria-describedby={`${id}-count`}
        onClick={onToggle}
      >
        <Icon name={icon} />
        <span class="label">{label}</span>
      </button>
      {children}
    </span>
  );
}
