// The link that lets others in.

/** Without the name and whatever else this page was opened with; the fragment stays. */
function linkOf({ origin, pathname, hash }: Location): string {
  return origin + pathname + hash;
}

/** Hands the link on by the means this device has; returns what to say about it, if anything. */
export async function shareLink(url = linkOf(location)): Promise<string | undefined> {
  const onPhone = matchMedia("(pointer: coarse)").matches;
  if (onPhone && "share" in navigator) {
    try {
      await navigator.share({ title: "Parley", url });
      return undefined;
    } catch (error) {
      // The sheet was closed without choosing: that was an answer.
      if (error instanceof DOMException && error.name === "AbortError") return undefined;
    }
  }
  return (await copy(url)) ? "The link is copied. Send it to whoever should come." : `The link is ${url}`;
}

async function copy(text: string): Promise<boolean> {
  // Over plain HTTP there is no clipboard to write to but the old way.
  if (!navigator.clipboard) return copyBySelection(text);
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => copyBySelection(text),
  );
}

function copyBySelection(text: string): boolean {
  const field = document.createElement("textarea");
  field.value = text;
  field.style.position = "fixed";
  field.style.opacity = "0";
  document.body.append(field);
  const focused = document.activeElement;
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return copied;
}
