// More pictures as those of `icon.tsx`: what only panels and menus show.

import { Drawn } from "./icon.tsx";

const paths = {
  close: "M6 6l12 12M18 6 6 18",
  send: "M4 12 20 4l-5 16-3.5-6.5Z",
  more: "M5.5 12h.01M12 12h.01M18.5 12h.01",
  grid: "M4 5h6.5v6H4ZM13.5 5H20v6h-6.5ZM4 14h6.5v6H4ZM13.5 14H20v6h-6.5Z",
  speaker: "M4 5h16v9H4ZM4 17h4v3H4ZM10 17h4v3h-4ZM16 17h4v3h-4Z",
  floating: "M20 10V6H4v12h6M13 13h8v6h-8Z",
  enlarge: "M14 4h6v6M20 4l-6.5 6.5M10 20H4v-6M4 20l6.5-6.5",
  shrink: "M20 10h-6V4M14 10l6.5-6.5M4 14h6v6M10 14l-6.5 6.5",
} as const;

export function Glyph({ name }: { readonly name: keyof typeof paths }) {
  return <Drawn path={paths[name]} />;
}
