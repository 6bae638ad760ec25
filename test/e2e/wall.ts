// What keeps calls from coming about. Runs in a page, before its scripts.

/** They would go by a TURN server, of which there is none. */
export function denyCalls(): void {
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super({ ...configuration, iceTransportPolicy: "relay" });
    }
  };
}

/** As in a browser that has never heard of what encodes and decodes for a page. */
export function lackCodecs(): void {
  for (const name of ["VideoEncoder", "VideoDecoder", "AudioEncoder", "AudioDecoder"])
    Reflect.deleteProperty(window, name);
}

/** As in a browser, or a policy of a company's, without calls. */
export function lackCalls(): void {
  Reflect.deleteProperty(window, "RTCPeerConnection");
}
