// Put into a teacher's page before its own scripts. Each function must stand alone.

export function keepConnections() {
  window.connections = [];
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...args) {
      super(...args);
      window.connections.push(this);
    }
  };
}

export function sendEverything() {
  RTCRtpSender.prototype.setParameters = async () => {};
}

/** What has gone over the page's connections until now, and how many frames of each student were shown. */
export async function readTraffic() {
  const traffic = { sent: 0, received: 0, frames: {} };
  for (const connection of window.connections) {
    if (connection.connectionState !== "connected") continue;
    for (const report of (await connection.getStats()).values()) {
      if (report.type === "transport") {
        traffic.sent += report.bytesSent;
        traffic.received += report.bytesReceived;
      }
    }
  }
  for (const tile of document.querySelectorAll("article[data-member]:not([data-self])"))
    traffic.frames[tile.dataset.member] =
      tile.querySelector("video")?.getVideoPlaybackQuality().totalVideoFrames ?? 0;
  return traffic;
}
