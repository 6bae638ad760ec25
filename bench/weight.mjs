// What a browser that has never been here loads until it sees the other member, and from whom.

import { join, settle, withPages } from "./browser.mjs";
import { watchFirstFrame } from "./pages/first-frame.mjs";
import { parley, startServer } from "./server-process.mjs";
import { formatCount, formatKilobytes } from "./table.mjs";

const budget = 64 * 1024;

export async function measureWeight(browser) {
  const server = await startServer(parley);
  try {
    const { bytes, strangers } = await withPages(browser, 2, (first, second) =>
      loadCall(first, second, server.url),
    );
    console.log(`weight: ${bytes} bytes; others asked: ${strangers.join(", ") || "none"}`);
    return [
      {
        figure: "loaded until in the call, from nothing",
        parley: formatKilobytes(bytes),
        baseline: `budget: ${formatKilobytes(budget)}`,
        ratio: (bytes / budget).toFixed(2),
      },
      {
        figure: "other origins and ICE servers asked",
        parley: formatCount(strangers.length),
        baseline: "allowed: 0",
        ratio: "–",
      },
    ];
  } finally {
    await server.stop();
  }
}

async function loadCall(first, second, url) {
  const room = `${url}/${crypto.randomUUID()}`;
  await first.goto(`${room}?name=First`);
  await settle(first);
  await join(first);
  await first.waitForSelector("article[data-self]");

  const traffic = await watchTraffic(second, new URL(url).host);
  await second.addInitScript(watchFirstFrame);
  await second.addInitScript(watchIceServers);
  await second.goto(`${room}?name=Second`);
  await settle(second);
  await join(second);
  await second.evaluate(() => window.firstFrame);
  const iceServers = await second.evaluate(() => window.iceServers);
  return { ...traffic, strangers: [...traffic.strangers, ...iceServers] };
}

/** Counts what comes over HTTP as it is on the wire, with its headers. */
async function watchTraffic(page, host) {
  const traffic = { bytes: 0, strangers: [] };
  const notice = (url) => {
    const { protocol, host: asked } = new URL(url);
    if (/^(http|ws)s?:$/.test(protocol) && asked !== host) traffic.strangers.push(asked);
  };
  const devtools = await page.context().newCDPSession(page);
  devtools.on("Network.requestWillBeSent", ({ request }) => notice(request.url));
  devtools.on("Network.webSocketCreated", ({ url }) => notice(url));
  devtools.on("Network.loadingFinished", ({ encodedDataLength }) => {
    traffic.bytes += encodedDataLength;
  });
  await devtools.send("Network.enable");
  return traffic;
}

/** Put into the page, where alone it shows which STUN and TURN servers are asked. */
function watchIceServers() {
  window.iceServers = [];
  // A connection that is only made, as PeerJS makes one to see what the browser can, asks nobody.
  const original = RTCPeerConnection.prototype.setLocalDescription;
  RTCPeerConnection.prototype.setLocalDescription = function (...description) {
    for (const { urls } of this.getConfiguration().iceServers) window.iceServers.push(...[urls].flat());
    return original.apply(this, description);
  };
}
