// Who somebody is where there is no picture: their initials on a colour of their own.

const hues = 360;
/** Neighbouring ids fall far apart on the wheel. */
const stride = 47;

export function Initials({ name, seed }: { readonly name: string; readonly seed: string }) {
  const hue = [...seed].reduce((sum, letter) => (sum * stride + (letter.codePointAt(0) ?? 0)) % hues, 0);
  return (
    <span class="initials" style={{ "--hue": String(hue) }} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}

/** The first letters of the first and the last word. */
export function initialsOf(name: string): string {
  const words = name
    .split(/[\s_-]+/u)
    .map((word) => word.match(/[\p{L}\p{N}]\p{M}*/u)?.[0] ?? "")
    .filter(Boolean);
  const [first = "", last = ""] = [words[0], words.length > 1 ? words.at(-1) : ""];
  return (first + last).toUpperCase() || "?";
}
