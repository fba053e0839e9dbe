/** Milliseconds after the last move at which a slider rests. */
export const REST_MS = 350;

export interface SliderPace<Value> {
  /** The slider stands here now. */
  move(value: Value): void;
  /** A hand took hold of the slider: until it lets go, no pause is an end, and one drag is one step to undo. */
  startDrag(): void;
  /** The hand let go: rests at once, if there was a move. */
  endDrag(): void;
  /** Forgets the last move. */
  stop(): void;
}

export interface SliderPaceOptions<Value> {
  /** Follows the slider; the next call comes when this one has settled, with the latest value only. */
  readonly onMove: (value: Value) => Promise<unknown>;
  /** Once after each series of moves. */
  readonly onRest: () => void;
}

/** Paces what follows a slider: never two previews at once, never one for a place that the slider has left. */
export function createSliderPace<Value>(options: SliderPaceOptions<Value>): SliderPace<Value> {
  const { onMove, onRest } = options;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let next: { value: Value } | undefined;
  let isPending = false;
  let isMoving = false;
  let isDragging = false;

  async function follow(): Promise<void> {
    isMoving = true;
    while (next) {
      const { value } = next;
      next = undefined;
      await onMove(value).catch(() => undefined);
    }
    isMoving = false;
  }

  function settle(): void {
    clearTimeout(timer);
    next = undefined;
    isPending = false;
  }

  function rest(): void {
    if (!isPending) return;
    settle();
    onRest();
  }

  return {
    move(value) {
      next = { value };
      isPending = true;
      clearTimeout(timer);
      if (!isDragging) timer = setTimeout(rest, REST_MS);
      if (!isMoving) void follow();
    },
    startDrag() {
      isDragging = true;
      clearTimeout(timer);
    },
    endDrag() {
      isDragging = false;
      rest();
    },
    stop() {
      isDragging = false;
      settle();
    },
  };
}
