// Stands in for webrtc-adapter, half of PeerJS's weight, which mends browsers that are long gone.
// PeerJS asks it only whether the browser is recent enough; those the build targets all are.

const adapter = { browserDetails: { browser: "chrome", version: 110 } };

// PeerJS imports the default.
export default adapter;
