// The code that two people read to each other: the same on both sides if nobody is in between.

import { useSignal } from "@preact/signals";

interface ComparisonProps {
  readonly name: string;
  /** Nothing until there is a call with them, or where the browser can't work it out. */
  readonly findCode: () => Promise<string | undefined>;
}

const unknown = "There is no code yet: it comes with the call, and only over HTTPS.";

export function Comparison({ name, findCode }: ComparisonProps) {
  const code = useSignal<string | undefined>(undefined);
  return (
    <details
      class="comparison"
      onToggle={async ({ currentTarget: { open } }) => {
        code.value = open ? ((await findCode()) ?? unknown) : undefined;
      }}
    >
      <summary>
        Code<span class="unseen"> to compare with {name}</span>
      </summary>
      <p role="status">
        {code.value && <strong>{code.value}</strong>}
        <span>
          Read it to {name}, by telephone or face to face. If both of you see the same, nobody is in between
          you.
        </span>
      </p>
    </details>
  );
}
