// Runs in the page before any of its scripts: keeps hold of what a test wants to look at.

export interface Probe {
  readonly connections: readonly RTCPeerConnection[];
  readonly sockets: readonly string[];
  readonly tracks: readonly MediaStreamTrack[];
}

declare global {
  interface Window {
    probe: Probe;
  }
}

export function installProbe(): void {
  const connections: RTCPeerConnection[] = [];
  const sockets: string[] = [];
  const tracks: MediaStreamTrack[] = [];
  window.probe = { connections, sockets, tracks };

  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      connections.push(this);
    }
  };
  window.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      sockets.push(String(url));
    }
  };
  if (navigator.mediaDevices) {
    const capture = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      const stream = await capture(constraints);
      tracks.push(...stream.getTracks());
      return stream;
    };
  }
}
