// How loud the other side of a call is at this moment.

/** A packet comes every twentieth of a second, unless there is silence, of which none is sent. */
const staleMs = 300;

/** What it returns tells 0 to 1, as the browser measures it for nothing. */
export function createLoudness(connection: RTCPeerConnection): () => number {
  const receiver = connection.getReceivers().find(({ track }) => track.kind === "audio");
  /** By the browser's clock, whichever that is, and by ours. */
  let stamped = 0;
  let changedAt = 0;

  return () => {
    const [source] = receiver?.getSynchronizationSources() ?? [];
    const now = performance.now();
    if (source && source.timestamp !== stamped) {
      stamped = source.timestamp;
      changedAt = now;
    }
    return now - changedAt < staleMs ? (source?.audioLevel ?? 0) : 0;
  };
}
