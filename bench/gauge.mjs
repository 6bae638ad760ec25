// Loaded into a server before its own code, so that it can be asked from outside what it uses,
// on every system alike and without a line in the server for it.

process.on("message", (question) => {
  switch (question) {
    case "processor": {
      const { user, system } = process.cpuUsage();
      return process.send({ ms: (user + system) / 1000 });
    }
    case "memory": {
      // Twice: what the first one's finalizers let go of, the second takes.
      globalThis.gc();
      globalThis.gc();
      const { rss, heapUsed } = process.memoryUsage();
      return process.send({ rss, heapUsed });
    }
    default:
      return undefined;
  }
});
// A server that has nothing else to do ends as it would without the gauge.
process.channel?.unref();
