// Above the tiles, for as long as there are no pictures in them.

export function SoundOnly({ onEnd }: { readonly onEnd: () => void }) {
  return (
    <p class="prompt sound-only">
      <span>Sound only: no pictures are sent or received.</span>
      <button type="button" class="quiet" onClick={onEnd}>
        Pictures again
      </button>
    </p>
  );
}
