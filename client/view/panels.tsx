// The panels, one at a time. A file of its own, which is loaded once the call runs: see `loading.ts`.

import { can } from "../../protocol/roles.ts";
import { type InRoom, type Meeting, memberOf, roleOf } from "../meeting/state.ts";
import { Chat } from "./chat.tsx";
import { Connections } from "./connections.tsx";
import { DevicePanel } from "./device-panel.tsx";
import { Hosting } from "./hosting.tsx";
import type { Model } from "./model.ts";
import { People } from "./people.tsx";
import { SidePanel } from "./side-panel.tsx";

export function OpenPanel({ model, meeting }: { readonly model: Model; readonly meeting: Meeting & InRoom }) {
  const { actions } = model;
  const close = () => actions.show("none");
  switch (meeting.panel) {
    case "none":
      return null;
    case "chat":
      return (
        <SidePanel key="chat" title="Chat" opener="chat-button" onClose={close}>
          <Chat
            lines={meeting.lines}
            unsent={meeting.unsent}
            self={meeting.self}
            name={memberOf(meeting, meeting.self)?.name ?? model.name}
            sealed={meeting.sealed}
            readers={readersIn(meeting)}
            actions={actions}
          />
        </SidePanel>
      );
    case "people":
      return (
        <SidePanel key="people" title="People" opener="people-button" onClose={close}>
          <People
            meeting={meeting}
            routes={model.routes.value}
            broken={model.broken.value}
            actions={actions}
          />
        </SidePanel>
      );
    case "devices":
      return (
        <SidePanel key="devices" title="Devices" opener="devices-button" onClose={close}>
          <DevicePanel model={model} />
        </SidePanel>
      );
    case "hosting":
      return (
        <SidePanel key="hosting" title="Hosting" opener="hosting-button" onClose={close}>
          <Hosting meeting={meeting} actions={actions} />
        </SidePanel>
      );
    case "connections":
      return (
        <SidePanel key="connections" title="Connections" opener="people-button" onClose={close}>
          <Connections model={model} meeting={meeting} />
        </SidePanel>
      );
    default:
      return meeting.panel satisfies never;
  }
}

function readersIn(meeting: Meeting & InRoom): "everybody" | "the hosts" | "the teacher" {
  const { settings, kind } = meeting.view;
  if (settings.chat === "everybody" || can(roleOf(meeting), "speak-freely", kind)) return "everybody";
  return kind === "classroom" ? "the teacher" : "the hosts";
}
