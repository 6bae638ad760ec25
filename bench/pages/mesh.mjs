// Put into a page of the mesh before its own scripts, Parley's and the bare one alike. Each function must stand alone.

/** Keeps the page's connections, and when the first frame of each of the others was on screen. */
export function watchMesh() {
  /** In place of a picture that isn't there yet, Chromium shows a black frame, two pixels wide. */
  const blankWidth = 2;
  const connections = [];
  const firstFrames = new Map();
  window.mesh = { connections, firstFrames };
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...args) {
      super(...args);
      connections.push(this);
    }
  };
  const watched = new WeakSet();
  function watch(video, who) {
    video.requestVideoFrameCallback((_now, { width }) => {
      if (width <= blankWidth) return watch(video, who);
      if (!firstFrames.has(who)) firstFrames.set(who, Date.now());
    });
  }
  new MutationObserver(() => {
    for (const video of document.querySelectorAll("article:not([data-self]) video")) {
      if (watched.has(video)) continue;
      watched.add(video);
      const article = video.closest("article");
      watch(video, article.dataset.member ?? article);
    }
  }).observe(document, { childList: true, subtree: true });
}

/** Lets the bare page show everybody in a plain grid. */
export function fillWindow(columns) {
  const style = document.createElement("style");
  style.textContent = `
    body { margin: 0; overflow: hidden; }
    button { position: absolute; z-index: 1; }
    main { display: grid; grid-template-columns: repeat(${columns}, 1fr); grid-auto-rows: 1fr; height: 100vh; }
    article { min-width: 0; min-height: 0; }
    video { width: 100%; height: 100%; object-fit: cover; }
  `;
  document.head.append(style);
}

/** Presses Join at a moment that all pages are told, so that nobody is first. */
export function pressJoin(at) {
  const button = [...document.querySelectorAll("button")].find(
    ({ textContent }) => textContent.trim() === "Join",
  );
  setTimeout(() => button.click(), at - Date.now());
}

/** When the first frame of each of the others came. */
export function readFirstFrames() {
  return [...window.mesh.firstFrames.values()];
}

/** What the page has received and sent until now; asked for twice, and never in between. */
export async function readMesh() {
  const read = { at: performance.now(), pictures: {}, shown: {}, sent: {} };
  for (const [index, connection] of window.mesh.connections.entries()) {
    if (connection.connectionState !== "connected") continue;
    for (const report of (await connection.getStats()).values()) {
      const key = `${index} ${report.id}`;
      if (report.type === "transport") read.sent[key] = { what: "all", bytes: report.bytesSent };
      if (report.type === "outbound-rtp")
        read.sent[key] = { what: report.kind, bytes: report.bytesSent + (report.headerBytesSent ?? 0) };
      if (report.type === "inbound-rtp" && report.kind === "video")
        read.pictures[key] = {
          frames: report.framesDecoded ?? 0,
          freezes: report.freezeCount ?? 0,
          height: report.frameHeight ?? 0,
        };
    }
  }
  const videos = document.querySelectorAll("article:not([data-self]) video");
  for (const [index, video] of [...videos].entries())
    read.shown[video.closest("article").dataset.member ?? index] = {
      frames: video.getVideoPlaybackQuality().totalVideoFrames,
    };
  return read;
}
