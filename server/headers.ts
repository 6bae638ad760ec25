// What every answer says to the browser: what the page may load, use and tell.

import type { RequestHandler } from "express";
import helmet from "helmet";

/** What a meeting uses; everything else stays off, for this page and whatever it might be made to frame. */
const permissions = [
  ...["camera", "microphone", "display-capture"],
  ...["autoplay", "clipboard-write", "fullscreen", "picture-in-picture", "screen-wake-lock"],
].map((name) => `${name}=(self)`);
const refused = ["geolocation", "payment", "usb", "midi"].map((name) => `${name}=()`);

export function createHeaders(): RequestHandler {
  const protect = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", "data:"],
        mediaSrc: ["'self'", "blob:"],
        // This host's WebSockets are its own as well.
        connectSrc: ["'self'"],
        workerSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    xFrameOptions: { action: "deny" },
    // The address is the invitation: it is told to nobody.
    referrerPolicy: { policy: "no-referrer" },
    // The operator's other hosts are none of ours.
    strictTransportSecurity: { includeSubDomains: false },
  }) as RequestHandler;
  const allowed = [...permissions, ...refused].join(", ");
  return (request, response, next) => {
    response.set("Permissions-Policy", allowed);
    protect(request, response, next);
  };
}
