// Whether a screen could be shown from here at all: what carries a phone's browser would refuse it.

export function canShare(): boolean {
  const { mediaDevices, maxTouchPoints } = navigator;
  // Some phones have the function, and no screen to choose.
  const phone = maxTouchPoints > 0 && matchMedia("(pointer: coarse)").matches;
  return !phone && "getDisplayMedia" in (mediaDevices ?? {});
}
