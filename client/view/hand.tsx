// A raised hand, and which it is.

import { Icon } from "./icon.tsx";

export function Hand({ n }: { readonly n: number }) {
  return (
    <span class="hand">
      <Icon name="hand" /> {n}
    </span>
  );
}
