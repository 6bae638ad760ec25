// A camera that a page draws by itself, small and slow, so that a class fits on one machine: the fake
// camera of a browser stops for all its pages once they hold all of its frames. Runs in the page.

export function drawCamera(): void {
  const capture = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async ({ audio, video } = {}) => {
    const sound = audio ? await capture({ audio }) : new MediaStream();
    if (!video) return sound;
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [320, 240];
    const brush = canvas.getContext("2d");
    setInterval(() => {
      if (!brush) return;
      brush.fillStyle = `hsl(${Math.random()}turn 80% 50%)`;
      brush.fillRect(0, 0, canvas.width, canvas.height);
    }, 150);
    return new MediaStream([...sound.getTracks(), ...canvas.captureStream().getTracks()]);
  };
}
