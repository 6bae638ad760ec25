// What is expected of the way to the others, before one goes in.

import type { Forecast } from "../media/ports.ts";

const words: { readonly [F in Forecast]: readonly [name: string, meaning: string] } = {
  direct: ["direct", "Nothing stands in the way, as far as can be told from here."],
  turn: ["through a TURN server", "Your network lets nothing through directly."],
  relay: ["by way of this server", "Your network, or your browser, lets nothing through directly."],
  none: [
    "none",
    "Sound and picture don't get through from here. Try another network, or a current Chrome, Edge, Firefox or Safari. You can still join to read and write in the chat.",
  ],
};

export function Outlook({ forecast }: { readonly forecast: Forecast | undefined }) {
  // Its place is kept, so that nothing moves under the pointer.
  if (!forecast) return <p class="hint">Connection: being checked…</p>;
  const [name, meaning] = words[forecast];
  return (
    <p class={forecast === "none" ? "trouble" : "hint"} role={forecast === "none" ? "status" : undefined}>
      <span>
        Connection: {name}. {meaning}
      </span>
    </p>
  );
}
