// By which codec pictures are sent: whichever costs least of those that surely work. Pure.

export type Liking = "first" | "as-it-is" | "not-at-all";

interface Agent {
  readonly userAgent: string;
  readonly userAgentData?: { readonly mobile: boolean };
}

/**
 * How this browser likes H.264. On desks Chromium takes half the time for it that it takes for VP8. On phones it has
 * only the hardware's, which does few pictures at once, and Firefox may still be loading it from somewhere.
 */
export function likingOf({ userAgent, userAgentData }: Agent): Liking {
  if (/Android|Firefox/.test(userAgent)) return "not-at-all";
  return userAgentData && !userAgentData.mobile ? "first" : "as-it-is";
}

/** A description of ours, changed to what this browser likes. */
export function describePictures(sdp: string, liking: Liking): string {
  if (liking === "as-it-is") return sdp;
  const [head = "", ...sections] = sdp.split(/^(?=m=)/m);
  return (
    head +
    sections.map((section) => (section.startsWith("m=video ") ? rank(section, liking) : section)).join("")
  );
}

function rank(section: string, liking: "first" | "not-at-all"): string {
  const told = (payload: string, what: string) =>
    new RegExp(`^a=${what.replace("*", payload)}(\\w+)`, "m").exec(section)?.[1];
  const [first = "", ...lines] = section.split("\r\n");
  const [media, port, transport, ...payloads] = first.split(" ");
  /** Also of what sends its packets again. */
  const codecOf = (payload: string) => told(told(payload, "fmtp:* apt=") ?? payload, "rtpmap:* ");
  const liked = payloads.filter((payload) => codecOf(payload) === "H264");
  const others = payloads.filter((payload) => !liked.includes(payload));
  // Whoever offers nothing else is better seen by it than not at all.
  if (!others.some((payload) => codecOf(payload) === "VP8")) return section;
  const ordered = liking === "first" ? [...liked, ...others] : others;
  const kept = lines.filter((line) => {
    const payload = /^a=(?:rtpmap|fmtp|rtcp-fb):(\d+) /.exec(line)?.[1];
    return payload === undefined || ordered.includes(payload);
  });
  return [[media, port, transport, ...ordered].join(" "), ...kept].join("\r\n");
}
