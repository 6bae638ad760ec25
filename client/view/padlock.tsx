// Whether the room is sealed, and what that means, in words for whoever is in it.

import { Icon } from "./icon.tsx";

const words = {
  sealed: {
    name: "Sealed",
    meaning:
      "What is said, shown and written here opens only with the key in this room's link. The server passes it on, and can neither listen in nor read along. It does know who is here, under which name, and when.",
  },
  open: {
    name: "Not sealed",
    meaning:
      "Sound and picture go straight from browser to browser, and strangers on the way see nothing of them. But this server can read the chat, and whoever runs it could put themselves in between. To be safe from that as well, meet in a sealed room: every fresh room is one.",
  },
} as const;

export function Padlock({ sealed }: { readonly sealed: boolean }) {
  const { name, meaning } = words[sealed ? "sealed" : "open"];
  return (
    <details class="padlock" data-sealed={sealed}>
      <summary>
        <Icon name={sealed ? "locked" : "unlocked"} />
        <span class="label">{name}</span>
      </summary>
      <p>{meaning}</p>
    </details>
  );
}
