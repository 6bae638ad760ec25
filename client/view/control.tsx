// A button of the bar.

import { Icon, type IconName } from "./icon.tsx";

interface ControlProps {
  readonly icon: IconName;
  readonly label: string;
  /** What it brought about is still so. */
  readonly lit?: boolean;
  readonly look?: string;
  readonly onPress: () => void;
}

export function Control({ icon, label, lit = false, look = "", onPress }: ControlProps) {
  return (
    <button type="button" class={`control ${look}`} data-lit={lit} onClick={onPress}>
      <Icon name={icon} />
      <span class="label">{label}</span>
    </button>
  );
}

interface PanelControlProps {
  readonly icon: IconName;
  readonly label: string;
  readonly open: boolean;
  readonly count: number;
  readonly described: string;
  readonly onToggle: () => void;
}

/** Its badge describes it without being part of its name. */
export function PanelControl({ icon, label, open, count, described, onToggle }: PanelControlProps) {
  const id = label.toLowerCase();
  return (
    <span class="with-badge">
      <button
        type="button"
        class="control"
        id={`${id}-button`}
        aria-expanded={open}
        aria-describedby={count > 0 ? `${id}-count` : undefined}
        onClick={onToggle}
      >
        <Icon name={icon} />
        <span class="label">{label}</span>
      </button>
      {count > 0 && (
        <span class="badge" id={`${id}-count`}>
          {count}
          <span class="unseen"> {described}</span>
        </span>
      )}
    </span>
  );
}
