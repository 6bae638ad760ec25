// Stands in for PeerJS's format of what goes over data channels, which would be as heavy as the view of a
// room. The page closes each channel that somebody opens, so nothing is ever packed here.

export function pack(): ArrayBuffer {
  return new ArrayBuffer(0);
}

export function unpack(): undefined {
  return undefined;
}
