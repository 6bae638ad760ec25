// One phase at a time.

import type { Meeting } from "../meeting/state.ts";
import { Barrier } from "./barrier.tsx";
import { Farewell } from "./farewell.tsx";
import { Lobby } from "./lobby.tsx";
import type { Model } from "./model.ts";
import { Notices } from "./notices.tsx";
import { Room } from "./room.tsx";

export function App({ model }: { readonly model: Model }) {
  const meeting = model.meeting.value;
  return (
    <>
      <Screen model={model} meeting={meeting} />
      <Notices meeting={meeting} strain={model.strain.value} onDismiss={model.actions.dismiss} />
    </>
  );
}

function Screen({ model, meeting }: { readonly model: Model; readonly meeting: Meeting }) {
  switch (meeting.phase) {
    case "lobby":
    case "joining":
      return <Lobby model={model} meeting={meeting} />;
    case "room":
      return <Room model={model} meeting={meeting} />;
    case "barred":
      return <Barrier reason={meeting.reason} />;
    case "left":
      return <Farewell reason={meeting.reason} />;
    default:
      return meeting satisfies never;
  }
}
