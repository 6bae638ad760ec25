// Whether the room is sealed, and what that means, in words for whoever is in it.

import { Icon } from "./icon.tsx";

const words = {
  sealed: {
    name: "Sealed",
    meaning:
      "What is said, shown and written here opens only with the key in this room's link. That is so by whichever way it goes: the server passes it on, and can neither listen in, look nor read along. It does know who is here, under which name, and when.",
  },
  open: {
    name: "Not sealed",
    meaning:
      "Sound and picture go straight from browser to browser where they can, and strangers on the way see nothing of them. Where they can't, they go by way of this server, and could be looked at there. It can read the chat as well, and whoever runs it could put themselves in between. To be safe from all that, meet in a sealed room: every fresh room is one.",
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
